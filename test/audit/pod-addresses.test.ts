import { joinLine, PodAddresses } from '../../lib/audit';

const AT = Date.parse('2026-11-29T12:00:00Z');
const time = (seconds: number) => new Date(AT + seconds * 1000).toISOString();
const whole = (seconds: number) => time(seconds).replace('.000Z', 'Z');

interface Life {
  readonly uid: string;
  readonly address?: string;
  readonly started?: number;
  readonly ended?: number;
}

/** The line of a pod that the record has written at a moment. */
function pod(at: number, { uid, address = '100.64.0.5', started, ended }: Life): string {
  return JSON.stringify({
    version: '1',
    state: 'pod',
    time: time(at),
    namespace: 'client-a-demo',
    pod: uid,
    uid,
    address,
    node: 'node-1',
    nodeAddress: '172.16.28.20',
    ...(started === undefined ? {} : { started: whole(started) }),
    ...(ended === undefined ? {} : { ended: whole(ended) }),
  });
}

const state = (at: number, name: string) => JSON.stringify({ version: '1', state: name, time: time(at) });

/** The pods that have the address at some moments. */
function owners(lines: readonly string[], ...moments: number[]) {
  const addresses = new PodAddresses();
  for (const line of [state(0, 'list'), state(0, 'listed'), ...lines, state(1000, 'alive')]) addresses.add(line);
  return moments.map((moment) => addresses.podAt('100.64.0.5', AT + moment * 1000)?.pod);
}

test('an address is its pod’s from the start of its first container until a minute after its end', () => {
  const lines = [pod(10, { uid: 'a', started: 10 }), pod(100, { uid: 'a', started: 10, ended: 100 })];
  expect(owners(lines, 5, 10, 100, 159, 161)).toEqual([undefined, 'a', 'a', 'a', undefined]);
});

test('a pod that has not started has no address yet', () => {
  expect(owners([pod(10, { uid: 'a' })], 10, 20)).toEqual([undefined, undefined]);
});

test('an address that is used again is the next pod’s, and nobody’s where both may have it', () => {
  const first = [pod(10, { uid: 'a', started: 10 }), pod(100, { uid: 'a', started: 10, ended: 100 })];
  const soon = [...first, pod(101, { uid: 'b', started: 101 })];
  expect(owners(soon, 98, 100, 102, 103)).toEqual(['a', undefined, undefined, 'b']);
  const later = [...first, pod(130, { uid: 'b', started: 130 })];
  expect(owners(later, 127, 128, 131)).toEqual(['a', 'b', 'b']);
});

test('a pod whose end nobody saw keeps its address until the next pod has started', () => {
  const lines = [pod(10, { uid: 'a', started: 10 }), pod(100, { uid: 'b', started: 100 })];
  expect(owners(lines, 97, 99, 101, 102)).toEqual(['a', undefined, undefined, 'b']);
});

test('a container that starts again does not make its pod younger', () => {
  const lines = [pod(10, { uid: 'a', started: 10 }), pod(50, { uid: 'a', started: 49 })];
  expect(owners(lines, 20, 60)).toEqual(['a', 'a']);
});

test('a pod that gets another address has ended at the first one', () => {
  const lines = [
    pod(10, { uid: 'a', started: 10 }),
    pod(50, { uid: 'a', address: '100.64.0.6', started: 49 }),
    pod(60, { uid: 'b', started: 60 }),
  ];
  expect(owners(lines, 20, 52, 70)).toEqual(['a', 'a', 'b']);
});

test('what happened while nothing was recorded is not known, but for pods that are there before and after', () => {
  const gap = (...after: string[]) => [
    pod(10, { uid: 'a', started: 10 }),
    state(20, 'alive'),
    state(200, 'list'),
    ...after,
    state(200, 'listed'),
  ];
  expect(owners(gap(), 15, 20, 21, 100)).toEqual(['a', 'a', undefined, undefined]);
  expect(owners(gap(pod(200, { uid: 'a', started: 10 })), 15, 21, 100)).toEqual(['a', 'a', 'a']);
  expect(owners(gap(pod(200, { uid: 'b', started: 150 })), 15, 100, 151, 153)).toEqual([
    'a',
    undefined,
    undefined,
    'b',
  ]);
});

test('what is later than the record is not known', () => {
  expect(owners([pod(10, { uid: 'a', started: 10 })], 1000, 1029, 1031)).toEqual(['a', 'a', undefined]);
});

test.each([
  '{}',
  '[]',
  'null',
  '{"version":"2","state":"alive","time":"2026-11-29T12:00:00Z"}',
  '{"version":"1","state":"pod","time":"2026-11-29T12:00:00Z"}',
])('%s is not a line of the record', (line) =>
  expect(() => new PodAddresses().add(line)).toThrow('not a line of the record of pods'),
);

describe('a line of the audit record', () => {
  const addresses = new PodAddresses();
  for (const line of [pod(0, { uid: 'a', started: 0 }), pod(100, { uid: 'a', started: 0, ended: 100 })])
    addresses.add(line);
  addresses.add(pod(102, { uid: 'b', started: 110 }));
  addresses.add(state(1000, 'alive'));
  const join = (more: object) => {
    const line = { time: time(50), milliseconds: '20', source: '172.16.28.20', client: '100.64.0.5:40000', ...more };
    const { namespace, pod, node, joined_to } = JSON.parse(joinLine(JSON.stringify(line), addresses).line);
    return [joined_to, namespace, pod, node];
  };

  test('is joined to the pod that had the address when the request began', () => {
    expect(join({})).toEqual(['pod', 'client-a-demo', 'a', 'node-1']);
    expect(join({ time: time(500), milliseconds: '1' })).toEqual(['pod', 'client-a-demo', 'b', 'node-1']);
    expect(join({ time: time(500), milliseconds: '450000' })).toEqual(['pod', 'client-a-demo', 'a', 'node-1']);
  });

  test.each([
    [{ client: '-' }, ['node', '-', '-', 'node-1']],
    [{ client: undefined }, ['node', '-', '-', 'node-1']],
    [{ client: '100.64.0.9:1' }, ['node', '-', '-', 'node-1']],
    [{ client: '100.64.0.5:1, 100.64.0.6:2' }, ['node', '-', '-', 'node-1']],
    [{ client: '100.64.0.5' }, ['node', '-', '-', 'node-1']],
    [{ client: '100.64.0.9:1', source: '172.16.28.99' }, ['-', '-', '-', '-']],
  ])('%j is joined to no pod', (more, expected) => expect(join(more)).toEqual(expected));

  test.each(['{}', '{"time":"x","source":"y"}', '7', 'null'])('%s is not one', (text) =>
    expect(() => joinLine(text, addresses)).toThrow('not an audit record'),
  );
});
