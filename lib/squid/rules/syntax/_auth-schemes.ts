import { type Config, directivesOf } from '../../config';

/** Returns which scheme of an auth_schemes line no auth_param configures, or undefined if all are there. */
export function schemeFault(config: Config, words: readonly string[]): string | undefined {
  const configured = new Set(
    directivesOf(config, 'auth_param')
      .filter(({ args: [, word] }) => word?.text === 'program')
      .map(({ args: [scheme] }) => scheme?.text.toLowerCase()),
  );
  const asked = (words[0] ?? '').split(',').filter((scheme) => scheme !== '');
  const missing = asked.find((scheme) => !configured.has(scheme.toLowerCase()) && scheme !== 'ALL');
  return missing === undefined ? undefined : `no auth_param configures the scheme ${missing}`;
}
