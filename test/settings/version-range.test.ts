import { isOpenRange, versionRangeFault } from '../../lib/settings/version-range';

test.each([
  '>=1.0.0',
  '>1',
  '*',
  'x',
  'X.x',
  '>=1.0.0-0',
  '!=1.2.3',
  '=>1',
  '^*',
  '~x',
  '<1.0.0 || >=2.0.0',
  '>= 1.2, != 1.3.0',
])('%s has no upper end', (range) => {
  expect(versionRangeFault(range)).toBeUndefined();
  expect(isOpenRange(range)).toBe(true);
});

test.each([
  '1.2.3',
  'v1.2.3',
  '=1.2.3',
  '1.x',
  '1',
  '~1.2',
  '~> 1.2',
  '^1.2.3',
  '>=1.0.0 <2.0.0',
  '>=1.0.0,<2',
  '<= 3 || ~4',
  '=<3',
  '1.2 - 2.3.4',
  '1.2.3-rc.1+build.5',
])('%s has an upper end', (range) => {
  expect(versionRangeFault(range)).toBeUndefined();
  expect(isOpenRange(range)).toBe(false);
});

test.each(['', ' ', 'main', '>=abc', '1.2.3.4', '>=1.0.0<2.0.0', '>=', '||', '1 ||', '1,', '≥1', '~~1', '1.2.'])(
  '"%s" is not a range',
  (range) => {
    expect(versionRangeFault(range)).toContain('is not a range of versions');
  },
);
