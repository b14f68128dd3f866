import { withoutCredentials } from './credentials';
import type { Finding } from './finding';

/** Version of the JSON that commands print. It changes when a key is renamed or removed, not when one is added. */
const JSON_VERSION = 1;

/** The answer of a command for machines. */
export function toJson(answer: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ version: JSON_VERSION, ...answer }, null, 2);
}

/** A finding of a rule; `rule` is its id too. */
export function ruleFinding(finding: Finding): Finding & { readonly rule: string } {
  return { ...finding, message: withoutCredentials(finding.message), rule: finding.id };
}
