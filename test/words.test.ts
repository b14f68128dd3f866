import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

/** Words and patterns that texts for users avoid, each with what to write instead. */
const AVOIDED: readonly (readonly [RegExp, string])[] = [
  [/\b(whoever|whomever)\b/i, 'everyone who, the user, the account that'],
  [/\b(somebody|nobody|anybody|everybody)\b/i, 'another process, no one, anyone, the user'],
  [/\banew\b/i, 'again'],
  [/\bunsaid\b/i, 'not set'],
  [/\bbeside\b/i, 'next to, in addition to'],
  [/\b(strangers?|landmarks?)\b/i, 'unmanaged files, well-known ranges'],
  [/(?<![-`'\w])cage\b/i, 'guardrails'],
  [
    /\b(is|are) no (IPv4|DNS|host|port|range|valid|name|text|list|map|number|duration|quantity|JSON|YAML)\b/,
    'is not a valid',
  ],
  [/\ba (line|host|file|row|document) a (line|host|file|row|tenant|request|pod|way|topology)\b/i, 'one … per …'],
  [/; there is \w+ and \w+/, 'available: a, b'],
];

/** What quotes another program or names an object, such as a user called somebody in an example. */
const QUOTED = /`[^`]*`|"[^"]*"|<[^>]*>/g;

const files = (...paths: string[]): string[] =>
  execFileSync('git', ['ls-files', '--', ...paths], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

/** Lines of pages, outside of code and of tables that a run has written. */
function linesOf(page: string): (readonly [number, string])[] {
  let code = false;
  return readFileSync(join(ROOT, page), 'utf8')
    .split('\n')
    .flatMap((line, index): (readonly [number, string])[] => {
      if (line.startsWith('```')) code = !code;
      return code || line.startsWith('    ') ? [] : [[index + 1, line.replace(QUOTED, '')]];
    });
}

/** Texts between quotes in a source file, in comments too. */
const textsOf = (file: string): (readonly [number, string])[] =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .map((line, index) => [index + 1, line] as const);

function avoided(file: string, lines: readonly (readonly [number, string])[]): string[] {
  return lines.flatMap(([number, line]) =>
    AVOIDED.flatMap(([pattern, instead]) => {
      const match = pattern.exec(line);
      return match ? [`${file}:${number} "${match[0]}" (write: ${instead})`] : [];
    }),
  );
}

// What runs have written, or quotes what was seen: the threat matrix, mutants.
const RECORDED = /^docs\/(decisions\/|isolation\.md|mutants\.md|mutation-testing\.md)|^bench\//;

test('pages are in plain English', () => {
  const pages = files('*.md').filter((page) => !RECORDED.test(page) && !page.startsWith('imports/'));
  expect(pages).toContain('README.md');
  expect(pages.flatMap((page) => avoided(page, linesOf(page)))).toEqual([]);
});

test('messages, help, descriptions and comments are in plain English', () => {
  const sources = files('lib/**/*.ts', 'lib/**/assets/*', 'scripts/**/*.ts', 'overlays/*.ts', 'tenants/*.yaml');
  expect(sources.length).toBeGreaterThan(300);
  expect(sources.flatMap((file) => avoided(file, textsOf(file)))).toEqual([]);
});

test('the list notices what it should', () => {
  expect(avoided('x', [[1, 'Whoever reads "172.16" is no IPv4 address a line a request']])).toHaveLength(3);
  expect(avoided('x', [[1, 'Everyone who reads it gets one line per request']])).toEqual([]);
});
