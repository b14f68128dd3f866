import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Declared, Entry } from './entry';

/** What a rule's file exports as `rule`: its id is the name of the file, its subject that of the folder. */
export type RuleBody<Rule extends DiscoveredRule> = Declared<Rule>;

export interface DiscoveredRule extends Entry {
  /** The folder that the rule is in, for example `network`. */
  readonly subject: string;
}

/**
 * Loads the rules of a room, sorted by id: `<folder>/<subject>/<id>.ts`. Names that begin with `_` are helpers.
 *
 * @throws Error for a file that exports no rule
 */
export function discoverRules<Rule extends DiscoveredRule>(folder: string): readonly Rule[] {
  return ruleFiles(folder)
    .map((file) => loadRule<Rule>(file))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws Error for a file that exports no rule */
export function loadRule<Rule extends DiscoveredRule>({ id, subject, path }: RuleFile): Rule {
  const { rule } = require(path) as { readonly rule?: RuleBody<Rule> };
  if (!rule) throw new Error(`${path} exports no rule`);
  return { id, subject, severity: 'error', ...rule } as unknown as Rule;
}

interface RuleFile {
  readonly id: string;
  readonly subject: string;
  /** Without its extension, which is another one when the library is compiled. */
  readonly path: string;
}

export function ruleFiles(folder: string): readonly RuleFile[] {
  const subjects = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('_'),
  );
  return subjects.flatMap(({ name: subject }) =>
    readdirSync(join(folder, subject)).flatMap((file): RuleFile[] => {
      const [, id] = /^([^_.][^.]*)\.[jt]s$/.exec(file) ?? [];
      return id === undefined ? [] : [{ id, subject, path: join(folder, subject, id) }];
    }),
  );
}
