import { spawnSync } from 'node:child_process';
import { EgressError } from '../errors';

/** More than any repository of manifests holds: the default, 1 MiB, is not. */
const MAX_BYTES = 2 ** 30;

/** What git answered: its exit code is 0, or one of those that the caller knows what to make of. */
export interface GitAnswer {
  readonly code: number;
  readonly out: Buffer;
  /** The first line that it complained with. */
  readonly complaint: string;
}

/**
 * Runs git in a folder, whatever repository a hook around us works on.
 *
 * @throws EgressError 2 where there is no git to run
 */
export function git(folder: string, args: readonly string[], input = ''): GitAnswer {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...environment } = process.env;
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: folder,
    env: { ...environment, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
    input,
    maxBuffer: MAX_BYTES,
  });
  if (error || status === null) {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    throw new EgressError(code === 'ENOENT' ? 'git is not installed' : `git ${args[0]} did not run (${code})`, 2);
  }
  const complaint = stderr.toString('utf8').trim().split('\n', 1)[0] ?? '';
  return { code: status, out: stdout, complaint: complaint.replace(/^(fatal|error): /, '') };
}
