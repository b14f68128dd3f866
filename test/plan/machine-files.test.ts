import { ofTenant, planChanges } from '../../lib/plan';
import { infraPlan, infraSide, infraText } from './_infra';

/** The files of one machine. */
const machine = (files: Readonly<Record<string, string>>, name = 'client-a/squid-a') =>
  infraSide(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])));

const filesOf = (before: ReturnType<typeof machine>, after: ReturnType<typeof machine>) =>
  infraPlan(before, after).infra?.changed.flatMap(({ files }) => files);

test('machines that come, change and go, sorted, with their tenants', () => {
  const before = infraSide({
    'client-b/squid-b/squid.conf': 'a\n',
    'client-a/squid-a/squid.conf': 'a\n',
    'client-a/squid-z/squid.conf': 'same\n',
  });
  const after = infraSide({
    'client-c/squid-d/squid.conf': 'a\n',
    'client-c/squid-c/squid.conf': 'a\n',
    'client-a/squid-a/squid.conf': 'b\n',
    'client-a/squid-z/squid.conf': 'same\n',
  });
  const plan = infraPlan(before, after);
  expect(plan.infra).toEqual({
    added: [
      { tenant: 'client-c', proxy: 'squid-c', files: [] },
      { tenant: 'client-c', proxy: 'squid-d', files: [] },
    ],
    changed: [{ tenant: 'client-a', proxy: 'squid-a', files: [{ name: 'squid.conf', lines: ['- a', '+ b'] }] }],
    removed: [{ tenant: 'client-b', proxy: 'squid-b', files: [] }],
  });
  expect(ofTenant(plan, 'client-b').infra).toEqual({
    added: [],
    changed: [],
    removed: [{ tenant: 'client-b', proxy: 'squid-b', files: [] }],
  });
  expect(infraText(before, after)).toBe(`development
  dist/infra/development
    + proxy client-c/squid-c
    + proxy client-c/squid-d
    ~ proxy client-a/squid-a: squid.conf (delivered to the VM by its apply.sh)
          squid.conf:
          - a
          + b
    - proxy client-b/squid-b
development: 2 added, 1 changed, 1 removed`);
});

test('the first line, empty lines and line ends of Windows are no change of a file that is there', () => {
  const before = machine({ 'squid.conf': 'a\nb\n' });
  const [[path, text] = ['', '']] = [...before.files];
  const side = (changed: string) => ({ ...before, files: new Map([[path, changed]]) });
  expect(infraPlan(before, side(text.replace('tenants/', 'elsewhere/')))).not.toHaveProperty('infra');
  expect(infraPlan(before, side(text.replaceAll('\n', '\r\n')))).not.toHaveProperty('infra');
  expect(filesOf(before, machine({ 'squid.conf': 'a\n\n  \nb\n' }))).toEqual([{ name: 'squid.conf', lines: [] }]);
});

test('Squid’s file comes before others by name, then user-data and the script, which are shown without lines', () => {
  const texts = (text: string) => {
    const names = ['apply.sh', 'nftables.conf', 'cloud-init.yaml', 'allow.txt', 'squid.conf'];
    return machine(Object.fromEntries(names.map((name) => [name, `# head\n${text}-${name.length}\n`])));
  };
  expect(filesOf(texts('a'), texts('b'))).toEqual([
    { name: 'squid.conf', lines: ['- a-10', '+ b-10'] },
    { name: 'allow.txt', lines: ['- a-9', '+ b-9'] },
    { name: 'nftables.conf', lines: ['- a-13', '+ b-13'] },
    { name: 'cloud-init.yaml', lines: [] },
    { name: 'apply.sh', lines: [] },
  ]);
  expect(infraText(texts('a'), texts('b'))).toContain(
    'squid-a: squid.conf, allow.txt, nftables.conf, cloud-init.yaml, apply.sh (delivered to the VM by its apply.sh; cloud-init.yaml takes effect when the VM is created again)\n',
  );
});

