import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const START = 'name: client-a\negress: { proxies: [{ name: squid-a, address: 172.16.28.8 }] }\n';
const OTHER = 'name: client-b\negress: { proxies: [{ name: squid-b, address: 172.16.28.9 }] }\n';

/** A workload whose variables are these, one a line. */
const workload = (env: string) =>
  `${START}workloads:\n  - name: web\n    image: "busybox:1.36"\n    env:\n      A: &a ${'x'.repeat(200_000)}\n${env}`;

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

async function run(text: string, command = 'synth') {
  const project = new Project({
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production'),
    'tenants/client-b.yaml': OTHER,
    'tenants/client-a.yaml': text,
  });
  const result = await project.run(command);
  return { ...result, errors: result.err.split('\n').filter((line) => !line.includes('warning: ')), project };
}

/** Text that aliases make large, or that is rendered to more than it is: what is said, and where. */
const TOO_LARGE: readonly (readonly [title: string, text: string, place: string])[] = [
  ['a text 12 times', workload(lines(11, (index) => `      B${index}: *a\n`)), '12:11: holds more than 1048576 bytes'],
  [
    'a text 3000 times',
    workload(lines(3000, (index) => `      B${index}: *a\n`)),
    '12:11: holds more than 1048576 bytes',
  ],
  [
    'a text in a list that is named again and again',
    `${START}workloads:\n  - name: web\n    image: x\n    args: &a [&b ${'x'.repeat(100_000)}${', *b'.repeat(9)}]\n    command: *a\n`,
    '7:14: holds more than 1048576 bytes',
  ],
  [
    'keys that are aliases',
    `${START}x: &a ${'k'.repeat(200_000)}\ny:\n${lines(12, (index) => `  - { *a : ${index} }\n`)}`,
    '9:12: holds more than 1048576 bytes',
  ],
  [
    'lists of lists',
    `${START}a: &a [x,x,x,x,x,x,x,x,x,x]\n${lines(8, (index) => `b${index}: &b${index} [${`*${index ? `b${index - 1}` : 'a'},`.repeat(10)}]\n`)}`,
    'holds more than 50000 values',
  ],
  [
    'many ports of many ranges',
    START.replace(
      '] }\n',
      `],\n  private: [{ cidr: 10.9.0.0/32, ports: &p [${lines(2000, (index) => `${index + 1},`)}] }${lines(20, (index) => `,{ cidr: 10.9.0.${index + 1}/32, ports: *p }`)}] }\n`,
    ),
    '1:1 name: its NetworkPolicy allow-private would have',
  ],
  [
    'what becomes longer in JSON',
    `${START}workloads:\n  - name: web\n    image: x\n    args: [&a '${'"'.repeat(100_000)}', *a, *a, *a, *a, *a, *a, *a]\n`,
    '4:5 workloads[0]: its Deployment web would have',
  ],
];

test.each(TOO_LARGE)('more than a cluster takes: %s', async (_, text, place) => {
  const { code, errors, project } = await run(text);
  expect(errors).toEqual([expect.stringMatching(/^tenants\/client-a\.yaml:\d+:\d+/)]);
  expect(errors[0]).toContain(place);
  expect(code).toBe(1);
  expect(project.files('dist')).toEqual([]);
});

test.each(['check', 'plan'])('%s ends as synth does', async (command) => {
  const [, text = '', place] = TOO_LARGE.at(-1) ?? [];
  expect(await run(text, command)).toMatchObject({ code: 1, errors: [expect.stringContaining(place ?? '-')] });
});

/** Files that no one writes by hand, each ends with problems in the file and nothing else. */
const HOSTILE: readonly (readonly [title: string, text: string])[] = [
  ['a NUL character', `${START}title: "a\0b"\n`],
  ['NUL characters alone', '\0'.repeat(1000)],
  ['deep lists', `x: ${'['.repeat(100_000)}`],
  ['deep maps', `${lines(300, (index) => `${' '.repeat(index)}a:\n`)}`],
  ['a tag of a class', `${START}title: !!python/object:os.system x\n`],
  ['a tag of binary data', `${START}title: !!binary aGk=\n`],
  ['a tag of a set', `${START}quota: !!set { cpu }\n`],
  ['a merge key', `${START}x: &x { title: y }\n<<: *x\n`],
  ['an alias that holds itself', `${START}x: &x [*x]\n`],
  ['an anchor that is missing', `${START}title: *nothing\n`],
  ['a complex key', `${START}? { a: b }\n: c\n`],
  ['keys of every object', `${START}__proto__: { a: b }\nconstructor: x\ntoString: y\nhasOwnProperty: z\n`],
  ['numbers beyond any', `${START}quota: { pods: 1e999, cpu: ${'9'.repeat(400)}, memory: 0x${'f'.repeat(300)} }\n`],
  ['not a number', `${START}quota: { pods: .nan, cpu: .inf }\n`],
  ['a list', '- 1\n- 2\n'],
  ['a text', 'x'.repeat(1000)],
  ['a directive', `%TAG ! tag:evil,2000:\n---\n${START}title: !x y\n`],
  ['halves of characters', `${START}title: "\\ud800"\n`],
  ['an unfinished quote', `${START}title: "${'x'.repeat(1000)}`],
  ['a file above the limit', `${START}# ${'x'.repeat(300_000)}\n`],
];

test.each(HOSTILE)('a hostile file: %s', async (_, text) => {
  const { code, errors, out, project } = await run(text);
  expect(code).toBe(1);
  expect(out).toBe('');
  for (const line of errors) expect(line).toMatch(/^tenants\/client-a\.yaml:\d+:\d+/);
  expect(errors).not.toEqual([]);
  expect(project.files('dist')).toEqual([]);
});

test.each([
  ['a byte order mark', `\ufeff${START}`],
  ['lines as Windows ends them', START.replaceAll('\n', '\r\n')],
  [
    'dates as values, which arrive as they are',
    `${START}workloads: [{ name: web, image: x, env: { A: 2001-01-01, B: "2001-01-01T00:00:00Z" }, args: [2001-01-01] }]\n`,
  ],
])('a file with %s is read', async (_, text) => {
  expect(await run(text)).toMatchObject({ code: 0 });
});

test('marks that change how a line reads are warned of, in comments and arguments, too', async () => {
  const { code, err } = await run(
    `${START}# allow \u202eeveryone\nworkloads: [{ name: web, image: x, args: ["a\u200bb"] }]\n`,
  );
  expect(code).toBe(0);
  expect(
    err
      .split('\n')
      .filter((line) => line.includes('invisible'))
      .map((line) => line.split(', by')[0]),
  ).toEqual([
    'tenants/client-a.yaml:3:9: warning: the line contains an invisible character (U+202E)',
    'tenants/client-a.yaml:4:45: warning: the line contains an invisible character (U+200B)',
  ]);
});

test('a failure that no check foresaw is one line, with the tenant’s file', async () => {
  jest.resetModules();
  jest.doMock('../../lib/constructs', () => ({
    ...(jest.requireActual('../../lib/constructs') as object),
    TenantNamespace: class {
      constructor() {
        throw new RangeError('Invalid string length\nat somewhere');
      }
    },
  }));
  const { code, errors } = await run(START);
  jest.dontMock('../../lib/constructs');
  expect(code).toBe(1);
  expect(errors).toEqual([
    'tenants/client-a.yaml:1:1 name: cannot be rendered: Invalid string length',
    'tenants/client-b.yaml:1:1 name: cannot be rendered: Invalid string length',
  ]);
});
