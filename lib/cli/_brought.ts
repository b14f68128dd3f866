import { EgressError } from '../errors';
import { printable } from '../lint/printable';
import type { EnvironmentModel } from '../model/types';
import { driftOf, planWrite, SYNTH_ROOTS } from '../output';
import { infraPath, ownerOf, terraformFile } from '../vocabulary';
import type { SharedOptions } from './options';

/** @throws EgressError (1) if dist/ differs from what the settings render: only reviewed files are delivered */
export function requireRendered({ out, env = '', tenant }: SharedOptions, environment: EnvironmentModel): void {
  // Loaded here: the other commands do without it.
  const { proxyFiles } = require('../proxy') as typeof import('../proxy');
  const covers = (path: string) =>
    path.startsWith(`${infraPath(env)}/`) &&
    path !== terraformFile(env) &&
    (tenant === undefined || ownerOf(path).tenant === tenant);
  const files = proxyFiles(environment).filter(({ path }) => covers(path));
  const drift = driftOf(planWrite(out, files, { roots: SYNTH_ROOTS, covers }));
  if (drift.length === 0) return;
  const lines = [
    ...drift.map(({ message }) => message),
    'nothing was changed: run npm run synth, and commit what it writes',
  ];
  throw new EgressError(lines.join('\n'), 1);
}

/**
 * The commit that is delivered.
 *
 * @throws EgressError (1) if what would be delivered is not committed
 */
export function cleanCommit(folder: string): string {
  const { git } = require('../plan') as typeof import('../plan');
  const head = git(folder, ['rev-parse', '--verify', 'HEAD']);
  if (head.code !== 0) {
    throw new EgressError(
      `${folder} is not in a git repository with a commit, which the VMs would record: nothing was changed (--force applies without)`,
      1,
    );
  }
  const changes = git(folder, ['status', '--porcelain']).out.toString('utf8').trimEnd();
  if (changes === '') return head.out.toString('utf8').trim();
  throw new EgressError(
    `${printableLines(changes)}\nnothing was changed: these changes are in no commit, and the VMs record the commit of their files (--force applies anyway)`,
    1,
  );
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
