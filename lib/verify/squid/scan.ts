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
  return rules
    .flatMap((rule) =>
      rule.check(config).map((found): Finding => ({ ...found, rule: rule.id, severity: rule.severity, fix: rule.fix })),
    )
    .sort((a, b) => byPlace(a, b) || byText(a.rule, b.rule) || byText(a.message, b.message));
}
