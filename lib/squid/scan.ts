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
  return shortened(
    sorted.filter((finding, index) => index === 0 || !isSame(finding, sorted[index - 1] as PlacedFinding)),
  );
}

/** Of one rule in one file, so many are reported: a list of a million values may be wrong as a whole. */
const MOST_OF_A_KIND = 1000;

function shortened(findings: readonly PlacedFinding[]): readonly Finding[] {
  const kindOf = ({ file, id }: Finding) => `${id} ${file}`;
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(kindOf(finding), (counts.get(kindOf(finding)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return findings.flatMap((finding) => {
    const kind = kindOf(finding);
    const place = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, place);
    const left = (counts.get(kind) ?? 0) - MOST_OF_A_KIND + 1;
    if (left <= 1 || place < MOST_OF_A_KIND) return [finding];
    if (place > MOST_OF_A_KIND) return [];
    return [{ ...finding, message: `${left} further findings of this kind in this file are left out` }];
  });
}

function isSame(a: PlacedFinding, b: PlacedFinding): boolean {
  return byPlace(a, b) === 0 && a.id === b.id && a.message === b.message;
}
