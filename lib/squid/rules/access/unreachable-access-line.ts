import { type AccessLine, accessOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, matchesAll, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'An access line that never decides',
  severity: 'warning',
  why: 'The first line that matches decides. One above this one matches whenever this one does, so it has no effect, whatever it says.',
  fix: 'Move it up, or remove it.',
  good: ['acl a src 172.16.28.20', 'http_access allow a', 'http_access deny all'],
  bad: ['acl a src 172.16.28.20', 'http_access deny all', 'http_access allow a'],
  check: (config) => {
    const lines = accessOf(config);
    return lines.flatMap((line, index) => {
      const above = lines.slice(0, index).find((other) => impliedBy(other, line));
      return above ? [found(line, `line ${above.line} decides before it: ${written(above)}`)] : [];
    });
  },
};

/** Whether each term of a line is among those of another, so that it matches whenever the other does. */
function impliedBy(line: AccessLine, other: AccessLine): boolean {
  return line.terms.every(
    (term) => matchesAll(term) || other.terms.some((same) => same.name === term.name && same.negated === term.negated),
  );
}
