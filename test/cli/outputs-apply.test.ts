import { Project } from '../support/project';
import { CLIENT_B, environmentText } from '../support/settings';

function project(value: object): Project {
  return new Project({
    'tenants/client-b.yaml': CLIENT_B,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production'),
    'outputs.json': JSON.stringify({ tenants: { value } }),
  });
}

const LEARNT = { 'client-b': { publicAddress: { 'squid-b': '51.15.1.10' }, sources: ['172.16.28.30'] } };

test('what was learnt is written, named, and shows in what is rendered', async () => {
  const p = project({ ...LEARNT, 'client-z': { publicAddress: {}, sources: [] } });
  const { code, out, err } = await p.run('outputs:apply', `${p.folder}/outputs.json`, '--env', 'development');
  expect(out.split('\n')).toEqual([
    'tenants/client-b.yaml environments.development.egress.proxies[squid-b].publicAddress: 51.15.1.10',
    'tenants/client-b.yaml environments.development.nodePool.sources: 172.16.28.30',
    'npm run synth writes what follows',
  ]);
  expect(err).toContain('client-z: is in the outputs, and in no settings of development');
  expect(code).toBe(0);
  await p.run('synth');
  const squid = (environment: string) => p.read(`dist/infra/${environment}/client-b/squid-b/squid.conf`);
  expect(squid('development')).toContain('acl tenant src 172.16.28.30\n');
  expect(squid('production')).toContain('acl tenant src 172.16.28.20\n');
});

test('a second time there is nothing to do', async () => {
  const p = project(LEARNT);
  const args = [`${p.folder}/outputs.json`, '--env', 'development'];
  await p.run('outputs:apply', ...args);
  expect(await p.run('outputs:apply', ...args)).toMatchObject({ code: 0, out: 'the settings have it all' });
});

test('another tenant than the one that is meant stays as it is', async () => {
  const p = project(LEARNT);
  const other = CLIENT_B.replaceAll('client-b', 'client-c')
    .replaceAll('172.16.28.9', '172.16.28.10')
    .replaceAll('172.16.28.20', '172.16.28.21');
  p.write({ 'tenants/client-c.yaml': other });
  const args = [`${p.folder}/outputs.json`, '--env', 'development', '--tenant', 'client-c'];
  expect(await p.run('outputs:apply', ...args)).toMatchObject({ code: 0, out: 'the settings have it all' });
});

test('it answers a machine with --json', async () => {
  const p = project(LEARNT);
  const { out } = await p.run('outputs:apply', `${p.folder}/outputs.json`, '--env', 'development', '--json');
  expect(JSON.parse(out)).toMatchObject({
    changes: [{ value: '51.15.1.10' }, { value: ['172.16.28.30'] }],
    unknown: [],
  });
});

test('it needs to know the environment, and a file that is there', async () => {
  const p = project(LEARNT);
  const without = await p.run('outputs:apply', `${p.folder}/outputs.json`);
  expect(without).toMatchObject({ code: 2, err: expect.stringContaining('--env') });
  const nowhere = await p.run('outputs:apply', `${p.folder}/nowhere.json`, '--env', 'development');
  expect(nowhere).toMatchObject({
    code: 2,
    err: expect.stringContaining('nowhere.json: could not be read: it is not there (ENOENT)'),
  });
});
