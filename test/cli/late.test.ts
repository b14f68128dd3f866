import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const ROOT = resolve(__dirname, '../..');

/** What a synth in a process of its own says of an environment that ends in a line more, and of nothing else. */
function synthWith(line: string): { status: number | null; said: string; written: number } {
  const project = new Project({
    ...THREE_TENANTS,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': `${line}\n${environmentText('production')}`,
  });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      join(ROOT, 'lib/cli/main.ts'),
      'synth',
      '--tenants',
      join(project.folder, 'tenants'),
      '--environments',
      join(project.folder, 'overlays'),
      '--out',
      project.folder,
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const said = `${stdout}${stderr}`.replaceAll(`${project.folder}/`, '').split('\n');
  return {
    status,
    said: said.filter((text) => text !== '' && !/^[+] | created, |: warning: /.test(text)).join('\n'),
    written: project.files('clusters').length,
  };
}

test.each([
  ['Promise.reject(new Error("boom\\nmore"));', 'overlays/production.ts:1:16: fails after it was loaded: boom'],
  [
    'setTimeout(() => { throw new Error("boom"); }, 0);',
    'overlays/production.ts:1:26: fails after it was loaded: boom',
  ],
  ['Promise.reject("boom");', 'overlays:1:1: a file of it fails after it was loaded: boom'],
])(
  'what fails after it was loaded is one line: %s',
  (line, said) => {
    const { written, ...rest } = synthWith(line);
    expect(rest).toEqual({ status: 1, said });
    // It was too late to write nothing; what was written is whole.
    expect(written).toBeGreaterThan(0);
  },
  30_000,
);

test('a file that would end the run is a problem of its own, and nothing is written', () => {
  expect(synthWith('process.exit(0);')).toEqual({
    status: 1,
    said: 'overlays/production.ts:1:9: fails when it is loaded: it calls process.exit(0), which would end the run',
    written: 0,
  });
}, 30_000);
