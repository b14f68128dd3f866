import { ofTenant } from '../../lib/plan';
import { infraPlan, infraSide, infraText } from './_infra';

/** Machines with the public address that each records; null: none. */
const seen = (machines: Readonly<Record<string, string | null>>) =>
  infraSide({
    // Changed by nothing: an environment without files is none.
    'x/x/apply.sh': 'x\n',
    ...Object.fromEntries(
      Object.entries(machines).map(([name, address]) => [
        `${name}/squid.conf`,
        address === null ? '# Nothing.\n' : `# Partners see ${address}.\n`,
      ]),
    ),
  });

/** What is said of partners, without the environment's name. */
const said = (before: Parameters<typeof seen>[0], after: Parameters<typeof seen>[0]) =>
  infraText(seen(before), seen(after))
    .split('\n')
    .flatMap((line) => (line.startsWith('    ! ') ? [line.slice(6).replace(', development)', ')')] : []));

test.each<[string, Parameters<typeof seen>[0], Parameters<typeof seen>[0], string[]]>([
  ['the same', { 'a/x': '1.1.1.1' }, { 'a/x': '1.1.1.1' }, []],
  ['none at all', { 'a/x': null }, { 'a/y': null }, []],
  [
    'another address',
    { 'a/x': '1.1.1.1' },
    { 'a/x': '2.2.2.2' },
    ['partners of a see 2.2.2.2 instead of 1.1.1.1 (proxy x)'],
  ],
  ['a first proxy', {}, { 'a/x': '1.1.1.1' }, ['partners of a will see 1.1.1.1 (proxy x)']],
  [
    'a first proxy beside one without',
    { 'a/y': null, 'b/z': '2.2.2.2' },
    { 'a/x': '1.1.1.1', 'a/y': null, 'b/z': '2.2.2.2' },
    ['partners of a will see 1.1.1.1 (proxy x)'],
  ],
  [
    'one more',
    { 'a/x': '1.1.1.1' },
    { 'a/x': '1.1.1.1', 'a/y': '2.2.2.2' },
    ['partners of a will also see 2.2.2.2 (proxy y)'],
  ],
  [
    'one less',
    { 'a/x': '1.1.1.1', 'a/y': '2.2.2.2' },
    { 'a/x': '1.1.1.1' },
    ['partners of a no longer see 2.2.2.2 (proxy y)'],
  ],
  ['a new name', { 'a/x': '1.1.1.1' }, { 'a/y': '1.1.1.1' }, []],
  ['an exchange', { 'a/x': '1.1.1.1', 'a/y': '2.2.2.2' }, { 'a/x': '2.2.2.2', 'a/y': '1.1.1.1' }, []],
  [
    'recorded now',
    { 'a/x': null },
    { 'a/x': '1.1.1.1' },
    ['partners of a see 1.1.1.1 (proxy x), which was not recorded before'],
  ],
  [
    'no longer recorded',
    { 'a/x': '1.1.1.1' },
    { 'a/x': null },
    ['publicAddress 1.1.1.1 is removed, so it is not known what partners of a see (proxy x)'],
  ],
  [
    'that of another tenant',
    { 'b/y': '1.1.1.1' },
    { 'a/x': '1.1.1.1' },
    ['partners of a see 1.1.1.1 (proxy x), which partners of b saw before'],
  ],
  [
    'that of another tenant, in place of one',
    { 'b/y': '1.1.1.1', 'a/x': '2.2.2.2' },
    { 'a/x': '1.1.1.1' },
    ['partners of a see 1.1.1.1 instead of 2.2.2.2 (proxy x), which partners of b saw before'],
  ],
  [
    'an exchange of tenants',
    { 'a/x': '1.1.1.1', 'b/y': '2.2.2.2' },
    { 'a/x': '2.2.2.2', 'b/y': '1.1.1.1' },
    [
      'partners of a see 2.2.2.2 instead of 1.1.1.1 (proxy x), which partners of b saw before',
      'partners of b see 1.1.1.1 instead of 2.2.2.2 (proxy y), which partners of a saw before',
    ],
  ],
])('%s', (_, before, after, expected) => {
  expect(said(before, after)).toEqual(expected);
});

test('lines are in the order of tenants, those that go among those that come', () => {
  expect(said({ 'b/x': '1.1.1.1' }, { 'a/y': '2.2.2.2', 'c/z': '3.3.3.3' })).toEqual([
    'partners of a will see 2.2.2.2 (proxy y)',
    'partners of b no longer see 1.1.1.1 (proxy x)',
    'partners of c will see 3.3.3.3 (proxy z)',
  ]);
});

test('in a plan each change has its parts', () => {
  const plan = (before: Parameters<typeof seen>[0], after: Parameters<typeof seen>[0]) =>
    infraPlan(seen(before), seen(after));
  const of = (...sides: Parameters<typeof plan>) => plan(...sides).infra?.publicAddresses;
  expect(of({ 'a/x': '1.1.1.1', 'b/y': '2.2.2.2' }, { 'a/x': '2.2.2.2' })).toEqual([
    { tenant: 'a', proxy: 'x', before: '1.1.1.1', after: '2.2.2.2', formerTenant: 'b' },
  ]);
  expect(of({ 'a/x': null }, { 'a/x': '1.1.1.1' })).toEqual([
    { tenant: 'a', proxy: 'x', before: null, after: '1.1.1.1', unrecorded: true, first: true },
  ]);
  expect(of({ 'b/y': null }, { 'b/y': null, 'a/x': '1.1.1.1' })).toEqual([
    { tenant: 'a', proxy: 'x', before: null, after: '1.1.1.1', first: true },
  ]);
  // A machine without a recorded address has nobody’s.
  expect(of({ 'a/x': '1.1.1.1', 'b/y': null }, { 'b/y': null })).toEqual([
    { tenant: 'a', proxy: 'x', before: '1.1.1.1', after: null },
  ]);
  const two = plan({ 'b/y': '1.1.1.1', 'a/x': '2.2.2.2' }, { 'a/x': '3.3.3.3' });
  expect(two.infra?.publicAddresses).toHaveLength(2);
  expect(ofTenant(two, 'b').infra?.publicAddresses).toEqual([
    { tenant: 'b', proxy: 'y', before: '1.1.1.1', after: null },
  ]);
});
