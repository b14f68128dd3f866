import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { withDisk } from '../disk';
import type { Problem } from '../lint';
import { SETTINGS } from '../vocabulary';
import { toData } from './node';
import type { SettingsFile } from './place';
import { fileProblem, settingsProblem } from './report';
import { type EncryptedSecret, readEncryptedSecret } from './sops';
import { printable } from './text';
import { fileFault, parseYamlFile } from './yaml-file';

/** Folder of a tenant's encrypted Secrets, in the folder of its name. */
const SECRETS_FOLDER = 'secrets';

/** An encrypted Secret, with what it holds unread. */
export interface SecretFile extends SettingsFile, EncryptedSecret {
  /** The environment that it is for. Undefined: all that the tenant is in. */
  readonly environment?: string;
  /** As it is on disk. */
  readonly text: string;
}

/** Files that other programs keep in such a folder. */
const IGNORED = /^(\.sops\.yaml|\.gitkeep|\.gitignore|.*\.md)$/;

/** What a message says of a file of one Secret where {@link parseYamlFile} speaks of tenants. */
const MESSAGES: Readonly<Record<string, string>> = {
  'file-empty': 'is empty: remove the file',
  'yaml-several-documents': 'a second document begins here; one file holds one Secret',
};

/**
 * The encrypted Secrets of a tenant: `<tenant>/secrets/*.yaml`, and `<tenant>/secrets/<environment>/*.yaml`.
 *
 * @param folder of tenants
 * @param tenant name of a folder in it
 * @returns files without problems, sorted, and the problems of others
 */
export function readSecretFiles(
  folder: string,
  tenant: string,
): { readonly files: readonly SecretFile[]; readonly problems: readonly Problem[] } {
  const files: SecretFile[] = [];
  const problems: Problem[] = [];
  const root = `${folder.replace(/(?<=.)\/+$/, '')}/${tenant}`;
  const misplaced = (path: string, message: string) =>
    problems.push(fileProblem('secret-file-misplaced', printable(path), message));
  const entries = entriesOf(root);
  for (const entry of entries) {
    if (entry.name !== SECRETS_FOLDER || !entry.isDirectory())
      misplaced(`${root}/${entry.name}`, `is not read: a tenant’s folder holds ${SECRETS_FOLDER}/ alone`);
  }
  const read = (below: string, environment?: string) => {
    for (const entry of entriesOf(`${root}/${below}`)) {
      const path = `${root}/${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (environment === undefined) read(`${below}/${entry.name}`, entry.name);
        else misplaced(path, 'is a folder in the folder of an environment; put its files there');
        continue;
      }
      if (!entry.name.endsWith('.yaml')) {
        misplaced(path, 'is not read: encrypted Secrets are files that end in .yaml; remove or rename it');
        continue;
      }
      const fault = withDisk(path, 'be read', () => fileFault(folder, path));
      if (fault) {
        problems.push(fileProblem(fault.id, printable(path), fault.message));
        continue;
      }
      const bytes = withDisk(path, 'be read', () => readFileSync(path));
      const judged = judge(bytes, {
        file: printable(path),
        source: `${SETTINGS.tenants}/${printable(`${tenant}/${below}/${entry.name}`)}`,
        stem: entry.name.slice(0, -'.yaml'.length),
      });
      problems.push(...judged.problems);
      if (judged.file) files.push(environment === undefined ? judged.file : { ...judged.file, environment });
    }
  };
  if (entries.some((entry) => entry.name === SECRETS_FOLDER && entry.isDirectory())) read(SECRETS_FOLDER);
  return { files, problems };
}

function entriesOf(folder: string): Dirent[] {
  return withDisk(folder, 'be read', () => readdirSync(folder, { withFileTypes: true }))
    .filter(({ name }) => !IGNORED.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function judge(
  bytes: Buffer,
  names: { readonly file: string; readonly source: string; readonly stem: string },
): { readonly file?: SecretFile; readonly problems: readonly Problem[] } {
  const yaml = parseYamlFile(bytes, names);
  const problems = yaml.problems.map((problem) => ({ ...problem, message: MESSAGES[problem.id] ?? problem.message }));
  if (!yaml.root) return { problems };
  const { secret, faults } = readEncryptedSecret(toData(yaml.root));
  for (const { id, path, message } of faults) problems.push(settingsProblem(id, yaml, path, printable(message)));
  if (!secret || problems.some(({ severity }) => severity === 'error')) return { problems };
  const { locate } = yaml;
  return { file: { ...names, locate, ...secret, text: bytes.toString('utf8') }, problems };
}
