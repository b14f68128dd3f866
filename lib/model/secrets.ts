import type { SecretFile } from '../settings/secret-files';

/** An encrypted Secret as it is written for an environment. */
export interface CarriedSecret {
  readonly name: string;
  /** Of the file, as it is on disk. */
  readonly text: string;
  /** For example `tenants/client-a/secrets/db.yaml`. */
  readonly source: string;
}

/** Encrypted Secrets of an environment: those for all environments, and in the place of one of them that of its folder. */
export function carriedIn(files: readonly SecretFile[] = [], environment: string): readonly SecretFile[] {
  const own = files.filter((file) => file.environment === environment);
  const names = new Set(own.map(({ name }) => name));
  return [...files.filter((file) => file.environment === undefined && !names.has(file.name)), ...own];
}
