import { namesScale, SCALE_VARIABLE } from '../../lab/binaries/scale';
import { recipesOf } from '../../lab/binaries/versions';

const BEFORE = { ...process.env };
afterEach(() => {
  process.env = { ...BEFORE };
});

/** Whether jest runs a file of the lab with these variables. */
function runs(path: string, env: NodeJS.ProcessEnv): boolean {
  delete process.env.EGRESS_LAB_ALL;
  delete process.env[SCALE_VARIABLE];
  Object.assign(process.env, env);
  let ignored: readonly string[] = [];
  jest.isolateModules(() => {
    ignored = require('../../lab/jest.config.js').testPathIgnorePatterns;
  });
  return !ignored.some((pattern) => path.startsWith(pattern.replace('<rootDir>/', '')));
}

test.each<[readonly string[], boolean]>([
  [['suites/scale'], true],
  [['suites/scale/'], true],
  [['lab/suites/scale/shards'], true],
  [['scale'], true],
  [['--runInBand', 'suites/scale/artifacts.lab.ts', '-t', 'x'], true],
  [[], false],
  [['suites/scenarios'], false],
  [['-t', 'scale'], false],
  [['--testNamePattern', 'scale'], false],
  [['suites/scaleway'], false],
])('%j names suites of scale: %s', (args, expected) => {
  expect(namesScale(args)).toBe(expected);
});

test('suites of scale run only when they are named, and --all does not', () => {
  const path = 'suites/scale/shards.lab.ts';
  expect(runs(path, {})).toBe(false);
  expect(runs(path, { EGRESS_LAB_ALL: '1' })).toBe(false);
  expect(runs(path, { EGRESS_LAB_ALL: '1', [SCALE_VARIABLE]: '1' })).toBe(true);
  expect(runs('suites/self/smoke.lab.ts', {})).toBe(false);
  expect(runs('suites/self/smoke.lab.ts', { EGRESS_LAB_ALL: '1' })).toBe(true);
});

test('what only they need is built only for them', () => {
  const versions = { cni: 'calico', kubernetes: '1.35' } as const;
  expect(recipesOf(versions)).not.toHaveProperty('kwok');
  expect(recipesOf({ ...versions, scale: true })).toMatchObject({ kwok: { scale: true }, etcd: {} });
});
