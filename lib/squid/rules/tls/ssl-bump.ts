import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

const DECRYPTING = ['bump', 'stare', 'server-first', 'client-first', 'allow'];

export const rule: RuleDefinition = {
  title: 'The proxy takes TLS apart',
  why: 'With ssl_bump the proxy reads what is between its clients and their partners, and its key can impersonate every site to those who trust it.',
  fix: 'Remove ssl_bump, the ports’ ssl-bump, and the authority from the clients’ trust stores; allow hosts by name.',
  good: ['ssl_bump splice all'],
  bad: ['ssl_bump bump all'],
  check: (config) =>
    directivesOf(config, 'ssl_bump')
      .filter(({ args }) => DECRYPTING.includes(args[0]?.text ?? ''))
      .map((directive) => found(directive, `${directive.written} ${directive.rest} decrypts connections`)),
};
