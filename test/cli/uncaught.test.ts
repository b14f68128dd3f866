import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const ROOT = resolve(__dirname, '../..');

test.each([
  ['a promise that nothing waits for', 'Promise.reject(new Error("boom\\nmore"));'],
  ['a timer', 'setTimeout(() => { throw new Error("boom\\nmore"); }, 0);'],
])(
  'what an overlay throws in %s ends the run with one line',
  (_, line) => {
    const project = new Project({
      ...THREE_TENANTS,
      'overlays/development.ts': environmentText('development'),
      'overlays/production.ts': `${line}\n${environmentText('production')}`,
    });
    const folders = ['--tenants', 'tenants', '--environments', 'overlays', '--out', '.'];
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--require', require.resolve('tsx/cjs'), join(ROOT, 'lib/cli/main.ts'), 'synth', ...folders],
      { cwd: project.folder, encoding: 'utf8' },
    );
    const lines = stderr.split('\n').filter((text) => text !== '' && !text.includes(': warning: '));
    expect([status, lines]).toEqual([2, [expect.stringMatching(/^unexpected Error: boom \(in a timer or a promise/)]]);
  },
  60_000,
);