test('a file that comes or goes has all of its lines', () => {
  const one = machine({ 'squid.conf': 'a\n' });
  const two = machine({ 'squid.conf': 'a\n', 'allow.txt': 'x\ny\n' });
  expect(filesOf(one, two)).toEqual([{ name: 'allow.txt', lines: ['+ x', '+ y'] }]);
  const several = machine({ 'b.txt': 'y\n', 'squid.conf': 'a\n' });
  const more = machine({ 'a.txt': 'x\n', 'b.txt': 'z\n', 'squid.conf': 'a\n' });
  expect(filesOf(several, more)?.map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
  expect(filesOf(two, one)).toEqual([{ name: 'allow.txt', lines: ['- x', '- y'] }]);
});

test('user-data changes where more of it does than the files that it embeds', () => {
  const userData = (conf: string, more: string) =>
    `#cloud-config\npackages: [${more}]\nwrite_files:\n  - path: /etc/squid/squid.conf\n    content: |\n      ${conf}\n`;
  const side = (conf: string, more = 'squid', extra = '') =>
    machine({ 'squid.conf': `${conf}\n`, 'allow.txt': 'x.test\n', 'cloud-init.yaml': userData(conf, more) + extra });
  const names = (...sides: [ReturnType<typeof machine>, ReturnType<typeof machine>]) =>
    filesOf(...sides)?.map(({ name }) => name);
  expect(names(side('a'), side('b'))).toEqual(['squid.conf']);
  expect(names(side('a'), side('a', 'squid, nftables'))).toEqual(['cloud-init.yaml']);
  expect(names(side('a'), side('b', 'squid, nftables'))).toEqual(['squid.conf', 'cloud-init.yaml']);
  expect(names(side('  a'), side('  b'))).toEqual(['squid.conf']);
  expect(names(side('a', 'squid', 'x\nyz\n'), side('a', 'squid', 'xy\nz\n'))).toEqual(['cloud-init.yaml']);
  expect(names(side('a'), side('a', 'squid', '  - link: /opt/squid.conf\n'))).toEqual(['cloud-init.yaml']);
  const embedding = (path: string) => side('a', 'squid', `  - path: ${path}\n    content: |\n      a\n`);
  expect(names(side('a'), embedding('/opt/squid.conf'))).toBeUndefined();
  expect(names(side('a'), embedding('squid.conf'))).toEqual(['cloud-init.yaml']);
  const withMode = side('a', 'squid', '  - path: /etc/other\n    permissions: "0755"\n    content: |\n      a\n');
  expect(names(side('a'), withMode)).toEqual(['cloud-init.yaml']);
  for (const path of ['/etc/other', '/etc/squid.conf.d']) expect(names(side('a'), embedding(path))).toEqual([path]);
  for (const path of ['/etc/egress/files.sha256', '/etc/egress/commit'])
    expect(names(side('a'), embedding(path))).toBeUndefined();
  expect(infraText(side('a'), embedding('/etc/other'))).toContain(
    '~ proxy client-a/squid-a: /etc/other (delivered to the VM by its apply.sh)\n          /etc/other:\n          + a\n',
  );
  expect(infraText(side('a'), side('a', 'x'))).toContain(
    '~ proxy client-a/squid-a: cloud-init.yaml (cloud-init.yaml takes effect when the VM is created again)\ndev',
  );
});

test('a script that changes alone says nothing of how it comes', () => {
  expect(infraText(machine({ 'apply.sh': 'a\n' }), machine({ 'apply.sh': 'b\n' }))).toBe(`development
  dist/infra/development
    ~ proxy client-a/squid-a: apply.sh
development: 0 added, 1 changed, 0 removed`);
});

test('up to 20 lines of a file are shown, 21 too, and what is invisible is written out', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');
  const text = (count: number) => infraText(machine({ 'a.txt': 'x \n' }), machine({ 'a.txt': `x \n${lines(count)}` }));
  expect(text(21).match(/\+ line/g)).toHaveLength(21);
  expect(text(21)).not.toContain('more');
  expect(text(22).match(/\+ line/g)).toHaveLength(20);
  expect(text(22)).toContain('          + line 19\n          and 2 more lines\n');
  expect(infraText(machine({ 'a.txt': 'x \n' }), machine({ 'a.txt': 'y\t\n' }))).toContain(
    '          a.txt:\n          - "x "\n          + "y\\t"\n',
  );
});

