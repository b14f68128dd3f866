import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A room of rules, by its path below lib/. */
export type RulesRoom = 'rules' | 'squid/rules';

export interface RuleFile {
  readonly id: string;
  readonly subject: string;
  readonly load: () => { readonly rule?: unknown };
}

/**
 * Finds the rules of a room by the names of their files, `<room>/<subject>/<id>.ts`. Names that begin with `_` are
 * helpers. scripts/build replaces this file by a list of the same files: the package has no folder to look into.
 */
export function ruleFiles(room: RulesRoom): readonly RuleFile[] {
  const folder = join(__dirname, '..', room);
  const subjects = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('_'),
  );
  return subjects.flatMap(({ name: subject }) =>
    readdirSync(join(folder, subject)).flatMap((file): RuleFile[] => {
      const [, id] = /^([^_.][^.]*)\.ts$/.exec(file) ?? [];
      return id === undefined ? [] : [{ id, subject, load: () => require(join(folder, subject, id)) }];
    }),
  );
}
