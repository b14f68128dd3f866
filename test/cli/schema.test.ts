import { Project } from '../support/project';

const FILES = ['schemas/audit.schema.json', 'schemas/tenant.schema.json'];
const FILE = 'schemas/tenant.schema.json';

test('writes once, and finds nothing to do the second time', async () => {
  const project = new Project({});
  expect(await project.run('schema')).toMatchObject({ code: 0, out: FILES.join('\n') });
  expect(await project.run('schema')).toMatchObject({ code: 0, out: 'schemas/ is up to date' });
});

test('answers a machine with --json', async () => {
  const project = new Project({});
  const answer = async () => JSON.parse((await project.run('schema', '--json')).out);
  expect(await answer()).toEqual({ version: 1, created: FILES, changed: [], removed: [] });
  expect(await answer()).toEqual({ version: 1, created: [], changed: [], removed: [] });
});

test('what somebody edited stops it, and --force replaces it', async () => {
  const project = new Project({});
  await project.run('schema');
  project.write({ [FILE]: project.read(FILE).replace('Tenant', 'Tenent') });
  expect((await project.run('schema')).code).toBe(1);
  expect(project.read(FILE)).toContain('Tenent');
  expect((await project.run('schema', '--force')).code).toBe(0);
  expect(project.read(FILE)).not.toContain('Tenent');
});

test('a folder that is not there ends with 2', async () => {
  const { code, err } = await new Project({}).run('schema', '--out', '/nowhere/at/all');
  expect([code, err]).toEqual([2, '--out /nowhere/at/all: there is no such folder']);
});
