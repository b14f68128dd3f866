import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { HIDDEN } from './_hidden';
import type { Io } from './io';

/** The merge driver as .gitattributes name it. */
const DRIVER = 'egress-tenancy';
const HOOKS = '.githooks';

/** Run by npm install in a repository that init has written. It never fails: a build without git is fine. */
export function gitSetupCommand(io: Io): Command {
  return new Command('git:setup')
    .summary(HIDDEN)
    .description('let git use the repository’s hooks, and merge generated files')
    .usage('')
    .action(() => {
      const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' });
      const { status, stdout } = git('rev-parse', '--show-toplevel');
      if (status !== 0) return;
      const program = 'node node_modules/kubernetes-egress-tenancy/bin/egress-tenancy.js';
      git('config', `merge.${DRIVER}.name`, 'generated files of egress-tenancy');
      git('config', `merge.${DRIVER}.driver`, `${program} git:merge %O %A %B %P`);
      const hooks = git('config', 'core.hooksPath').stdout.trim();
      if (existsSync(`${stdout.trim()}/${HOOKS}`) && hooks === '') git('config', 'core.hooksPath', HOOKS);
      else if (hooks !== HOOKS) io.err(`core.hooksPath is ${hooks}: run ${HOOKS}/pre-commit from there`);
    });
}
