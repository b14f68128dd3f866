import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type PodLine, podRecord, recordPods } from '../../lib/audit';

const running = (startedAt: string) => ({ state: { running: { startedAt } } });
const terminated = (startedAt: string, finishedAt: string) => ({ state: { terminated: { startedAt, finishedAt } } });

function pod(name: string, status: object, spec: object = {}) {
  return {
    metadata: { name, namespace: 'client-a-demo', uid: name, resourceVersion: '7' },
    spec: { nodeName: 'node-1', ...spec },
    status: { podIP: '100.64.0.5', hostIP: '172.16.28.20', ...status },
  };
}

describe('what a pod says about its address', () => {
  test.each([
    ['that waits', {}, {}],
    ['whose init container runs', { initContainerStatuses: [running('T1')] }, { started: 'T1' }],
    [
      'that runs',
      { initContainerStatuses: [terminated('T1', 'T2')], containerStatuses: [running('T3'), running('T2')] },
      { started: 'T1' },
    ],
    [
      'that is over',
      { phase: 'Succeeded', containerStatuses: [terminated('T1', 'T4'), terminated('T2', 'T3')] },
      { started: 'T1', ended: 'T4' },
    ],
  ])('of one %s', (_, status, expected) => {
    expect(podRecord(pod('web', status))).toEqual({
      ...{ namespace: 'client-a-demo', pod: 'web', uid: 'web', address: '100.64.0.5' },
      ...{ node: 'node-1', nodeAddress: '172.16.28.20', ...expected },
    });
  });

  test('one that was deleted while a container still ran may have it until then', () => {
    const statuses = { containerStatuses: [running('T1'), terminated('T1', 'T2')] };
    expect(podRecord(pod('web', statuses), 'T9')).toMatchObject({ started: 'T1', ended: 'T9' });
    const ended = { containerStatuses: [terminated('T1', 'T2')] };
    expect(podRecord(pod('web', ended), 'T9')).toMatchObject({ ended: 'T2' });
  });

  test('one without an address, or with its node’s, says nothing', () => {
    expect(podRecord(pod('web', { podIP: undefined }))).toBeUndefined();
    expect(podRecord(pod('web', {}, { hostNetwork: true }))).toBeUndefined();
    expect(podRecord('web')).toBeUndefined();
  });
});

const PATH = process.env.PATH;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Records what an API server answers in turn: [exit code, text]. After the last answer, it is aborted. */
async function record(answers: readonly (readonly [code: number, text: string])[]) {
  for (const [index, [code, text]] of answers.entries()) {
    writeFileSync(join(folder, `${index}.out`), text);
    writeFileSync(join(folder, `${index}.code`), String(code));
  }
  const script = `#!/bin/sh
cd "${folder}"
echo "$*" >>calls
n=$(($(wc -l <calls) - 1))
[ -e $n.out ] || { touch over; exec sleep 60; }
cat $n.out
[ "$(cat $n.code)" = 0 ] || echo refused >&2
exit $(cat $n.code)
`;
  writeFileSync(join(folder, 'kubectl'), script);
  chmodSync(join(folder, 'kubectl'), 0o755);
  const lines: PodLine[] = [];
  const said: string[] = [];
  const aborted = new AbortController();
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const done = recordPods({
    kubectl: ['--context', 'x'],
    write: (line) => lines.push(line),
    report: (message) => said.push(message),
    signal: aborted.signal,
  });
  const over = setInterval(() => {
    try {
      readFileSync(join(folder, 'over'));
      aborted.abort();
    } catch {}
  }, 20);
  await done;
  clearInterval(over);
  return { lines, said, calls: calls() };
}

const listOf = (...items: object[]) => JSON.stringify({ metadata: { resourceVersion: '5' }, items });
const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;
const brief = (lines: readonly PodLine[]) =>
  lines.map((line) => (line.state === 'pod' ? `${line.pod} ${line.started ?? '-'} ${line.ended ?? '-'}` : line.state));

test('pods are listed, and followed on from there; a change that does not matter is not written', async () => {
  const web = pod('web', { containerStatuses: [running('T1')] });
  const { lines, said, calls } = await record([
    [0, listOf(web, pod('host', {}, { hostNetwork: true }))],
    [0, event('MODIFIED', web) + event('ADDED', pod('job', { containerStatuses: [running('T2')] }))],
    [0, event('BOOKMARK', { metadata: { resourceVersion: '9' } })],
  ]);
  expect({ lines: brief(lines), said }).toEqual({ lines: ['list', 'web T1 -', 'listed', 'job T2 -'], said: [] });
  const watch = (version: number) =>
    `--context x get --raw /api/v1/pods?watch=1&allowWatchBookmarks=true&resourceVersion=${version}`;
  expect(calls).toEqual(['--context x get --raw /api/v1/pods', watch(5), watch(7), watch(9)]);
});

test('after a gap all are listed again', async () => {
  const web = pod('web', { containerStatuses: [running('T1')] });
  const gone = { kind: 'Status', message: 'too old resource version' };
  const { lines, said } = await record([
    [1, ''],
    [0, listOf(web)],
    [0, event('ERROR', gone)],
    [0, listOf(web)],
    [0, event('DELETED', web)],
  ]);
  expect(said).toEqual(['kubectl: refused', 'the API server: too old resource version']);
  expect(brief(lines)).toEqual([
    'list',
    'web T1 -',
    'listed',
    'list',
    'web T1 -',
    'listed',
    expect.stringMatching(/^web T1 20/),
  ]);
});
