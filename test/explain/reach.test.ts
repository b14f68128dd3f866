import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { GIT_ENVIRONMENT } from '../support/git-environment';
import { expectGolden } from '../support/golden';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const clientA = (
  more = '',
  allow = '[ifconfig.me, .example.com, { host: api.partner.example, ports: [8443] }]',
) => `name: client-a
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
  allow: ${allow}
${more}workloads:
  - { name: web, image: example.com/web:1, ports: [{ name: http, port: 8080 }] }
`;

const FILES = {
  'tenants/client-a.yaml': clientA(),
  'tenants/client-b.yaml': `name: client-b
nodePool: { sources: [172.16.28.30] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.9 }, { name: squid-b, address: 172.16.28.10 }]
  private: [{ cidr: 172.16.44.0/28, ports: [5432] }]
ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }
workloads:
  - { name: api, image: example.com/api:1, ports: [{ name: http, port: 8080 }] }
`,
  'overlays/development.ts': environmentText('development', {
    cluster: { cni: 'calico' },
    denyHosts: ['bad.example.com'] as never,
  }),
};

jest.setTimeout(300_000);

test('the sets of both tenants are those that were reviewed', async () => {
  const { code, out } = await new Project(FILES).run('reach', '--quiet');
  expect(code).toBe(0);
  expectGolden(join(__dirname, 'golden-reach'), { 'reach.txt': `${out}\n` });
});

test('JSON has the same rows, and only the tenant that was asked for', async () => {
  const { out } = await new Project(FILES).run('reach', '--json', '--tenant', 'client-b');
  const { version, reach } = JSON.parse(out);
  expect([version, reach.map(({ tenant }: { tenant: string }) => tenant)]).toEqual([1, ['client-b']]);
  expect(reach[0].rows).toContainEqual({
    direction: 'to',
    by: 'direct',
    what: '172.16.44.0/28',
    ports: [{ protocol: 'TCP', first: 5432, last: 5432 }],
    verdict: 'allowed',
  });
});

test('a kind of policy that is not understood makes lines undecided', async () => {
  const policy = `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: more, namespace: client-a }
spec: { egress: [{ action: Allow }] }
`;
  const settings = FILES['overlays/development.ts'].replace(
    /}\s*;\s*$/,
    ', "extra": ["clusters/development/more.yaml"] };\n',
  );
  const project = new Project({
    ...FILES,
    'overlays/development.ts': settings,
    'clusters/development/more.yaml': policy,
  });
  const { out } = await project.run('reach', '--quiet', '--tenant', 'client-a');
  expect(out).toMatch(/\(undecided\)/);
  expect(out).toMatch(/of the lines are undecided/);
});

describe('--against', () => {
  const project = new Project(FILES);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project.folder, env: GIT_ENVIRONMENT });
  beforeAll(async () => {
    await project.run('synth');
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'before');
  });
  const changes = async () =>
    (await project.run('reach', '--quiet', '--against', 'HEAD', '--tenant', 'client-a')).out.split('\n');

  test('nothing', async () => {
    expect(await changes()).toEqual(['nothing is opened or closed since HEAD']);
  });

  test.each([
    [
      'a host',
      clientA('', '[ifconfig.me, .example.com, new.example.org, { host: api.partner.example, ports: [8443] }]'),
      ['  + reaches new.example.org, tunnels to port 443; requests to port 80, 443 by the proxy'],
    ],
    [
      'a port',
      clientA('', '[ifconfig.me, .example.com, { host: api.partner.example, ports: [8443, 9443] }]'),
      ['  + reaches api.partner.example, tunnels to port 9443; requests to port 9443 by the proxy'],
    ],
    [
      'a host less',
      clientA('', '[.example.com, { host: api.partner.example, ports: [8443] }]'),
      ['  - reaches ifconfig.me, tunnels to port 443; requests to port 80, 443 by the proxy'],
    ],
    [
      'a database',
      clientA().replace('egress:\n', 'egress:\n  private: [{ cidr: 172.16.45.0/28, ports: [5432] }]\n'),
      ['  + reaches 172.16.45.0/28, TCP 5432'],
    ],
    [
      'a namespace that may connect',
      clientA('ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }\n'),
      ['  + is reached by pods of ingress-nginx, TCP 8080'],
    ],
    [
      'a proxy that moves',
      clientA().replace('172.16.28.8', '172.16.28.18'),
      ['  + reaches 172.16.28.18, TCP 3128', '  - reaches 172.16.28.8, TCP 3128'],
    ],
    ['an image', clientA().replace('web:1', 'web:2'), undefined],
  ])('%s', async (_, text, lines) => {
    project.write({ 'tenants/client-a.yaml': text });
    expect(await changes()).toEqual(
      lines ? ['client-a in development:', ...lines] : ['nothing is opened or closed since HEAD'],
    );
  });
});

/** The development environment with one more policy of the namespace client-a. */
function withPolicy(spec: string, cni = 'calico'): Project {
  const settings = FILES['overlays/development.ts']
    .replace('calico', cni)
    .replace(/}\s*;\s*$/, ', "extra": ["clusters/development/more.yaml"] };\n');
  return new Project({
    ...FILES,
    'overlays/development.ts': settings,
    'clusters/development/more.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: more, namespace: client-a }
spec: ${spec}
`,
  });
}

test('a range of IPv6 that a policy opens is listed, and nothing around it', async () => {
  const spec = '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: "2001:db8::/32" } }] }] }';
  const { out } = await withPolicy(spec, 'cilium').run('reach', '--quiet', '--tenant', 'client-a');
  expect(out).toMatch(/^ +2001:db8::\/32 +/m);
  expect(out).not.toContain('every IPv6 address');
});

test('a policy that opens all namespaces is listed for namespaces that do not exist yet as well', async () => {
  const spec =
    '{ podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 9000, endPort: 9010 }] }] }';
  const { out } = await withPolicy(spec).run('reach', '--quiet', '--tenant', 'client-a');
  expect(out).toMatch(/^ +pods of any other namespace +TCP 9000-9010$/m);
  expect(out).toMatch(/^ +pods of ingress-nginx +TCP 9000-9010$/m);
});

test('a host that may be reached with any name inside TLS is listed as such', async () => {
  const allow = '[ifconfig.me, { host: cdn.example.net, ports: [443], sni: any }]';
  const project = new Project({ ...FILES, 'tenants/client-a.yaml': clientA('', allow) });
  const { out } = await project.run('reach', '--quiet', '--tenant', 'client-a');
  const [, names = ''] = out.split('by the proxy, with the name of any other host inside TLS:\n');
  expect(names.split('\n')[0]?.trim()).toMatch(/^cdn\.example\.net +tunnels to port 443$/);
});
