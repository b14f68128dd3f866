import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '../../../lib/squid';
import { memory } from './_memory';

const FILE = '/etc/squid/squid.conf';
const read = (text: string, files: Record<string, string> = {}, options = {}) =>
  parse(FILE, text, { files: memory(files), ...options });
const lines = (text: string, files: Record<string, string> = {}) =>
  read(text, files).directives.map(({ name, line, column, args }) => [
    `${line}:${column}`,
    name,
    ...args.map((arg) => `${arg.text}@${arg.line}:${arg.column}`),
  ]);
const kinds = (text: string, files: Record<string, string> = {}) =>
  read(text, files).problems.map(({ kind, file, line, column }) => `${kind} ${file}:${line}:${column}`);

describe('lines', () => {
  it('are directives with words, each with its line and column', () => {
    expect(lines('# comment\n\n  http_access  deny !a # why\r\nvia on')).toEqual([
      ['3:3', 'http_access', 'deny@3:16', '!a@3:21'],
      ['4:1', 'via', 'on@4:5'],
    ]);
  });

  it('keep a # within a word, as Squid does', () => {
    expect(lines('http_access deny all#x')).toEqual([['1:1', 'http_access', 'deny@1:13', 'all#x@1:18']]);
  });

  it('go on after a backslash, over comments and empty lines, without the blanks that follow', () => {
    expect(lines('http_access deny \\\n# comment\n\n   all\nhttp_access de\\\n  ny all')).toEqual([
      ['1:1', 'http_access', 'deny@1:13', 'all@4:4'],
      ['5:1', 'http_access', 'deny@5:13', 'all@6:6'],
    ]);
    expect(kinds('http_access de\\\n  ny all')).toEqual([`syntax ${FILE}:2:3`]);
  });

  it('are lost if the file ends in a continuation', () => {
    expect(lines('via on\nhttp_access deny all \\')).toEqual([['1:1', 'via', 'on@1:5']]);
    expect(kinds('via on\nhttp_access deny all \\')).toEqual([`syntax ${FILE}:2:1`]);
  });

  it('longer than Squid’s buffer are a problem', () => {
    expect(kinds(`acl x dstdomain ${'a'.repeat(9000)}`)).toContain(`syntax ${FILE}:1:8191`);
  });

  it('are called by what documentation calls them now', () => {
    expect(lines('no_cache deny all')[0]?.slice(0, 2)).toEqual(['1:1', 'cache']);
  });
});

describe('conditions', () => {
  it('choose a branch; only the innermost counts', () => {
    const text = 'if true\na 1\nelse\na 2\nif true\na 3\nendif\nendif\nif ${process_number} = 0x1\na 4\nendif';
    expect(lines(text).map(([, , arg]) => arg)).toEqual(['1@2:3', '3@6:3', '4@10:3']);
  });

  it('that nothing ends or begins are problems', () => {
    expect(kinds('if true\na')).toEqual([`syntax ${FILE}:1:1`]);
    expect(kinds('else\nendif')).toEqual([`syntax ${FILE}:1:1`, `syntax ${FILE}:2:1`]);
    expect(kinds('if maybe\nendif')).toEqual([`syntax ${FILE}:1:1`]);
  });

  it('do not end within a file that is included', () => {
    expect(kinds('if true\ninclude /a.conf\nendif', { '/a.conf': 'endif' })).toEqual(['syntax /a.conf:1:1']);
  });

  it('know the macros, and columns stay those of the file', () => {
    expect(lines('pid_filename /run/${service_name}.pid x')).toEqual([
      ['1:1', 'pid_filename', '/run/squid.pid@1:14', 'x@1:39'],
    ]);
  });
});

