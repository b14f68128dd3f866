import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const ROOT = resolve(__dirname, '../..');
const FAILS = 'fails in a timer or promise after it was loaded';

/** Runs a command as a process of its own, since only a process has a moment at which nothing is left to do. */
function run(line: string, ...command: string[]) {
  return runWith({}, line, ...command);
}

function runWith(files: Record<string, string>, line: string, ...command: string[]) {
  const project = new Project({
    ...files,
    ...THREE_TENANTS,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': `${line}\n${environmentText('production')}`,
  });
  const before = project.files();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), join(ROOT, 'lib/cli/main.ts'), ...command],
    { cwd: project.folder, encoding: 'utf8' },
  );
  expect(project.files()).toEqual(before);
  return { status, stdout, lines: stderr.split('\n').filter((text) => text !== '' && !text.includes(': warning: ')) };
}

test.each([
  ['a promise that nothing waits for', 'Promise.reject(new Error("boom\\nmore"));', `1:16: ${FAILS}: boom`],
  ['a timer', 'setTimeout(() => { throw new Error("boom\\nmore"); }, 20);', `1:26: ${FAILS}: boom`],
  ['a microtask', 'queueMicrotask(() => { throw new Error("boom"); });', `1:30: ${FAILS}: boom`],
  ['a promise, as text', 'Promise.reject("boom");', `1:1: ${FAILS}: boom`],
  ['an end of the process', 'setTimeout(() => process.exit(0), 1);', `1:26: ${FAILS}: it calls process.exit()`],
  [
    'an import that is not awaited',
    'import("not-installed").then(() => 1);',
    '1:1: cannot find the package not-installed that it imports; install it: npm install not-installed',
  ],
])(
  'what an overlay throws in %s is one line with its place, and nothing is written',
  (_, line, expected) => {
    const { status, lines } = run(line, 'synth');
    expect([status, lines]).toEqual([1, [`overlays/production.ts:${expected}`]]);
  },
  60_000,
);

test('it is among the problems of --json, and a new tenant is not written either', () => {
  const line = '(async () => { await null; throw new Error("boom"); })();';
  const { problems } = JSON.parse(run(line, 'plan', '--json').stdout);
  expect(problems).toMatchObject([{ id: 'module-fails', file: 'overlays/production.ts', line: 1, column: 34 }]);
  expect(run(line, 'tenant:add', 'client-q')).toMatchObject({
    status: 1,
    lines: [`overlays/production.ts:1:34: ${FAILS}: boom`],
  });
}, 60_000);

test('other problems of the settings are reported with it', () => {
  const { lines } = runWith({ 'overlays/staging.yaml': '' }, 'Promise.reject(new Error("boom"));', 'synth');
  expect(lines).toEqual([
    `overlays/production.ts:1:16: ${FAILS}: boom`,
    'overlays/staging.yaml:1:1: ends in .yaml; environments are TypeScript: staging.ts',
  ]);
}, 60_000);

test('a timer that does not end is a problem, and the command ends', () => {
  const { status, lines } = run('setInterval(() => {}, 1000);', 'synth');
  expect([status, lines]).toEqual([1, [expect.stringMatching(/^overlays:1:1: a timer or connection .* still open/)]]);
}, 60_000);
