import type { Declared, Entry } from './entry';
import { type RuleFile, type RulesRoom, ruleFiles } from './rule-files';

/** What a rule's file exports as `rule`: its id is the name of the file, its subject that of the folder. */
export type RuleBody<Rule extends DiscoveredRule> = Declared<Rule>;

export interface DiscoveredRule extends Entry {
  /** The folder that the rule is in, for example `network`. */
  readonly subject: string;
}

/**
 * Loads the rules of a room, sorted by id.
 *
 * @throws Error for a file that exports no rule
 */
export function discoverRules<Rule extends DiscoveredRule>(room: RulesRoom): readonly Rule[] {
  return ruleFiles(room)
    .map((file) => loadRule<Rule>(file))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws Error for a file that exports no rule */
export function loadRule<Rule extends DiscoveredRule>({ id, subject, load }: RuleFile): Rule {
  const rule = load().rule as RuleBody<Rule> | undefined;
  if (!rule) throw new Error(`${subject}/${id} exports no rule`);
  return { id, subject, severity: 'error', ...rule } as unknown as Rule;
}
