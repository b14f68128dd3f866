import { type EnvironmentPlan, isEmpty, type ObjectPlan, printPlans } from '../../lib/plan';

const plan = (parts: Partial<EnvironmentPlan> = {}): EnvironmentPlan => ({
  name: 'development',
  added: [],
  changed: [],
  removed: [],
  ...parts,
});

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'web' };
const JOB = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'a', name: 'import' };
const CRON = { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'a', name: 'nightly' };
const MAP = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'c' };

const object = (parts: Partial<ObjectPlan> = {}): ObjectPlan => ({
  object: WEB,
  changes: [],
  destructive: [],
  rollouts: [],
  ...parts,
});

/** The lines of one object of the platform. */
const lines = (parts: Partial<ObjectPlan>) =>
  printPlans([plan({ changed: [object(parts)] })])
    .split('\n')
    .slice(2, -1)
    .map((text) => text.slice(4));

const field = (before: unknown, after: unknown, path = 'f') =>
  lines({ changes: [{ path, before, after }] })
    .slice(1)
    .map((text) => text.slice(4));

test('tenants in order, the platform before them, added before changed before removed', () => {
  const of = (tenant: string, name: string) => object({ tenant, object: { ...WEB, name } });
  const text = printPlans([
    plan({
      added: [of('b', '1'), of('a', '2')],
      changed: [object({ object: { apiVersion: 'v1', kind: 'Namespace', name: 'n' } })],
      removed: [of('a', '3')],
    }),
    plan({ name: 'production', removed: [of('a', '4')] }),
    plan({ name: 'staging' }),
  ]);
  expect(text).toBe(`development
  platform
    ~ Namespace n
  a
    + Deployment a/2
    - Deployment a/3
  b
    + Deployment a/1
development: 2 added, 1 changed, 1 removed

production
  a
    - Deployment a/4
production: 0 added, 0 changed, 1 removed

staging: no changes`);
});

test('without a change one line says so, of two environments too', () => {
  expect(printPlans([plan(), plan({ name: 'production' })])).toBe('no changes');
  expect(printPlans([plan()], { between: true })).toBe('no differences');
  const extra = [
    { path: 'x/a\u202e.yaml', objects: [WEB, { apiVersion: 'v1', kind: 'Namespace', name: 'n' }] },
    { path: 'y', objects: [] },
  ];
  expect(printPlans([plan({ extra })])).toBe(`development: no changes
  listed under extra
    x/a\\u202e.yaml: Deployment a/web, Namespace n
    y`);
  expect(printPlans([plan({ extra })], { between: true })).toMatch(/^development: no differences\n/);
  expect(printPlans([plan({ extra, added: [object()] })])).toMatch(
    /web\n {2}listed under extra\n.*\n {4}y\ndevelopment: 1 added/,
  );
});

test('a plan is empty without objects and machines', () => {
  expect(isEmpty(plan())).toBe(true);
  for (const list of ['added', 'changed', 'removed']) expect(isEmpty(plan({ [list]: [object()] }))).toBe(false);
  expect(isEmpty(plan({ added: [object()], removed: [object()] }))).toBe(false);
  expect(isEmpty(plan({ added: [object()], changed: [object()] }))).toBe(false);
  expect(isEmpty(plan({ infra: { added: [], changed: [], removed: [] } }))).toBe(false);
});

test('two environments are counted by what each has', () => {
  const between = plan({ name: 'one → two', added: [object(), object()], removed: [object()], changed: [] });
  expect(printPlans([between], { between: true })).toMatch(/\none → two: 0 differ, 1 only in one, 2 only in two$/);
});

test('the last line counts what is destructive, machines, main.tf.json and unmanaged files', () => {
  const lost = object({ destructive: ['why', 'and why'] });
  const block = (destructive: string[]) => ({ address: 'x.y', how: 'changed' as const, destructive });
  const machine = { tenant: 'a', proxy: 'p', files: [] };
  const infra = {
    added: [machine, machine],
    changed: [],
    removed: [machine],
    terraform: { how: 'changed' as const, blocks: [block([]), block(['why'])] },
    unmanaged: [
      { name: 'a', how: 'added' as const },
      { name: 'b', how: 'removed' as const },
    ],
  };
  const last = (parts: Partial<EnvironmentPlan>) =>
    printPlans([plan(parts)])
      .split('\n')
      .at(-1);
  expect(last({ changed: [lost, object()], removed: [lost], added: [lost], infra })).toBe(
    'development: 4 added, 3 changed, 3 removed, 4 DESTRUCTIVE',
  );
  expect(last({ infra })).toBe('development: 3 added, 1 changed, 2 removed, 1 DESTRUCTIVE');
  expect(last({ added: [object()], unpruned: true })).toBe('development: 1 added, 0 changed, 0 removed');
  expect(last({ removed: [object()], unpruned: true })).toBe(
    'development: 0 added, 0 changed, 1 removed; prune: false, so that what is removed stays in the cluster',
  );
});

