import type { Finding } from '../lint';
import { RULES } from './all';
import type { Config } from './config';
import { byPlace } from './place';
import type { Rule } from './rule';
import { suppressInFile } from './suppress';

type PlacedFinding = Finding & { readonly line: number; readonly column: number };

/**
 * The findings of the rules in a configuration, sorted by file, line, column and id.
 *
 * @param rules default: all of them
 */
export function scan(config: Config, rules: readonly Rule[] = RULES): readonly Finding[] {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const found = rules.flatMap((rule) =>
    rule.check(config).map(({ file, line, column, message }): PlacedFinding => {
      const { id, severity, fix } = rule;
      return { id, severity, file, line, column, message, fix };
    }),
  );
  const all = suppressInFile(config, found, RULES, rules) as readonly PlacedFinding[];
  const sorted = [...all].sort((a, b) => byPlace(a, b) || byText(a.id, b.id) || byText(a.message, b.message));
  // A file that is included twice has every finding twice.
  return sorted.filter((finding, index) => index === 0 || !isSame(finding, sorted[index - 1] as PlacedFinding));
}

function isSame(a: PlacedFinding, b: PlacedFinding): boolean {
  return byPlace(a, b) === 0 && a.id === b.id && a.message === b.message;
}
