import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSarif } from '../../../lib/lint';
import { parse, RULES, scan } from '../../../lib/squid';

const SECRET = 'root:x:0:0:secret';
let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'bounds-'));
  for (const folder of ['proxy/conf.d', 'elsewhere']) mkdirSync(join(base, folder), { recursive: true });
  writeFileSync(join(base, 'secret'), `${SECRET}\n`);
  writeFileSync(join(base, 'elsewhere/secret.conf'), `${SECRET}\n`);
});
afterEach(() => rmSync(base, { recursive: true }));

/** What is said of a squid.conf with these lines, and everything that a report could hold. */
function judge(lines: readonly string[], root?: string) {
  const config = parse(join(base, 'proxy/squid.conf'), `${lines.join('\n')}\n`, { root });
  const findings = scan(config);
  return {
    rules: findings.map(({ id }) => id),
    messages: findings.map(({ message }) => message).join('\n'),
    all: JSON.stringify([
      findings,
      toSarif('egress scan', RULES, findings),
      config.directives,
      [...config.acls.values()],
    ]),
  };
}

const inside = (path: string) => join(base, 'proxy', path);

describe.each<[string, () => string]>([
  ['an absolute path', () => join(base, 'secret')],
  ['a way up', () => '../secret'],
  ['a way up from below', () => 'conf.d/../../secret'],
  [
    'a symbolic link',
    () => {
      symlinkSync('../secret', inside('link'));
      return 'link';
    },
  ],
  [
    'a link to a folder',
    () => {
      symlinkSync('../elsewhere', inside('linked'));
      return 'linked/secret.conf';
    },
  ],
  [
    'a link to a link',
    () => {
      symlinkSync(join(base, 'secret'), inside('first'));
      symlinkSync('first', inside('second'));
      return 'second';
    },
  ],
])('a file outside, by %s,', (_, make) => {
  test('is not included, and the report says so', () => {
    const { rules, messages, all } = judge([`include ${make()}`]);
    expect(rules).toContain('include-missing');
    expect(messages).toMatch(/is outside of the folder .*proxy: it was not read/);
    expect(all).not.toContain('root:x');
  });

  test.each(['acl sites dstdomain -n "PATH"', 'acl people src "PATH"', 'acl all-of any-of "PATH"'])(
    'is not read as a list, and the report says so: %s',
    (line) => {
      const path = make();
      const { messages, all } = judge([line.replace('PATH', path), 'http_access deny all']);
      expect(messages).toMatch(/is outside of the folder .*proxy: it was not read/);
      expect(all).not.toContain('root:x');
    },
  );

  test('is not read as a list of quoted values', () => {
    const path = make();
    const { messages, all } = judge([
      'configuration_includes_quoted_values on',
      `acl sites dstdomain -n parameters("${path}")`,
    ]);
    expect(messages).toMatch(/it was not read/);
    expect(all).not.toContain('root:x');
  });

  test('is not included by a file that is', () => {
    writeFileSync(inside('conf.d/more.conf'), `include ${make()}\n`);
    const { messages, all } = judge(['include conf.d/*.conf']);
    expect(messages).toMatch(/it was not read/);
    expect(all).not.toContain('root:x');
  });
});

test.each([
  ['of the folder above', '../elsewhere/*.conf'],
  ['of any folder', '../*/secret.conf'],
  ['that a link leads out of', 'conf.d/*.conf'],
])('a pattern %s names nothing that is read', (_, pattern) => {
  symlinkSync('../../secret', inside('conf.d/out.conf'));
  const { rules, all } = judge([`include ${pattern}`]);
  expect(rules).toContain('include-missing');
  expect(all).not.toContain('root:x');
});

test('what is not a file, or has no end, is not read, and the report says so', () => {
  symlinkSync('/dev/zero', inside('zero'));
  execFileSync('mkfifo', [inside('pipe')]);
  writeFileSync(inside('huge'), '');
  truncateSync(inside('huge'), 257 * 1024 * 1024);
  const { messages } = judge([
    'include pipe',
    'include zero',
    'acl a src "pipe"',
    'acl b src "huge"',
    'include conf.d',
  ]);
  expect(messages).toMatch(/pipe is not a regular file: it was not read/);
  expect(messages).toMatch(/zero is outside of the folder/);
  expect(messages).toMatch(/huge is larger than 256 MB: it was not read/);
  expect(messages).toMatch(/conf\.d is not a regular file: it was not read/);
  expect(judge(['include /dev/zero'], '/').messages).toMatch(/\/dev\/zero is not a regular file: it was not read/);
});

test('what lies beside the squid.conf stands for an absolute path, and a link within the folder is followed', () => {
  writeFileSync(inside('allow.txt'), 'partner.example\n');
  symlinkSync('../allow.txt', inside('conf.d/linked.txt'));
  for (const path of ['/etc/squid/allow.txt', 'allow.txt', 'conf.d/linked.txt']) {
    const { rules, all } = judge([`acl allowed dstdomain -n "${path}"`]);
    expect(rules).not.toContain('list-missing');
    expect(all).toContain('partner.example');
  }
});

test('a folder that is given as the root is read as well', () => {
  writeFileSync(join(base, 'elsewhere/allow.txt'), 'partner.example\n');
  writeFileSync(join(base, 'elsewhere/more.conf'), 'via off\n');
  const { rules } = judge(['include /more.conf', 'acl allowed dstdomain -n "/allow.txt"'], join(base, 'elsewhere'));
  expect(rules).toContain('via-off');
  expect(rules).not.toContain('list-missing');
  expect(judge(['include /../secret'], join(base, 'elsewhere')).rules).toContain('include-missing');
});
