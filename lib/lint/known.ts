import { loadRule } from './discover';
import { canSuppress, type Entry } from './entry';
import { PROBLEMS } from './problems';
import { ruleFiles } from './rule-files';

// Rules are found by file name, so that an id is checked without loading all of them.

/** The entry of a problem, or of a rule over rendered manifests. */
export function entryOf(id: string): Entry | undefined {
  const problem = PROBLEMS.find((one) => one.id === id);
  const file = problem ? undefined : ruleFiles('rules').find((one) => one.id === id);
  return problem ?? (file && loadRule(file));
}

/** Whether findings with this id come from a squid.conf, where a comment suppresses them. */
export function isSquidRule(id: string): boolean {
  return ruleFiles('squid/rules').some((one) => one.id === id);
}

/** Ids of all problems and of all rules over rendered manifests. */
export function knownIds(): readonly string[] {
  return [...PROBLEMS, ...ruleFiles('rules')].map(({ id }) => id).sort();
}

/** Ids that a tenant's or an environment's settings can suppress. */
export function suppressibleIds(): readonly string[] {
  const rules = ruleFiles('rules').map((file) => loadRule(file));
  return [...PROBLEMS, ...rules]
    .filter(isSuppressible)
    .map(({ id }) => id)
    .sort();
}

/** Whether some findings of the entry can be suppressed. */
export function isSuppressible(entry: Entry): boolean {
  return canSuppress(entry, entry.severity) || entry.suppressible === 'warnings';
}