test('files that synth does not write come, change and go; what Terraform keeps and locks does not count', () => {
  const ours = { 'client-a/squid-a/squid.conf': 'a\n' };
  const before = infraSide(ours, {
    'backend.tf': 'a',
    'x.tf': '',
    'client-a/squid-a/notes': 'n',
    '.terraform.lock.hcl': 'a',
  });
  const after = infraSide(ours, {
    'backend.tf': 'b',
    'x.tf': '',
    'a\u202e.tf': '',
    'client-a/.terraform.lock.hcl': 'b',
  });
  expect(infraPlan(before, after).infra).toEqual({
    added: [],
    changed: [],
    removed: [],
    unmanaged: [
      { name: 'a\u202e.tf', how: 'added' },
      { name: 'backend.tf', how: 'changed' },
      { name: 'client-a/squid-a/notes', how: 'removed' },
    ],
  });
  expect(infraText(before, after)).toBe(`development
  dist/infra/development
    + a\\u202e.tf (unmanaged file)
    ~ backend.tf (unmanaged file)
    - client-a/squid-a/notes (unmanaged file)
development: 1 added, 1 changed, 1 removed`);
  const without = (path: string) => path === 'dist/infra/development/x.tf';
  expect(infraPlan({ ...after, without }, after).infra?.unmanaged).toEqual([{ name: 'x.tf', how: 'added' }]);
});

test('what belongs to the side as an unmanaged file is none of ours, whatever its first line says', () => {
  const side = infraSide({ 'client-a/squid-a/squid.conf': 'a\n' });
  const foreign = { ...side, unmanaged: new Set(side.files.keys()) };
  const none = infraSide({ 'client-b/squid-b/squid.conf': 'a\n' });
  expect(infraPlan(none, foreign).infra).toMatchObject({
    added: [],
    unmanaged: [{ name: 'client-a/squid-a/squid.conf', how: 'added' }],
  });
  expect(infraPlan(foreign, side).infra).toMatchObject({
    added: [{ proxy: 'squid-a' }],
    unmanaged: [{ how: 'removed' }],
  });
});

test('machines of another environment are not there', () => {
  const after = infraSide({
    'client-a/squid-a/squid.conf': 'a\n',
    '../developmen2/client-b/squid-b/squid.conf': 'b\n',
  });
  const files = new Map([...after.files].map(([path, text]) => [path.replace('development/../', ''), text]));
  const [plan] = planChanges(infraSide({ 'client-a/squid-a/squid.conf': 'z\n' }), { ...after, files }, 'development');
  expect(plan?.infra).toMatchObject({ added: [], changed: [{ tenant: 'client-a' }] });
});

test('a file that only one side has is ours if its first line says so', () => {
  const none = infraSide({ 'client-b/squid-b/squid.conf': 'a\n' });
  const foreign = infraSide({ 'client-b/squid-b/squid.conf': 'a\n' }, { 'x.tf': '' });
  expect(infraPlan(none, { ...foreign, unmanaged: undefined }).infra?.unmanaged).toEqual([
    { name: 'x.tf', how: 'added' },
  ]);
});

test('an edited file that the other side has too is compared as ours', () => {
  const side = machine({ 'squid.conf': 'a\n' });
  const [path = ''] = side.files.keys();
  const edited = { ...side, files: new Map([[path, 'edited\n']]) };
  expect(filesOf(edited, side)).toEqual([{ name: 'squid.conf', lines: ['- edited', '+ a'] }]);
});