describe('include', () => {
  const files = {
    '/etc/squid/conf.d/b.conf': 'b 1',
    '/etc/squid/conf.d/a.conf': '\na 1',
    '/etc/squid/conf.d/c.txt': 'c 1',
  };

  it('puts files in its place, those of a pattern in order', () => {
    const config = read('x 1\ninclude /etc/squid/conf.d/[ab]*.conf\ny 1', files);
    expect(config.directives.map(({ name, file, line }) => `${name} ${file}:${line}`)).toEqual([
      `x ${FILE}:1`,
      'a /etc/squid/conf.d/a.conf:2',
      'b /etc/squid/conf.d/b.conf:1',
      `y ${FILE}:3`,
    ]);
  });

  it('takes several, quoted or not', () => {
    expect(lines('include "/etc/squid/conf.d/b.conf" /etc/squid/conf.d/a.conf', files).map(([, name]) => name)).toEqual(
      ['b', 'a'],
    );
  });

  it('looks relative paths up beside the squid.conf, and says what Squid does instead', () => {
    expect(lines('include conf.d/b.conf', files).map(([, name]) => name)).toEqual(['b']);
    expect(kinds('include conf.d/b.conf', files)).toEqual([`include-relative ${FILE}:1:1`]);
  });

  it('looks absolute paths up below the root that is given', () => {
    const config = read('include /etc/squid/x.conf', { '/image/etc/squid/x.conf': 'via off' }, { root: '/image' });
    expect(config.directives.map(({ name }) => name)).toEqual(['via']);
  });

  it('of a file that is not there is a problem, and so is a circle', () => {
    expect(kinds('include /etc/squid/nothing/*.conf')).toEqual([`include-missing ${FILE}:1:1`]);
    expect(kinds('include /a', { '/a': 'include /b', '/b': 'include /a' })).toEqual(['include-cycle /b:1:1']);
  });

  it('deeper than sixteen is a problem', () => {
    const deep = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`/${i}`, `include /${i + 1}`]));
    expect(kinds('include /0', { ...deep, '/20': '' })).toEqual(['include-cycle /15:1:1']);
  });

  it('reads this machine’s files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'squid-'));
    try {
      mkdirSync(join(folder, 'conf.d'));
      for (const name of ['20.conf', '10.conf', '.hidden.conf'])
        writeFileSync(join(folder, 'conf.d', name), `cache_mgr ${name}`);
      const config = parse(join(folder, 'squid.conf'), `include ${folder}/conf.d/*.conf`);
      expect(config.directives.map(({ rest }) => rest)).toEqual(['10.conf', '20.conf']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('acl', () => {
  it('merges the lines of a name, whatever its case, and takes its flags', () => {
    const acl = read('acl Sites dstdomain -n a.test\nacl sites dstdomain .b.test').acls.get('sites');
    expect(acl?.values.map(({ text, line, column }) => [text, line, column])).toEqual([
      ['a.test', 1, 24],
      ['.b.test', 2, 21],
    ]);
    expect([...(acl?.flags ?? [])]).toEqual(['-n']);
    expect(acl?.lines.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('reads lists, with the places in their own file', () => {
    const config = read('acl x dstdomain "/lists/a"', { '/lists/a': '# sites\na.test # one\n\n  .b.test\n' });
    expect(config.acls.get('x')?.values.map(({ text, file, line, column }) => [text, file, line, column])).toEqual([
      ['a.test', '/lists/a', 2, 1],
      ['.b.test', '/lists/a', 4, 3],
    ]);
  });

  it('takes a list that lies beside the squid.conf for the one that will be installed', () => {
    const config = read('acl x dstdomain "/somewhere/allow.txt"', { '/etc/squid/allow.txt': 'a.test' });
    expect(config.acls.get('x')?.values.map(({ file }) => file)).toEqual(['/etc/squid/allow.txt']);
    expect(config.problems).toEqual([]);
  });

  it('drops what follows a list, as Squid does, and knows that it lacks one that is not there', () => {
    const text = 'acl x dstdomain "/none" .b.test';
    expect(kinds(text)).toEqual([`list-missing ${FILE}:1:17`, `after-list ${FILE}:1:25`]);
    expect(read(text).acls.get('x')).toMatchObject({ values: [], complete: false });
  });

  it('keeps the escapes and the case flags of patterns', () => {
    const acl = read(String.raw`acl x url_regex a\ b -i ^c`).acls.get('x');
    expect(acl?.values.map(({ text }) => text)).toEqual([String.raw`a\ b`, '-i', '^c']);
  });

  it('knows what Squid predefines, by version', () => {
    expect([...read('').acls.keys()]).toEqual(
      expect.arrayContaining(['all', 'manager', 'localhost', 'to_localhost', 'to_linklocal', 'connect']),
    );
    expect(read('', {}, { version: 5 }).acls.has('to_linklocal')).toBe(false);
  });

  it('refuses another type for a name', () => {
    expect(kinds('acl localhost dst 10.0.0.1\nacl a src 10.0.0.1\nacl A dst 10.0.0.1')).toEqual([
      `acl-conflict ${FILE}:1:5`,
      `acl-conflict ${FILE}:3:5`,
    ]);
  });
});

describe('quoted values', () => {
  const text = 'configuration_includes_quoted_values on\nacl x dstdomain "a.test" parameters("/l") b.test\n';

  it('are literals, and parameters() names a list', () => {
    const acl = read(text, { '/l': '"c.test" d.test # e' }).acls.get('x');
    expect(acl?.values.map((value) => value.text)).toEqual(['a.test', 'c.test', 'd.test', 'b.test']);
  });

  it.each(['"open', '"a"b', 'a*b', String.raw`"\q"`, 'parameters(x)', 'parameters("/l"', 'other("/l")'])(
    'refuses %s',
    (word) => {
      expect(kinds(`configuration_includes_quoted_values on\ncache_mgr ${word}`)).toEqual([
        expect.stringMatching(/^syntax .*:2:11$/),
      ]);
    },
  );
});

describe('access lines', () => {
  it('name the ACLs that are defined above them', () => {
    const line = read('acl a src 10.0.0.1\nhttp_access deny !A b').access.get('http_access')?.[0];
    expect(line?.terms.map(({ name, negated, acl }) => [name, negated, acl?.name])).toEqual([
      ['a', true, 'a'],
      ['b', false, undefined],
    ]);
  });

  it('without an action or an ACL are skipped, as Squid does', () => {
    const text = 'http_access Deny all\nhttp_access deny\nhttp_access deny all';
    expect(
      read(text)
        .access.get('http_access')
        ?.map(({ line }) => line),
    ).toEqual([3]);
    expect(kinds(text)).toEqual([`access-skipped ${FILE}:1:1`, `access-skipped ${FILE}:2:1`]);
  });
});

describe('ports', () => {
  it('have an address, a number, a name and options', () => {
    const text =
      'http_port 3128\nhttps_port [::1]:3129 name=tls tls-cert=/x\nhttp_port host.test:80 accel\nhttp_port x:0';
    expect(
      read(text).ports.map(({ kind, address, port, name, options }) => [kind, address, port, name, options.length]),
    ).toEqual([
      ['http', undefined, 3128, '3128', 0],
      ['https', '::1', 3129, 'tls', 2],
      ['http', 'host.test', 80, 'host.test:80', 1],
    ]);
  });
});
