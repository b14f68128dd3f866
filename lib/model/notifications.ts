import { parseUrl } from '../settings/repository-url';
import type { Environment } from './types';

export type Notification = NonNullable<Environment['flux']['notify']>[number];

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
