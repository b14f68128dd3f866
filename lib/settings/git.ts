import { z } from 'zod';
import { replacedWhole, text } from './schema';
import { show } from './text';
import { versionRangeFault } from './version-range';

const revision = text({
  'git-reference': (value) =>
    /^[\x21-\x7e]+$/.test(value)
      ? undefined
      : `${show(value)} is not the name of a Git reference (expected, for example, main)`,
});

/** What Flux follows in a repository. The model checks that it has exactly one key; an override replaces all of it. */
export const gitReference = z
  .strictObject({
    branch: revision.meta({ description: 'Follow the newest commit of this branch' }).optional(),
    tag: revision.meta({ description: 'Use this tag' }).optional(),
    semver: text({ 'git-reference': versionRangeFault })
      .meta({ description: 'Use the newest tag in a range of versions, for example >=1.0.0' })
      .optional(),
  })
  .meta({ id: 'GitReference', description: 'Exactly one of branch, tag and semver' })
  .register(replacedWhole, { isReplacedWhole: true });

/** Returns why `ref` does not name exactly one revision to follow, or undefined if it does. */
export function referenceFault(ref: Readonly<Record<string, unknown>>): string | undefined {
  const said = Object.keys(ref);
  if (said.length === 1) return undefined;
  const which = said.length === 0 ? 'none of them' : said.join(' and ');
  return `must be exactly one of branch, tag and semver, and not ${which}`;
}

/** Returns an error message for an address with a password or token in it, or undefined if it has none. */
export function credentialsFault(url: string): string | undefined {
  return /^https?:\/\/[^/]*@|^ssh:\/\/[^/]*:[^/]*@/.test(url)
    ? 'holds credentials, which every reader of the repository would see; name a Secret that holds them under secret'
    : undefined;
}

/** Returns an error message for an ssh:// address without a Secret, which Flux refuses, or undefined. */
export function missingSecretFault(url: unknown, secret: unknown, namespace: string): string | undefined {
  if (typeof url !== 'string' || !url.startsWith('ssh://') || secret !== undefined) return undefined;
  return `is an ssh:// address, which Flux cannot read without a secret; set secret to the name of a Secret in ${namespace} that holds identity and known_hosts, or use https://`;
}
