import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { follow, type Place } from '../../lab/suites/drills/_follow';
import type { Page, Step } from '../../lib/runbooks';

let folder: string;
let place: Place;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'egress-follow-'));
  // In place of a program of the cloud.
  writeFileSync(join(folder, 'tofu'), `#!/bin/sh\necho tofu >>${folder}/calls\n`, { mode: 0o755 });
  place = {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    variables: join(folder, 'variables'),
    calls: () => {
      const calls = read('calls').split('\n').filter(Boolean);
      writeFileSync(join(folder, 'calls'), '');
      return calls;
    },
    change: ({ file, value }) => writeFileSync(join(folder, file), String(value)),
  };
  writeFileSync(join(folder, 'calls'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (file: string) => readFileSync(join(folder, file), 'utf8');

const page = (steps: readonly Step[], more: Partial<Page> = {}): Page => ({
  key: 'gitLost',
  title: 'x',
  signs: [],
  meanwhile: 'x',
  tell: [],
  steps,
  checks: [{ text: 'done', run: ['grep done state'] }],
  back: { text: 'x' },
  ...more,
});
const RIGHT: Step = { text: 'do it', run: ['echo done >state'] };

test('steps, checks and the way back are done in their order, with the variables of the steps before', async () => {
  const solved = jest.fn(async () => writeFileSync(join(folder, 'solved'), read('state')));
  const back = { text: 'x', steps: [{ text: 'undo', run: ['test -e solved', 'echo "$WHAT" >state'] }] };
  const steps: Step[] = [
    { text: 'set', run: ['export WHAT="two words"'] },
    { text: 'change', change: { file: 'settings', path: ['x'], value: true } },
    { text: 'use', run: ['test "$WHAT" = "two words"', 'test "$(cat settings)" = true', 'echo done >state'] },
  ];
  expect(await follow(page(steps, { back }), place, { solved })).toEqual({ seconds: expect.any(Number), commands: 7 });
  expect([read('solved'), read('state')]).toEqual(['done\n', 'two words\n']);
});

test('the time is taken from the fault until the checks have passed, and not beyond', async () => {
  const slow = { text: 'x', steps: [{ text: 'slow', run: ['sleep 2'] }] };
  const { seconds } = await follow(page([RIGHT], { back: slow }), place, { start: Date.now() - 40_000 });
  expect(seconds).toBeGreaterThanOrEqual(40);
  expect(seconds).toBeLessThan(42);
});

test('a step is run again until it does what is expected, for as long as the page says', async () => {
  const later: Step = { text: 'later', run: ['echo x >>tries', 'test "$(wc -l <tries)" -ge 2'], within: 10 };
  await follow(page([RIGHT, later]), place);
  expect(read('tries')).toBe('x\nx\n');
});

const WRONG: readonly (readonly [string, readonly Step[], RegExp])[] = [
  [
    'fails',
    [{ text: 'do it', run: ['echo done >state', 'echo no such VM >&2', 'exit 3'] }],
    /^step 1 \(do it\)[\s\S]*ends with 3 \(expected 0\):\nno such VM/,
  ],
  [
    'fails in a line that is not its last',
    [{ text: 'do it', run: ['false', 'echo done >state'] }],
    /^step 1 [\s\S]*ends with 1/,
  ],
  ['succeeds where it has to fail', [{ ...RIGHT, exits: 1 }], /^step 1 [\s\S]*ends with 0 \(expected 1\)/],
  ['prints something else', [{ ...RIGHT, prints: ['applied'] }], /^step 1 [\s\S]*does not print "applied"/],
  ['does nothing', [{ text: 'do it', run: ['true'] }], /^check 1 \(done\)[\s\S]*grep done state/],
  [
    'calls the cloud without being marked',
    [RIGHT, { text: 'cloud', run: ['tofu apply'] }],
    /^step 2 [\s\S]*calls tofu, which the page does not mark/,
  ],
  [
    'is marked and does not call the cloud',
    [{ ...RIGHT, cloud: 'tofu' }],
    /^step 1 [\s\S]*is marked as calling tofu, and does not/,
  ],
  [
    'calls another program than it is marked with',
    [{ text: 'cloud', run: ['tofu apply'], cloud: 'scw' }],
    /^step 1 [\s\S]*calls tofu/,
  ],
];

test.each(WRONG)('a planted step that %s turns the drill red', async (_, steps, message) => {
  await expect(follow(page(steps), place)).rejects.toThrow(message);
});

test('a way back that does not work turns the drill red', async () => {
  const back = { text: 'x', steps: [{ text: 'undo', run: ['false'] }] };
  await expect(follow(page([RIGHT], { back }), place)).rejects.toThrow(/^way back 1 \(undo\)/);
});
