import { join } from 'node:path';
import { expectGolden } from '../support/golden';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const tenant = (more = '') => `name: client-a
nodePool: { sources: [172.16.28.20] }
registries: [example.com]
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, publicAddress: 51.15.9.8 }]
  allow: [ifconfig.me]
  tcp:
    - { name: sftp, host: sftp.partner.example, port: 22 }
    - { name: sftp-more, host: sftp.partner.example, port: 2222 }
    - { name: closed, host: sftp.closed.example, port: 22 }
workloads:
  - { name: web, image: example.com/web:1.0.0, ports: [{ name: http, port: 8080 }] }
${more}`;

const files = (more?: string) => ({
  'tenants/client-a.yaml': tenant(more),
  'overlays/development.ts': environmentText('development', {
    cluster: { cni: 'calico' },
    denyHosts: ['sftp.closed.example'] as never,
  }),
});

const project = new Project(files());
const A = ['--tenant', 'client-a', '--env', 'development'];

jest.setTimeout(300_000);

/** The whole text of each is in golden-tcp/. */
const QUESTIONS: Readonly<Record<string, readonly [code: number, target: string]>> = {
  'host-and-port': [0, 'tcp://sftp.partner.example:22'],
  'other-entry-of-the-host': [0, 'tcp://sftp.partner.example:2222'],
  'url-of-the-pair': [0, 'https://sftp.partner.example:2222/'],
  'other-port': [1, 'tcp://sftp.partner.example:23'],
  'over-udp': [1, 'udp://sftp.partner.example:22'],
  'other-host': [1, 'tcp://sftp.other.example:22'],
  'denied-by-the-environment': [1, 'tcp://sftp.closed.example:22'],
  'tunnel-by-the-proxy': [0, 'CONNECT sftp.partner.example:22'],
  'plain-request': [0, 'http://sftp.partner.example:22/'],
};

test('the texts are those that were reviewed', async () => {
  const codes: Record<string, readonly [number, string]> = {};
  const texts: Record<string, string> = {};
  for (const [name, [, target]] of Object.entries(QUESTIONS)) {
    const { code, out, err } = await project.run('explain', '--quiet', ...A, target);
    codes[name] = [code, target];
    texts[`${name}.txt`] = `explain ${target}\n\n${out}${err}\n`;
  }
  expectGolden(join(__dirname, 'golden-tcp'), texts);
  expect(codes).toEqual(QUESTIONS);
});

test('the hops name the lines of the pod, the gateway and the proxy', async () => {
  const { out } = await project.run('explain', ...A, '--json', 'tcp://sftp.partner.example:22');
  const { verdict, ways } = JSON.parse(out).explanation;
  expect([verdict, ways.length, ways[0].by]).toEqual(['allowed', 1, 'direct']);
  expect((await project.run('synth')).code).toBe(0);
  const at = (hop: string) => {
    const { rendered } = ways[0].hops.find((each: { hop: string }) => each.hop === hop);
    return project.read(rendered.file).split('\n')[rendered.line - 1]?.trim();
  };
  expect(at('gateway')).toBe('tcp-request content lua.open-tunnel sftp.partner.example:22');
  expect(at('Squid')).toBe('http_access allow tcp_22 by_tcp');
  expect(at('name')).toBe('- hostnames:');
});

test('an address that the name is said to have is judged by the proxy', async () => {
  const { code } = await project.run(
    'explain',
    '--quiet',
    ...A,
    '--address',
    '172.16.28.30',
    'tcp://sftp.partner.example:22',
  );
  expect(code).toBe(1);
});

test('the address of the Service, and a tenant without workloads, have the same way', async () => {
  const { out } = await project.run('explain', ...A, '--json', 'tcp://sftp.partner.example:22');
  const [, address] = / as (10\.32\.\d+\.\d+);/.exec(out) ?? [];
  expect((await project.run('explain', '--quiet', ...A, `tcp://${address}:22`)).out).toContain(
    'by the gateway and the proxy',
  );
  const bare = new Project({ ...files(), 'tenants/client-a.yaml': tenant().replace(/workloads:[\s\S]*/, '') });
  const codes = ['sftp.partner.example:22', 'sftp.partner.example:23', 'sftp.closed.example:22'].map(
    async (target) => (await bare.run('explain', '--quiet', ...A, `tcp://${target}`)).code,
  );
  expect(await Promise.all(codes)).toEqual([0, 1, 1]);
});

test('check fails for an expectation that the way is closed', async () => {
  const more = `expect:
  - { deny: "tcp://sftp.partner.example:22" }
  - { allow: "tcp://sftp.partner.example:22" }
  - { deny: "tcp://sftp.partner.example:23" }
`;
  const { code, err } = await new Project(files(more)).run('check', '--quiet');
  const lines = err.split('\n').filter((line) => line.includes(' does not hold in '));
  expect([code, lines]).toEqual([
    1,
    [
      expect.stringMatching(
        /expect\[0\]: deny tcp:\/\/sftp\.partner\.example:22 does not hold in development: allowed: .* by the gateway and the proxy squid-a, and leave as 51\.15\.9\.8/,
      ),
    ],
  ]);
});

test('reach lists the pairs that a proxy lets through, and no others', async () => {
  const { out } = await project.run('reach', '--json', '--tenant', 'client-a');
  const rows = JSON.parse(out).reach[0].rows.filter(({ by }: { by: string }) => by === 'gateway');
  const port = (number: number) => ({ protocol: 'TCP', first: number, last: number });
  expect(rows).toEqual([
    { direction: 'to', by: 'gateway', what: 'sftp.partner.example', ports: [port(22), port(2222)], verdict: 'allowed' },
  ]);
  expect((await project.run('reach', '--quiet', '--tenant', 'client-a')).out).toMatch(
    / {2}by the gateway:\n +sftp\.partner\.example +TCP 22, 2222\n {2}without the proxy:/,
  );
});
