import type { Config } from './config';
import { byPlace } from './place';
import type { Finding, Rule } from './rule';
import { RULES } from './rules';

/**
 * What the rules find in a configuration, by file, line, column and rule.
 *
 * @param rules default: all of them
 */
export function scan(config: Config, rules: readonly Rule[] = RULES): readonly Finding[] {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const found = rules
    .flatMap((rule) =>
      rule.check(config).map((found): Finding => ({ ...found, rule: rule.id, severity: rule.severity, fix: rule.fix })),
    )
    .sort((a, b) => byPlace(a, b) || byText(a.rule, b.rule) || byText(a.message, b.message));
  // A file that is included twice says everything twice.
  return found.filter((finding, index) => index === 0 || !isSame(finding, found[index - 1] as Finding));
}

function isSame(a: Finding, b: Finding): boolean {
  return byPlace(a, b) === 0 && a.rule === b.rule && a.message === b.message;
}
