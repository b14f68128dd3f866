import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'The behaviour when the log cannot be written is not configured',
  severity: 'note',
  why: 'The default, on-error=die, kills the worker on a full disk: no log, no traffic. on-error=drop continues without a record. Either may be right; choose one explicitly.',
  fix: 'access_log … on-error=drop (and an alert on the disk), or on-error=die.',
  good: ['access_log stdio:/var/log/squid/access.log logformat=squid on-error=drop'],
  bad: ['access_log stdio:/var/log/squid/access.log logformat=squid'],
  check: (config) =>
    directivesOf(config, 'access_log')
      .filter(({ args }) => args[0]?.text !== 'none' && !args.some(({ text }) => text.startsWith('on-error=')))
      .map((directive) => found(directive, 'no on-error=: a full disk kills the worker')),
};
