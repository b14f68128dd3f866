import { parse, scan } from '../../lib/squid';
import { memory } from '../squid/parser/_memory';

const HEAD = ['http_port 3128', 'acl nodes src 172.16.28.20'];
const TAIL = ['http_access allow nodes', 'http_access deny all'];

function found(...lines: string[]) {
  const config = parse('/squid.conf', `${lines.join('\n')}\n`, { files: memory({ '/part.conf': 'via off\n' }) });
  return scan(config)
    .filter(({ id }) => id === 'via-off' || id.startsWith('suppression-'))
    .map(({ id, line, suppressed }) => [id, line, suppressed]);
}

const WHY = 'The partner requires it';

test('a comment above a directive suppresses a finding of that directive', () => {
  expect(found(...HEAD, `# suppress via-off: ${WHY}`, 'via off', ...TAIL)).toEqual([['via-off', 4, WHY]]);
  expect(found(...HEAD, `# suppress via-off: ${WHY}`, '# and more words', 'via off', ...TAIL)).toEqual([
    ['via-off', 5, WHY],
  ]);
});

test.each([
  ['another directive', [...HEAD, `# suppress via-off: ${WHY}`, 'dns_nameservers 10.0.0.2', 'via off', ...TAIL]],
  ['an empty line', [...HEAD, `# suppress via-off: ${WHY}`, '', 'via off', ...TAIL]],
  ['the directive above', [...HEAD, 'via off', `# suppress via-off: ${WHY}`, ...TAIL]],
])('it suppresses nothing across %s, and is unused', (_, lines) => {
  expect(
    found(...lines)
      .map(([id, , reason]) => [id, reason])
      .sort(),
  ).toEqual([
    ['suppression-unused', undefined],
    ['via-off', undefined],
  ]);
});

test('at the head, with an empty line below, it is for the file and what it includes', () => {
  expect(found(`# suppress via-off: ${WHY}`, '', ...HEAD, 'via off', ...TAIL)).toEqual([['via-off', 5, WHY]]);
  expect(found(`# suppress via-off: ${WHY}`, '', ...HEAD, 'include /part.conf', ...TAIL)).toEqual([
    ['via-off', 1, WHY],
  ]);
});

test('without a reason it suppresses nothing, and is an error', () => {
  for (const comment of ['# suppress via-off', '# suppress via-off:', '# suppress via-off: ok'])
    expect(found(...HEAD, comment, 'via off', ...TAIL)).toEqual([
      ['suppression-without-reason', 3, undefined],
      ['via-off', 4, undefined],
    ]);
});

test.each(['via-off, body-size-unlimited', 'via-off body-size-unlimited'])(
  'two ids in one comment are an error: %s',
  (ids) => {
    expect(found(...HEAD, `# suppress ${ids}: ${WHY}`, 'via off', ...TAIL)).toEqual([
      ['suppression-unknown-id', 3, undefined],
      ['via-off', 4, undefined],
    ]);
  },
);

test('a sentence that begins with suppress is not taken for one', () => {
  const comment = '# suppress the header of partners: it is long';
  expect(found(...HEAD, comment, 'via off', ...TAIL)).toEqual([['via-off', 4, undefined]]);
});

test('an unknown id is an error that names the nearest rule', () => {
  const config = parse('/squid.conf', [`# suppress via-of: ${WHY}`, ...HEAD, ...TAIL, ''].join('\n'), {
    files: memory({}),
  });
  expect(scan(config).find(({ id }) => id === 'suppression-unknown-id')).toMatchObject({
    severity: 'error',
    message: 'unknown id via-of; did you mean via-off?',
  });
});

test('prose that begins with the word is a comment', () => {
  expect(found(...HEAD, '# suppress requests of health checks', 'via off', ...TAIL)).toEqual([
    ['via-off', 4, undefined],
  ]);
});

test('a finding in a continued directive is suppressed by the comment above its first line', () => {
  const lines = [...HEAD, `# suppress via-off: ${WHY}`, 'via \\', '  off', ...TAIL];
  expect(found(...lines)).toEqual([['via-off', 4, WHY]]);
});
