import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { CLIENT_B, loadFiles } from '../support/settings';

const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghij'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`).join('\n')}\n`;

const FILES: readonly (readonly [title: string, name: string, content: string | Buffer, lines: readonly string[]])[] = [
  ['an empty file', 'x.yaml', '', ['x.yaml:1:1: is empty: describe a tenant, or remove the file']],
  ['a file of comments', 'x.yaml', '# nothing\n', ['x.yaml:1:1: is empty: describe a tenant, or remove the file']],
  ['a file of nothing but null', 'x.yaml', '---\n~\n', ['x.yaml:1:1: is empty: describe a tenant, or remove the file']],
  ['a file of text', 'x.yaml', 'hello\n', ['x.yaml:1:1: must be a map of keys and not the text "hello"']],
  ['a file of a list', 'x.yaml', '- name: x\n', ['x.yaml:1:1: must be a map of keys and not a list']],
  [
    'several documents',
    'x.yaml',
    'name: x\n---\nname: y\n',
    ['x.yaml:2:1: a second document begins here; one file describes one tenant'],
  ],
  ['.yml', 'x.yml', CLIENT_B, ['x.yml:1:1: ends in .yml; rename it to x.yaml']],
  ['.YAML', 'x.YAML', CLIENT_B, ['x.YAML:1:1: ends in .YAML; rename it to x.yaml']],
  ['.json', 'x.json', '{}', ['x.json:1:1: ends in .json; rename it to x.yaml']],
  [
    'Latin-1',
    'x.yaml',
    Buffer.from('name: x\ntitle: caf\xe9\n', 'latin1'),
    ['x.yaml:2:11: is not valid UTF-8 here; save the file as UTF-8'],
  ],
  [
    'UTF-16',
    'x.yaml',
    Buffer.from('\ufeffname: x', 'utf16le'),
    ['x.yaml:1:1: is not valid UTF-8 here; save the file as UTF-8'],
  ],
  [
    'an alias bomb',
    'x.yaml',
    bomb,
    ['x.yaml:5:24: holds more than 50000 values once its aliases are followed: no settings file needs that'],
  ],
  [
    'an alias to itself',
    'x.yaml',
    'name: &a [*a]\n',
    [
      'x.yaml:1:1 egress: is missing: outbound (egress) configuration',
      'x.yaml:1:1 name: must be text and not a list',
      'x.yaml:1:11 name[0]: *a contains itself',
    ],
  ],
  [
    'an alias without an anchor',
    'x.yaml',
    'name: *a\n',
    [
      'x.yaml:1:1 egress: is missing: outbound (egress) configuration',
      'x.yaml:1:7 name: *a has no anchor &a before it',
    ],
  ],
  ['lists in lists without end', 'x.yaml', '['.repeat(100_000), ['x.yaml:1:1: is nested too deeply']],
  ['maps in maps without end', 'x.yaml', '{'.repeat(200_000), ['x.yaml:1:1: is nested too deeply']],
  ['lists in lists on one line', 'x.yaml', '- '.repeat(100_000), ['x.yaml:1:1: is nested too deeply']],
  [
    'maps in maps, line by line',
    'x.yaml',
    Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    ['x.yaml:1:1: is nested too deeply'],
  ],
  ['lists in lists, closed', 'x.yaml', `a: ${'['.repeat(60)}${']'.repeat(60)}`, ['x.yaml:1:54: is nested too deeply']],
  [
    'a huge file',
    'x.yaml',
    '#'.repeat(300_000),
    ['x.yaml:1:1: is 300000 bytes long; a tenant’s file has at most 262144'],
  ],
  [
    'a tab for indentation',
    'x.yaml',
    'name: x\n\ttitle: y\n',
    ['x.yaml:2:1: is not valid YAML here: Tabs are not allowed as indentation'],
  ],
  [
    'a bracket that is not closed',
    'x.yaml',
    'name: [x\ntitle: y\n',
    [
      'x.yaml:2:1: is not valid YAML here: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
  ['a tag of its own', 'x.yaml', 'name: !js x\n', ['x.yaml:1:7: is not valid YAML here: Unresolved tag: !js']],
  [
    'YAML 1.1',
    'x.yaml',
    '%YAML 1.1\n---\nname: x\n',
    ['x.yaml:1:1: remove the %YAML directive: all settings are YAML 1.2'],
  ],
  [
    'a key that is a list',
    'x.yaml',
    '? [a]\n: b\nname: x\n',
    ['x.yaml:1:3: a key must be plain text', 'x.yaml:1:1 egress: is missing: outbound (egress) configuration'].sort(),
  ],
  [
    'an escape sequence for the terminal',
    'x.yaml',
    'name: "\\e[31mred\\u202e"\n',
    [
      'x.yaml:1:1 egress: is missing: outbound (egress) configuration',
      'x.yaml:1:1 name: "\\u001b[31mred\\u202e" is not a valid DNS label (a-z, 0-9, and dashes inside); did you mean 31mred?',
    ],
  ],
];

test.each(FILES)('%s', (_, name, content, lines) => {
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': CLIENT_B, [name]: content } });
  expect([...errors].sort()).toEqual(lines.map((line) => `tenants/${line}`).sort());
});

test('links that lead out of the folder, nowhere, or to no file', () => {
  const { errors, warnings } = loadFiles({
    prepare: (folder) => {
      writeFileSync(`${folder}/outside.yaml`, CLIENT_B);
      symlinkSync('../outside.yaml', `${folder}/tenants/out.yaml`);
      symlinkSync('nowhere.yaml', `${folder}/tenants/nowhere.yaml`);
      mkdirSync(`${folder}/tenants/folder`);
      mkdirSync(`${folder}/tenants/folder.yaml`);
      execFileSync('mkfifo', [`${folder}/tenants/pipe.yaml`]);
      writeFileSync(`${folder}/tenants/client-b.yaml.orig`, '');
      writeFileSync(`${folder}/tenants/README.md`, '');
      writeFileSync(`${folder}/tenants/.hidden.yaml`, '');
    },
  });
  expect(errors).toEqual([
    'tenants/folder:1:1: is a folder; tenants are files side by side, and a folder is for the Secrets of the tenant of its name',
    'tenants/folder.yaml:1:1: is a folder; tenants are files side by side, and a folder is for the Secrets of the tenant of its name',
    'tenants/nowhere.yaml:1:1: is a link that leads nowhere',
    'tenants/out.yaml:1:1: is a link that leads out of the folder; put the file itself here',
    'tenants/pipe.yaml:1:1: is not a regular file',
  ]);
  expect(warnings).toEqual([
    'tenants/client-b.yaml.orig:1:1: warning: is not read: tenants are files that end in .yaml [file-ignored]',
  ]);
});

test('a link within the folder is a file like others', () => {
  const { errors } = loadFiles({
    prepare: (folder) => symlinkSync('client-b.yaml', `${folder}/tenants/client-c.yaml`),
  });
  expect(errors[0]).toMatch(/^tenants\/client-c.yaml:1:1 name: client-b is not the name of its file/);
});

test('a file whose name is no UTF-8', () => {
  const { errors } = loadFiles({
    prepare: (folder) => writeFileSync(Buffer.from(`${folder}/tenants/caf\xe9.yaml`, 'latin1'), CLIENT_B),
  });
  expect(errors).toEqual(['tenants/caf\ufffd.yaml:1:1: has a name that is not valid UTF-8; rename it']);
});

test('an empty folder of tenants', () => {
  expect(loadFiles({ tenants: {} }).errors).toEqual([
    'tenants:1:1: holds no tenant; add <name>.yaml (npm run tenant:add -- NAME --address …)',
  ]);
});

test.each([
  ['line ends of Windows', CLIENT_B.replaceAll('\n', '\r\n')],
  ['a byte order mark', `\ufeff${CLIENT_B}`],
  ['an end of the document', `---\n${CLIENT_B}...\n`],
  ['anchors and aliases', CLIENT_B.replace('cpu: 4', 'cpu: &four 4').replace('pods: 50', 'pods: *four')],
])('%s change nothing', (_, text) => {
  expect(loadFiles({ tenants: { 'client-b.yaml': text } }).errors).toEqual([]);
});

test('numbers stay as they are written where text is meant', () => {
  const text = CLIENT_B.replace('runAsUser: 100', 'env: { A: 1.10, B: 0123, C: 8080, D: true, E: 0x1F, F: 1e3 }');
  const { loaded } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(loaded?.model.base[0]?.workloads[0]?.container.env).toEqual({
    A: '1.10',
    B: '0123',
    C: '8080',
    D: 'true',
    E: '0x1F',
    F: '1e3',
  });
});

test('a byte order mark takes no column', () => {
  const { errors } = loadFiles({
    tenants: { 'client-b.yaml': `\ufeff${CLIENT_B.replace('name: client-b', 'name: x')}` },
  });
  expect(errors[0]).toMatch(/^tenants\/client-b.yaml:1:1 name: /);
});
