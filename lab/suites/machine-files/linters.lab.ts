import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePackages } from '../../doctor';
import { copyGolden, edit, filesOf, GOLDEN, LINTERS, type Linter, UNLINTED } from './_linters';

// The files of test/**/golden, each read by the program that would run it or by its linter.

let folder: string;

beforeAll(requirePackages);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'machine-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a linter says about each of its files that it does not like. */
function complaints(linter: Linter, at: string): string[] {
  return filesOf(at, linter).flatMap((file) =>
    linter.commands(file, at).flatMap(([command = '', ...args]) => {
      const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      const said = `${stdout}${stderr}`.trim();
      return status !== 0 || (linter.silent && said !== '') ? [`${file}: ${command} ${status}\n${said}`] : [];
    }),
  );
}

/** Copies of all golden folders. */
function copies(): string[] {
  return GOLDEN.map((golden, index) => {
    const at = join(folder, String(index));
    copyGolden(golden, at);
    return at;
  });
}

const CASES = LINTERS.map((linter) => [linter.name, linter] as const);

test.each(CASES)('%s takes every file', (_, linter) => {
  expect(copies().flatMap((at) => complaints(linter, at))).toEqual([]);
});

test.each(CASES)('%s notices a mistake', (_, linter) => {
  const folders = copies().filter((at) => filesOf(at, linter).length > 0);
  expect(folders).not.toEqual([]);
  for (const at of folders) {
    edit(at, linter.files, linter.mistake);
    expect(complaints(linter, at)).not.toEqual([]);
  }
});

test('no kind of file is left out', () => {
  const all = copies().flatMap((at) => filesOf(at, { files: /^/ }).filter((path) => !path.startsWith(join(at, 'tls'))));
  const unread = all.filter(
    (path) => ![...LINTERS.map(({ files }) => files), ...UNLINTED].some((each) => each.test(path)),
  );
  expect(unread).toEqual([]);
});

test.each([
  ['egress_agent_test.py', 'egress-agent.py'],
  ['egress_shipper_test.py', 'egress-agent-logs.py'],
])('the agent passes its own tests with the Python of the machine: %s', (name, file) => {
  const tests = join(__dirname, '../../../test/proxy', name);
  const agent = join(__dirname, '../../../lib/proxy/assets', file);
  const { status, stderr } = spawnSync('/usr/bin/python3', [tests, agent], { encoding: 'utf8' });
  expect(stderr).toMatch(/\n\nOK$/m);
  expect(status).toBe(0);
});
