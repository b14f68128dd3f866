import { chmodSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const A = 'tenants/client-a.yaml';
const B = 'tenants/client-b.yaml';
const CLIENT_A = `# The first of them.
name: client-a
nodePool: { sources: [172.16.28.9, 172.16.28.10/31] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }] # here
`;

const ENVIRONMENTS = {
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
};

function projectOf(files: Readonly<Record<string, string>> = { [A]: CLIENT_A }): Project {
  return new Project({ 'tenants/README.md': '', ...ENVIRONMENTS, ...files });
}

test('the file is one of the others, and fits on a screen', async () => {
  const project = projectOf();
  const { code, out } = await project.run(
    'tenant:add',
    'client-b',
    '--address',
    '172.16.28.20',
    '--public',
    '51.15.1.20',
  );
  expect({ code, out }).toEqual({
    code: 0,
    out: `${B}: written, its proxy at 172.16.28.20
its public address is set for development alone: each environment needs a Flexible IP of its own
npm run plan shows what it changes, npm run synth writes that`,
  });
  expect(project.read(B)).toBe(`# yaml-language-server: $schema=../schemas/tenant.schema.json
name: client-b
egress:
  proxies:
    - name: squid-a
      address: 172.16.28.20
      port: 3128
      # publicAddress: 203.0.113.10 # the Flexible IP of the proxy, once it is known
  # allow: [ifconfig.me, .example.com] # without it, any public host
environments:
  development:
    egress: { proxies: [{ name: squid-a, publicAddress: 51.15.1.20 }] }
# Each of these is optional.
# title: client-b
# nodePool: { nodeType: DEV1-M, size: { min: 1, max: 3 } }
# quota: { cpu: 4, memory: 8Gi, pods: 50 }
# access: { groups: [client-b-developers] }
# ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }
# workloads: [{ name: web, image: registry.example.com/web:1.0.0 }]
`);
  expect(project.read(A)).toBe(CLIENT_A);
  expect(project.files('tenants')).toEqual(['tenants/README.md', A, B]);
});

test('every comment says something that can be said', async () => {
  const project = projectOf();
  await project.run('tenant:add', 'client-b');
  const text = project.read(B).replace(/^( *)# (?=[A-Za-z]+: [^$]*$)(?!yaml-language)/gm, '$1');
  expect(Object.keys(parse(text))).toEqual(
    expect.arrayContaining(['title', 'nodePool', 'quota', 'access', 'ingress', 'workloads', 'environments']),
  );
  expect(parse(text).egress).toMatchObject({
    allow: expect.anything(),
    proxies: [{ publicAddress: expect.anything() }],
  });
  project.write({ [B]: text });
  expect(await project.run('synth')).toMatchObject({ code: 0 });
  expect(project.files('dist/overlays/production/client-b')).toContain(
    'dist/overlays/production/client-b/workloads/kustomization.yaml',
  );
});

test('without an address it is the next that no proxy, node, gateway or API server has, and that is said', async () => {
  const project = projectOf({
    [A]: CLIENT_A,
    'overlays/production.ts': environmentText('production', {
      cluster: { gateway: '172.16.28.12', resolver: { address: '10.32.0.53', apiServer: '172.16.28.14' } },
    }),
  });
  expect((await project.run('tenant:add', 'client-b')).out).toContain(
    'its proxy at 172.16.28.13, the next free address\n',
  );
  expect((await project.run('tenant:add', 'client-c')).out).toContain(
    'its proxy at 172.16.28.15, the next free address\n',
  );
});

test('it can be the first tenant, and synth takes it', async () => {
  const project = projectOf({});
  expect((await project.run('tenant:add', 'client-b')).out).toContain('172.16.28.8');
  expect((await project.run('synth')).code).toBe(0);
});

test('where an environment has a network of its own, the proxy has an address of its own there', async () => {
  const project = projectOf({
    [A]: `${CLIENT_A}environments: { production: { nodePool: { sources: [192.168.0.9] }, egress: { proxies: [{ name: squid-a, address: 192.168.0.30 }] } } }\n`,
    'overlays/production.ts': environmentText('production', { cluster: { privateNetwork: '192.168.0.0/24' } }),
  });
  const { out } = await project.run('tenant:add', 'client-b');
  expect(out).toContain('its proxy at 172.16.28.12, the next free address, in production at 192.168.0.31\n');
  expect(parse(project.read(B)).environments).toEqual({
    production: { egress: { proxies: [{ name: 'squid-a', address: '192.168.0.31' }] } },
  });
  expect((await project.run('synth')).code).toBe(0);
  expect((await project.run('tenant:add', 'client-c', '--env', 'production')).out).toContain(
    'its proxy at 192.168.0.32, the next free address, in development at 172.16.28.13\n',
  );
});

describe('nothing is written', () => {
  test.each<[string, readonly string[], string]>([
    [
      'an address outside',
      ['client-b', '--address', '172.16.32.9'],
      `${B}:6:7 egress.proxies[0].address: 172.16.32.9 is outside`,
    ],
    [
      'an address that is taken',
      ['client-b', '--address', '172.16.28.8'],
      `${B}:6:7 egress.proxies[0].address: 172.16.28.8 is already the address of squid-a of client-a (${A})`,
    ],
    [
      'what is no address',
      ['client-b', '--address', '172.16.28.'],
      `${B}:6:7 egress.proxies[0].address: 172.16.28. is not a valid IPv4 address`,
    ],
    ['YAML for an address', ['client-b', '--address', '172.16.28.20\nname: other'], B],
    [
      'a public address that is not',
      ['client-b', '--public', '10.0.0.1'],
      `${B}:8:7 egress.proxies[0].publicAddress: 10.0.0.1 is not public`,
    ],
    ['a reserved name', ['platform'], 'tenants/platform.yaml:2:1 name: platform is reserved'],
    ['a name that is no label', ['Client_B'], 'tenants/Client_B.yaml:1:1 name: Client_B is not a valid DNS label'],
    ['a name that leads elsewhere', ['../client-b'], 'name: ../client-b is not a valid DNS label'],
    ['a name that is too long', ['b'.repeat(64)], 'has 64 characters'],
    ['a name that is too long for what is derived from it', ['b'.repeat(63)], 'name: '],
    ['a tenant that is there', ['client-a'], `${A}:1:1: there is a tenant client-a already`],
  ])('for %s', async (_, args, message) => {
    const project = projectOf();
    const before = project.fingerprint();
    const { code, out, err } = await project.run('tenant:add', ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(project.fingerprint()).toBe(before);
    expect(existsSync(join(project.folder, 'client-b.yaml'))).toBe(false);
  });

  test('while other files have problems', async () => {
    const project = projectOf({ [A]: CLIENT_A, 'tenants/client-x.yaml': 'name: client-y\n' });
    expect(await project.run('tenant:add', 'client-b')).toMatchObject({
      code: 1,
      err: expect.stringContaining('tenants/client-x.yaml:'),
    });
    project.remove('tenants/client-x.yaml').write({ 'overlays/production.ts': 'export default {};\n' });
    expect(await project.run('tenant:add', 'client-b')).toMatchObject({
      code: 1,
      err: expect.stringContaining('overlays/production.ts:'),
    });
    expect(project.files('tenants')).toEqual(['tenants/README.md', A]);
  });

  test('when the network is full', async () => {
    const cluster = { privateNetwork: '172.16.28.0/28' };
    const project = projectOf({
      [A]: CLIENT_A.replace('172.16.28.10/31', '172.16.28.10/31, 172.16.28.0/29, 172.16.28.12/30'),
      'overlays/development.ts': environmentText('development', { cluster }),
      'overlays/production.ts': environmentText('production', { cluster }),
    });
    expect(await project.run('tenant:add', 'client-d')).toMatchObject({
      code: 1,
      err: 'no address of 172.16.28.0/28, the private network of development, is free',
    });
  });

  test('over a link, wherever it leads', async () => {
    const project = projectOf();
    symlinkSync(join(project.folder, 'nowhere'), join(project.folder, B));
    expect((await project.run('tenant:add', 'client-b')).code).toBe(1);
    expect(existsSync(join(project.folder, 'nowhere'))).toBe(false);
  });

  test('without a folder, or into one that cannot be written', async () => {
    const project = projectOf();
    expect((await project.run('tenant:add', 'client-b', '--tenants', join(project.folder, 'missing'))).code).toBe(2);
    if (process.getuid?.() === 0) return;
    chmodSync(join(project.folder, 'tenants'), 0o500);
    expect((await project.run('tenant:add', 'client-b')).code).toBe(2);
    chmodSync(join(project.folder, 'tenants'), 0o700);
  });

  test('for an option that means something else', async () => {
    const project = projectOf();
    expect((await project.run('tenant:add', 'client-b', '--tenant', 'client-c')).code).toBe(2);
    expect((await project.run('tenant:add', 'client-b', '--env', 'nowhere')).code).toBe(2);
    expect((await project.run('tenant:add')).code).toBe(2);
    expect(project.files('tenants')).toEqual(['tenants/README.md', A]);
  });
});

test('--json tells a machine the same', async () => {
  const project = projectOf();
  const { out, err } = await project.run('tenant:add', 'client-b', '--json');
  expect(JSON.parse(out)).toMatchObject({
    file: B,
    address: '172.16.28.12',
    elsewhere: {},
    problems: [{ file: expect.stringContaining(B), severity: 'warning' }],
  });
  expect(err).toBe('');
  const failed = await project.run('tenant:add', 'client-b', '--json');
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.out).problems).toMatchObject([{ line: 1, column: 1, severity: 'error' }]);
});
