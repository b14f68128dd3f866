import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './types';

export interface NamedCheck extends Check {
  /** The name of its file. */
  readonly name: string;
}

const FOLDER = join(__dirname, 'checks');

/**
 * All checks, sorted by name: one per file in `checks/`.
 *
 * @throws Error for a file that exports no check
 */
export function allChecks(): readonly NamedCheck[] {
  return readdirSync(FOLDER)
    .map((file) => file.replace(/\.[jt]s$/, ''))
    .sort()
    .map((name) => {
      const { check } = require(join(FOLDER, name)) as { readonly check?: Check };
      if (!check) throw new Error(`checks/${name} exports no check`);
      return { name, ...check };
    });
}
