import { contains, edgeOf, overlap } from '../../lib/settings/address';
import { cronFault } from '../../lib/settings/cron';
import { durationFault, durationSeconds } from '../../lib/settings/duration';
import { nearest } from '../../lib/settings/nearest';
import { formatQuantity, parseQuantity } from '../../lib/settings/quantity';
import { show } from '../../lib/settings/text';

test.each([
  ['1', 1_000_000_000n],
  ['0.5', 500_000_000n],
  ['.5', 500_000_000n],
  ['5.', 5_000_000_000n],
  ['500m', 500_000_000n],
  ['1n', 1n],
  ['0.1n', 1n],
  // Rounded up, and never below what was asked for.
  ['1.0000000001', 1_000_000_001n],
  ['1.9999999999', 2_000_000_000n],
  ['-0.1n', -1n],
  ['1e3', 1_000_000_000_000n],
  ['1E-3', 1_000_000n],
  ['1k', 1_000_000_000_000n],
  ['1Ki', 1_024_000_000_000n],
  ['0.5Gi', 536_870_912_000_000_000n],
  ['-1', -1_000_000_000n],
  ['1E', 10n ** 27n],
])('%s is a quantity', (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

test.each(['', '1K', '1ki', '1GB', '1 Gi', 'one', '1.2.3', '.', '1e', '1e999', '0x1', '1,5', '+-1'])(
  '%p is none',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

test('quantities are shown as one would write them', () => {
  const shown = (text: string, of: 'cpu' | 'memory') => formatQuantity(parseQuantity(text) ?? 0n, of);
  expect([shown('1500m', 'cpu'), shown('2', 'cpu'), shown('0.0001', 'cpu')]).toEqual(['1500m', '2', '1m']);
  expect([shown('1024Mi', 'memory'), shown('100Mi', 'memory'), shown('1M', 'memory')]).toEqual([
    '1Gi',
    '100Mi',
    '1000000',
  ]);
  // What cannot be shown exactly is rounded up: a message never shows a sum as less than it is.
  expect([shown('1001u', 'cpu'), shown('0.5', 'memory'), shown('1.5Ki', 'memory')]).toEqual(['2m', '1', '1536']);
});

test.each(['* * * * *', '*/5 0-6 1,15 jan-MAR mon', '0 3 ? * 0', '@daily', '5/15 * * * *'])(
  '%s is a schedule',
  (text) => {
    expect(cronFault(text)).toBeUndefined();
  },
);

test.each([
  '',
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 7',
  '5-1 * * * *',
  '*/0 * * * *',
  '@reboot',
  '@every 5m',
  'CRON_TZ=UTC * * * * *',
  '* * * * funday',
  '1, * * * *',
])('%p is none', (text) => {
  expect(cronFault(text)).toBeDefined();
});

test('durations are Go’s', () => {
  expect(['5m', '1h30m', '90s', '500ms', '1.5h'].map(durationFault)).toEqual(Array(5).fill(undefined));
  expect(['', '5', '5 m', '5d', '-5m', '0s', 'm'].map((text) => durationFault(text) !== undefined)).toEqual(
    Array(7).fill(true),
  );
  expect([durationSeconds('1h30m'), durationSeconds('90s'), durationSeconds('500ms')]).toEqual([5400, 90, 0.5]);
});

test('ranges', () => {
  expect([
    contains('10.0.0.0/8', '10.255.255.255'),
    contains('10.0.0.0/8', '11.0.0.0'),
    contains('0.0.0.0/0', '255.255.255.255/32'),
  ]).toEqual([true, false, true]);
  expect([
    overlap('10.0.0.0/8', '10.1.0.0/16'),
    overlap('10.1.0.0/16', '10.0.0.0/8'),
    overlap('10.0.0.0/9', '10.128.0.0/9'),
  ]).toEqual([true, true, false]);
  expect([
    edgeOf('10.0.0.0/30', '10.0.0.0'),
    edgeOf('10.0.0.0/30', '10.0.0.3'),
    edgeOf('10.0.0.0/30', '10.0.0.1'),
    edgeOf('10.0.0.0/31', '10.0.0.0'),
  ]).toEqual(['network', 'broadcast', undefined, undefined]);
});

test.each([
  ['adress', 'address'],
  ['Replica', 'replicas'],
  ['node_pool', 'nodePool'],
  ['nmae', 'name'],
  ['work', 'workloads'],
  ['xyz', undefined],
  ['', undefined],
])('%p is nearest to %p', (word, known) => {
  expect(nearest(word, ['name', 'address', 'replicas', 'nodePool', 'workloads'])).toBe(known);
});

test('values are shown on one line, short, and without what moves a cursor', () => {
  expect([
    show('plain-1.2/3'),
    show('two words'),
    show('a\nb'),
    show('\u202e'),
    show(5),
    show(null),
    show(undefined),
    show(['a']),
  ]).toEqual(['plain-1.2/3', '"two words"', '"a\\nb"', '"\\u202e"', '5', 'null', 'nothing', '["a"]']);
  expect(show('x'.repeat(500))).toHaveLength(78);
});