describe('an object', () => {
  const restart = { workload: WEB, how: 'restart' as const };
  const rerun = { workload: JOB, how: 'rerun' as const };
  const next = { workload: CRON, how: 'next-run' as const };

  test.each<[Partial<ObjectPlan>, string]>([
    [{}, '~ Deployment a/web'],
    [{ rollouts: [restart] }, '~ Deployment a/web (its pods restart)'],
    [{ object: JOB, rollouts: [rerun] }, '~ Job a/import (runs again)'],
    [{ object: CRON, rollouts: [next] }, '~ CronJob a/nightly (from its next run)'],
    [
      { object: MAP, rollouts: [rerun, restart, next, { ...restart, workload: { ...WEB, name: 'db' } }] },
      '~ ConfigMap a/c (restarts the pods of Deployment web, Deployment db; Job import runs again; CronJob nightly from its next run)',
    ],
    [{ kept: true }, '~ Deployment a/web (Flux leaves it in the cluster)'],
    [{ unmanaged: 'x/\u202e.yaml' }, '~ Deployment a/web (unmanaged file x/\\u202e.yaml)'],
    [{ unmanaged: 'web' }, '~ Deployment a/web'],
    [
      { unmanaged: 'x', kept: true, rollouts: [restart] },
      '~ Deployment a/web (unmanaged file x; Flux leaves it in the cluster; its pods restart)',
    ],
    [{ object: { ...MAP, name: '\u202e' } }, '~ ConfigMap a/\\u202e'],
  ])('%j', (parts, first) => {
    expect(lines(parts)).toEqual([first]);
  });

  test('says why it is destructive before it says what changes, and not twice that it stays', () => {
    const changes = [{ path: 'p', before: 1, after: 2 }];
    expect(lines({ destructive: ['one', 'two'], kept: true, changes })).toEqual([
      '~ Deployment a/web',
      '    DESTRUCTIVE: one',
      '    DESTRUCTIVE: two',
      '      p: 1 → 2',
    ]);
  });

  test('of an unmanaged file shows up to 40 changed lines, any other all', () => {
    const changes = Array.from({ length: 42 }, (_, index) => ({ path: `p${index}`, before: 1, after: 2 }));
    expect(lines({ changes })).toHaveLength(43);
    expect(lines({ changes, unmanaged: 'x' })).toHaveLength(42);
    expect(lines({ changes, unmanaged: 'x' }).at(-1)).toBe('    and 2 more lines');
    expect(lines({ changes: changes.slice(2), unmanaged: 'x' })).toHaveLength(41);
    expect(lines({ changes: changes.slice(2), unmanaged: 'x' }).at(-1)).toBe('      p41: 1 → 2');
  });
});

