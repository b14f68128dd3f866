import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

/** These match, or take effect, without a value. */
const VALUELESS = ['random', 'connections_encrypted', 'ssl_error', 'any-of', 'all-of'];

export const rule: RuleDefinition = {
  title: 'An ACL without a value',
  severity: 'warning',
  why: 'It never matches: a deny denies nothing, and with ! it matches everything.',
  fix: 'Give it values, or remove it and the lines that use it.',
  good: ['acl bad dstdomain -n .bad.example'],
  bad: ['acl bad dstdomain -n'],
  check: ({ acls }) =>
    [...acls.values()]
      .filter(({ type, values, complete }) => complete && values.length === 0 && !VALUELESS.includes(type))
      .flatMap(({ name, lines: [line] }) => (line ? [found(line, `${name} has no value and never matches`)] : [])),
};
