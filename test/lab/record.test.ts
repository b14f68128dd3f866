import { resolve } from 'node:path';
import { supportMatrix } from '../../lab/record/matrix';
import { addRuns, filesOf, RECORDED, type Run, readRuns, runsIn } from '../../lab/record/record';
import { isWhole } from '../../lab/record/recorded';
import { KUBERNETES_MINORS, KUBERNETES_RELEASES, VERSIONS } from '../../lib/versions';

const suites = resolve(__dirname, '../../lab/suites');
const VERSIONS_OF_RUN = { cni: 'calico', kubernetes: '1.34' } as const;
const RELEASE = KUBERNETES_RELEASES['1.34'];

function file(name: string, ...statuses: string[]) {
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  return { name: `${suites}/${name}`, status, assertionResults: statuses.map((one) => ({ status: one })) };
}

function run(more: Partial<Run> = {}): Run {
  return {
    kubernetes: '1.34.4',
    datapath: 'calico 3.28.5',
    file: 'scenarios/a.lab.ts',
    date: '2026-11-28',
    passed: 3,
    failed: 0,
    skipped: 0,
    ...more,
  };
}

const FILES = { scenarios: ['scenarios/a.lab.ts', 'scenarios/b.lab.ts'], admission: ['admission/c.lab.ts'] };
const table = (...runs: Run[]) =>
  supportMatrix(runs, (suite) => FILES[suite])
    .split('\n')
    .slice(2);

test('a report of jest becomes runs, with the versions that they ran on', () => {
  const report = {
    testResults: [
      file('scenarios/seed.lab.ts', 'passed', 'passed', 'pending'),
      file('admission/attacks.lab.ts', 'passed', 'failed'),
      file('proxy/squid.lab.ts', 'passed'),
    ],
  };
  expect(runsIn(report, VERSIONS_OF_RUN, '2026-11-29')).toEqual([
    {
      kubernetes: RELEASE,
      datapath: `calico ${VERSIONS.calico}`,
      file: 'scenarios/seed.lab.ts',
      date: '2026-11-29',
      passed: 2,
      failed: 0,
      skipped: 1,
    },
    {
      kubernetes: RELEASE,
      datapath: 'none',
      file: 'admission/attacks.lab.ts',
      date: '2026-11-29',
      passed: 1,
      failed: 1,
      skipped: 0,
    },
  ]);
  const onCilium = runsIn(report, { cni: 'cilium', kubernetes: '1.35' }, '2026-11-29');
  expect(onCilium[0]).toMatchObject({ kubernetes: VERSIONS.kubernetes, datapath: `cilium ${VERSIONS.cilium}` });
});

test('a file that could not begin has failed', () => {
  const report = { testResults: [{ ...file('scenarios/seed.lab.ts'), status: 'failed' }] };
  expect(runsIn(report, VERSIONS_OF_RUN, '2026-11-29')).toMatchObject([{ passed: 0, failed: 1 }]);
});

test('a newer run takes the place of an older one of the same minor and datapath, also after a bump', () => {
  const bumped = run({ kubernetes: '1.34.5', datapath: 'calico 3.29.0', passed: 4 });
  expect(addRuns([run()], [bumped])).toEqual([bumped]);
  const others = [
    run({ kubernetes: '1.35.4' }),
    run({ datapath: 'cilium 1.18.6' }),
    run({ file: 'scenarios/b.lab.ts' }),
  ];
  expect(addRuns([run()], others)).toHaveLength(4);
  expect(addRuns(others, [run()])).toEqual(addRuns([run()], others));
});

test.each([
  [['suites/scenarios'], true],
  [['--testPathPattern', 'seed'], true],
  [['seed', '-t', 'direct'], false],
  [['seed', '-tdirect'], false],
  [['--testNamePattern=direct', 'seed'], false],
])('%j runs all tests of the files: %s', (args, whole) => {
  expect(isWhole(args)).toBe(whole);
});

test('the table has the newest Kubernetes first, and adds up the files of a suite', () => {
  expect(
    table(
      run(),
      run({ file: 'scenarios/b.lab.ts', passed: 4 }),
      run({ kubernetes: '1.35.4' }),
      run({ kubernetes: '1.35.4', file: 'scenarios/b.lab.ts' }),
      run({ kubernetes: '1.35.4', file: 'admission/c.lab.ts', datapath: 'none' }),
    ),
  ).toEqual([
    '| 1.35.4 | Calico 3.28.5 | `scenarios` | 6 passed | 2026-11-28 |',
    '| 1.35.4 | none: the API server by itself | `admission` | 3 passed | 2026-11-28 |',
    '| 1.34.4 | Calico 3.28.5 | `scenarios` | 7 passed | 2026-11-28 |',
  ]);
});

test('the table says what failed, what was left out, and when', () => {
  expect(table(run({ failed: 1, skipped: 2 }), run({ file: 'scenarios/b.lab.ts', date: '2026-11-29' }))).toEqual([
    '| 1.34.4 | Calico 3.28.5 | `scenarios` | 6 passed, **1 failed** in `scenarios/a.lab.ts`, 2 skipped | 2026-11-28 to 2026-11-29 |',
  ]);
  expect(table(run())).toEqual(['| 1.34.4 | Calico 3.28.5 | `scenarios` | 3 passed, 1 of 2 files run | 2026-11-28 |']);
  expect(table(run({ file: 'scenarios/gone.lab.ts' }))).toEqual([]);
});

test('an other release or datapath is a row of its own', () => {
  expect(table(run(), run({ kubernetes: '1.34.5', file: 'scenarios/b.lab.ts' }))).toHaveLength(2);
  expect(table(run(), run({ datapath: 'cilium 1.18.6' }))).toEqual([
    expect.stringContaining('| Calico 3.28.5 |'),
    expect.stringContaining('| Cilium 1.18.6 |'),
  ]);
});

test('every suite has a committed run on every minor of Kubernetes', () => {
  const runs = readRuns();
  for (const suite of RECORDED) {
    expect(filesOf(suite).length).toBeGreaterThan(5);
    for (const minor of KUBERNETES_MINORS) {
      const found = runs.filter(
        ({ kubernetes, file }) => kubernetes.startsWith(`${minor}.`) && filesOf(suite).includes(file),
      );
      expect({ suite, minor, found: found.length > 0 }).toEqual({ suite, minor, found: true });
    }
  }
});
