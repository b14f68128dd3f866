import { type AccessLine, accessOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, matchesAll, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'An access line that never decides',
  severity: 'warning',
  why: 'The first line that matches decides. A line above this one matches whenever this one does, so this line has no effect.',
  fix: 'Move it up, or remove it.',
  good: ['acl a src 172.16.28.20', 'http_access allow a', 'http_access deny all'],
  bad: ['acl a src 172.16.28.20', 'http_access deny all', 'http_access allow a'],
  check: (config) => {
    /** The lines so far, by one of the terms that have to match. */
    const byTerm = new Map<string, AccessLine[]>();
    const all = accessOf(config);
    return all.flatMap((line) => {
      const mine = new Set(line.terms.map(keyOf));
      const candidates = ['', ...mine].flatMap((key) => byTerm.get(key)?.find((one) => impliedBy(one, mine)) ?? []);
      const [above] = candidates.sort((a, b) => all.indexOf(a) - all.indexOf(b));
      const key = demanded(line)[0] ?? '';
      const those = byTerm.get(key);
      if (those) those.push(line);
      else byTerm.set(key, [line]);
      return above ? [found(line, `line ${above.line} decides before it: ${written(above)}`)] : [];
    });
  },
};

/** Whether a line matches whenever one with these terms does. */
function impliedBy(line: AccessLine, terms: ReadonlySet<string>): boolean {
  return demanded(line).every((key) => terms.has(key));
}

/** The terms that a request has to match, apart from those that all match. */
function demanded({ terms }: AccessLine): readonly string[] {
  return terms.filter((term) => !matchesAll(term)).map(keyOf);
}

function keyOf({ name, negated }: AccessLine['terms'][number]): string {
  return `${negated ? '!' : ''}${name}`;
}
