import { git } from '../plan';
import type { LiveOptions } from './types';

/** The commit that the cluster should have. */
interface Revision {
  /** Undefined: it is not known. */
  readonly commit?: string;
  /** What was compared with, or why it is not known. */
  readonly what: string;
}

/** The commit that a user names, or HEAD of the repository that the output is in. */
export function expectedRevision({ repository, revision }: Pick<LiveOptions, 'repository' | 'revision'>): Revision {
  const wanted = revision ?? 'HEAD';
  const { code, out } = git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${wanted}^{commit}`]);
  const commit = out.toString('utf8').trim();
  if (code === 0) return { commit, what: revision === undefined ? 'HEAD of this checkout' : `--revision ${revision}` };
  if (revision !== undefined && /^[0-9a-f]{40}$/.test(revision)) return { commit: revision, what: '--revision' };
  return { what: `${wanted} is not a commit of ${repository}` };
}
