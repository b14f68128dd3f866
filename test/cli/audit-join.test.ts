import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from '../support/project';

const LINE = {
  time: '2026-11-29T12:00:00.500Z',
  source: '172.16.28.20',
  client: '100.64.0.5:40000',
  milliseconds: '5',
};
const POD = {
  ...{ version: '1', state: 'pod', time: '2026-11-29T11:00:00Z', started: '2026-11-29T11:00:00Z' },
  ...{ namespace: 'client-a-demo', pod: 'web', uid: 'u', address: '100.64.0.5' },
  ...{ node: 'node-1', nodeAddress: '172.16.28.20' },
};
const ALIVE = { version: '1', state: 'alive', time: '2026-11-29T13:00:00Z' };

let project: Project;
beforeEach(() => {
  project = new Project({});
});

function file(name: string, ...lines: unknown[]): string {
  const path = join(project.folder, name);
  writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return path;
}

test('lines get namespace and pod, and a summary says how many did', async () => {
  const pods = file('pods', POD, ALIVE);
  const log = file('log', LINE, { ...LINE, client: '-' });
  const { code, out, err } = await project.run('audit:join', log, '--pods', pods);
  const [first, second] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toEqual({ ...LINE, joined_to: 'pod', namespace: 'client-a-demo', pod: 'web', node: 'node-1' });
  expect(second).toMatchObject({ joined_to: 'node', namespace: '-', pod: '-', node: 'node-1' });
  expect({ code, err: err.trim() }).toEqual({ code: 0, err: '1 joined to pods, 1 to nodes only, 0 to neither' });
});

test('what is not a record is named with its place, and the rest is joined', async () => {
  const pods = file('pods', 'x', POD, ALIVE);
  const log = file('log', LINE, '{}', '{');
  const { code, out, err } = await project.run('audit:join', log, '--pods', pods);
  expect(code).toBe(1);
  expect(out.trim().split('\n')).toHaveLength(1);
  expect(err.trim().split('\n')).toEqual([
    `pods:1: not a line of JSON`,
    `log:2: not an audit record`,
    `log:3: not a line of JSON`,
    '1 joined to pods, 0 to nodes only, 0 to neither',
  ]);
});

test.each([
  [['audit:join', '/nowhere/log', '--pods', '/dev/null'], '/nowhere/log: could not be read'],
  [['audit:join', '/dev/null', '--pods', '/nowhere/pods'], '/nowhere/pods: could not be read'],
  [['audit:join', '/dev/null'], "required option '--pods <file...>' not specified"],
])('%j cannot run', async (args, message) => {
  const { code, err } = await project.run(...(args as [string, ...string[]]));
  expect(code).toBe(2);
  expect(err).toContain(message);
});
