import { parseUrl } from '../settings/repository-url';
import type { Environment } from './types';

export type Notification = NonNullable<Environment['flux']['notify']>[number];

const FORGES = ['github', 'gitlab'] as const;

/** Hosts of forges that are neither GitHub nor GitLab. */
const OTHERS = ['bitbucket.org', 'codeberg.org', 'dev.azure.com', 'gitea.com', 'git.sr.ht'];

/**
 * The forge that a host shows to be, by its name.
 *
 * @returns undefined: the name does not tell, as that of most own servers
 */
export function forgeOf(host: string): 'github' | 'gitlab' | 'other' | undefined {
  if (OTHERS.includes(host) || host.endsWith('.visualstudio.com')) return 'other';
  const [found, ...more] = FORGES.filter((forge) => host.split('.').some((label) => label.startsWith(forge)));
  return more.length === 0 ? found : undefined;
}

/**
 * The address under which a forge shows a repository, for example `https://github.com/example/platform`.
 *
 * @param url that Git uses
 * @returns undefined: it does not follow from that address, as where ssh has a port of its own
 */
export function webAddress(url: string): string | undefined {
  const parsed = parseUrl(url);
  const [, rest] = /^[a-z]+:\/\/(?:[^/@]*@)?[^/:]+(\/.+)$/.exec(url) ?? [];
  if (!parsed || parsed.scheme === 'http' || rest === undefined) return undefined;
  return `https://${parsed.host}${rest.replace(/\/+$/, '').replace(/\.git$/, '')}`;
}