describe('a field', () => {
  const text = (length: number) => 'x'.repeat(length);

  test.each<[unknown, unknown, string[]]>([
    [1, 2, ['  f: 1 → 2']],
    [null, { b: [1, null, 'x'], a: null, c: 'yes' }, ['+ f: {b: [1, null, x], c: "yes"}']],
    [null, { c: 1, a: 2 }, ['+ f: {a: 2, c: 1}']],
    ['x', null, ['- f: x']],
    [null, text(100), [`+ f: ${text(100)}`]],
    [null, text(101), ['+ f:', `+   ${text(101)}`]],
    [null, { b: text(100), a: 1 }, ['+ f:', '+   a: 1', `+   b: ${text(100)}`]],
    [null, `${text(100)}\nb \n`, ['+ f:', `+   ${text(100)}`, '+   "b "']],
    [text(100), null, [`- f: ${text(100)}`]],
    [text(101), null, [`- f: ${text(99)}…`]],
    [text(60), 'y', [`  f: ${text(60)} → y`]],
    [text(61), 'y', ['  f:', `  - ${text(61)}`, '  + y']],
    ['y', text(61), ['  f:', '  - y', `  + ${text(61)}`]],
    [1, text(61), [`  f: 1 → ${text(61)}`]],
    [text(61), 1, [`  f: ${text(61)} → 1`]],
    [['a\nb'], ['c'], ['  f: ["a\\nb"] → [c]']],
    ['a\nb', ['c'], ['  f: "a\\nb" → [c]']],
    [['a\nb'], 'c', ['  f: ["a\\nb"] → c']],
    [`${text(60)} b c`, `${text(60)} B c`, ['  f:', '    …', '  - b', '  + B', '    …']],
    ['a', 'a\n', ['  f:', '    a', '  + ']],
    [[text(50)], [text(46)], [`  f: [${text(50)}] → [${text(46)}]`]],
    [[text(50)], [text(47)], ['  f:', `  - [${text(50)}]`, `  + [${text(47)}]`]],
    // Parts between commas and blanks; what stays is not shown.
    [`${text(60)},b,c;d e`, `${text(60)},b,C;d f`, ['  f:', '    …', '  - c;', '  + C;', '    …', '  - e', '  + f']],
    // Lines, with one line around what differs.
    ['a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nD\ne\nf\n', ['  f:', '    …', '    c', '  - d', '  + D', '    e', '    …']],
    ['a\nb\nc\n', 'A\nb\nC\n', ['  f:', '  - a', '  + A', '    b', '  - c', '  + C']],
    ['a\nb\nc\nd\n', 'A\nb\nc\nD\n', ['  f:', '  - a', '  + A', '    b', '    c', '  - d', '  + D']],
    ['a\nb\n c\nd\ne\n', 'A\nb\n c\nd\nE\n', ['  f:', '  - a', '  + A', '    b', '    …', '    d', '  - e', '  + E']],
    ['a\n', 'a', ['  f:', '    a', '  - ']],
    ['a', 'a\nb', ['  f:', '    a', '  + b']],
    ['a \nb', 'a\nb', ['  f:', '  - "a "', '  + a', '    b']],
  ])('from %j to %j', (before, after, expected) => {
    expect(field(before, after)).toEqual(expected);
  });

  test.each([
    ['', '""'],
    [' a', '" a"'],
    ['a ', '"a "'],
    ['a → b', '"a → b"'],
    ['"a', '"\\"a"'],
    ["'a", `"'a"`],
    ['[a', '"[a"'],
    ['{a', '"{a"'],
    ['(a', '"(a"'],
    ['1', '"1"'],
    ['-1_000.5e+3', '"-1_000.5e+3"'],
    ['1e', '1e'],
    ['1e3', '"1e3"'],
    ['2e-10', '"2e-10"'],
    ['1.a', '1.a'],
    ['a1', 'a1'],
    ['0x1', '"0x1"'],
    ['a0x', 'a0x'],
    ['True', '"True"'],
    ['trues', 'trues'],
    ['untrue', 'untrue'],
    ['~', '"~"'],
    ['\u2028', '"\\u2028"'],
    ['a\u202eb', '"a\\u202eb"'],
    ['plain', 'plain'],
    ['a"b', 'a"b'],
    ['a [b', 'a [b'],
  ])('the text %j is printed as %s', (value, printed) => {
    expect(field(null, value)).toEqual([`+ f: ${printed}`]);
  });

  test('its path and its keys are printable', () => {
    expect(field(1, 2, 'a\u202e')).toEqual(['  a\\u202e: 1 → 2']);
    expect(field(null, { 'a ': 1 })).toEqual(['+ f: {"a ": 1}']);
  });
});

test('colours say what comes, changes and goes, and leave the text as it is', () => {
  const plans = [
    plan({
      added: [object()],
      changed: [object({ destructive: ['x'], changes: [{ path: 'f', before: 'a\nb', after: 'a\nc' }] })],
      removed: [object({ unmanaged: 'x', changes: [] })],
      infra: {
        added: [],
        changed: [{ tenant: 't', proxy: 'p', files: [{ name: 'n', lines: ['+ a', '- z1'] }] }],
        removed: [],
        publicAddresses: [{ tenant: 't', proxy: 'p', before: null, after: '1.1.1.1' }],
        terraform: { how: 'added', blocks: [{ address: 'a.b', how: 'changed', destructive: ['y'] }] },
        unmanaged: [{ name: 'z', how: 'removed' }],
      },
    }),
  ];
  const coloured = printPlans(plans, { colour: true });
  const ESC = '\u001b';
  const [green, yellow, red] = [32, 33, 31].map((code) => (text: string) => `${ESC}[${code}m${text}${ESC}[39m`);
  for (const part of [
    green?.('+ Deployment a/web'),
    yellow?.('~ Deployment a/web'),
    red?.('- Deployment a/web'),
    green?.('+ c'),
    red?.('- b'),
    green?.('+ a'),
    red?.('- z1'),
    yellow?.('~ proxy t/p'),
    yellow?.('! partners of t will also see 1.1.1.1 (proxy p, development)'),
    green?.('+ main.tf.json'),
    yellow?.('~ a.b'),
    red?.('- z (unmanaged file)'),
    `${ESC}[2m    a${ESC}[22m`,
    `${ESC}[1mdevelopment${ESC}[22m`,
  ])
    expect(coloured).toContain(part);
  expect(coloured.match(/\[1m.\[31mDESTRUCTIVE/g)).toHaveLength(2);
  expect(coloured).toMatch(/\[1m.\[31m2 DESTRUCTIVE/);
  expect(coloured.replaceAll(new RegExp(`${ESC}\\[\\d+m`, 'g'), '')).toBe(printPlans(plans));
});
