import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

const BUILTIN = ['squid', 'common', 'combined', 'referrer', 'useragent', 'icap_squid'];

const OPTION = 'logformat=';

export const rule: RuleDefinition = {
  title: 'A log format that nothing defines',
  severity: 'error',
  why: 'Squid stops at it: a format has to be defined above the log that uses it.',
  fix: 'logformat NAME … above it, or one of squid, common, combined, referrer, useragent.',
  good: ['logformat egress %ts %>a', 'access_log stdio:/var/log/squid/access.log logformat=egress'],
  bad: ['access_log stdio:/var/log/squid/access.log logformat=egress', 'access_log /var/log/squid/access.log egress'],
  check: (config) => {
    const logs = directivesOf(config, 'access_log', 'icap_log', 'logformat');
    return logs.flatMap((log, index) => {
      const defined = logs.slice(0, index).filter(({ name }) => name === 'logformat');
      const known = [...BUILTIN, ...defined.flatMap(({ args }) => args[0]?.text ?? [])];
      if (log.name === 'logformat' || log.args[0]?.text === 'none') return [];
      return log.args
        .filter(({ text }, at) => text.startsWith(OPTION) || (at === 1 && !/[=!]/.test(text) && !config.acls.has(text)))
        .map((token) => ({ token, format: token.text.replace(OPTION, '') }))
        .filter(({ format }) => !known.includes(format))
        .map(({ token, format }) => found(token, `no logformat above defines ${format}`));
    });
  },
};
