import { readFileSync } from 'node:fs';
import { map as asMap } from '../data';
import { withDisk } from '../disk';
import type { Problem } from '../lint';
import { SETTINGS } from '../vocabulary';
import { type FolderEntry, listFolder } from './folder';
import { type MapNode, type Node, nodeAt, prune, toData } from './node';
import { formatPath, type SettingsFile } from './place';
import { fileProblem, settingsProblem } from './report';
import { readSecretFiles, type SecretFile } from './secret-files';
import { keepSpelling } from './spelling';
import { tenant } from './tenant';
import { printable } from './text';
import { validate } from './validate';
import { fileFault, parseYamlFile, type YamlFile } from './yaml-file';

export interface TenantFile extends SettingsFile {
  /** The file's content, without what was wrong; undefined: nothing can be judged. */
  readonly tree?: MapNode;
  /** Encrypted Secrets in the tenant's folder, without those that have problems. Default: none */
  readonly secrets?: readonly SecretFile[];
}

/** A tenant file before anything of it is parsed. */
export interface UnparsedTenant extends Omit<SettingsFile, 'locate'> {
  readonly bytes: Buffer;
  readonly secrets: readonly SecretFile[];
  /** Parses and judges it. */
  readonly parse: () => TenantFile;
}

/** Finds what an earlier run has made of a file, in place of parsing it; undefined: it has to be parsed. */
export type RecallTenant = (file: UnparsedTenant) => TenantFile | undefined;

/** A tenant file that is not there yet, judged as if it were. */
export interface ProposedFile {
  /** For example `client-c.yaml`. */
  readonly name: string;
  readonly text: string;
}

/** All tenant files of a folder, sorted by file name, and everything that is wrong with each on its own. */
export function readTenants(
  folder: string,
  proposed?: ProposedFile,
  recall: RecallTenant = () => undefined,
  counted?: (done: number, all: number) => void,
): { readonly files: readonly TenantFile[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const files: TenantFile[] = [];
  const entries = listFolder(folder, 'tenants').filter((entry) => entry.name !== proposed?.name);
  const names = new Set([proposed?.name, ...entries.flatMap(({ name, isDirectory }) => (isDirectory ? [] : [name]))]);
  const secrets = new Map<string, readonly SecretFile[]>();
  const holdsSecrets = ({ name, isDirectory }: FolderEntry) => isDirectory && names.has(`${name}.yaml`);
  for (const { name } of entries.filter(holdsSecrets)) {
    const found = readSecretFiles(folder, name);
    problems.push(...found.problems);
    secrets.set(name, found.files);
  }
  const others = entries.filter((one) => !holdsSecrets(one));
  for (const [index, entry] of others.entries()) {
    counted?.(index + 1, others.length);
    const fault = entryFault(folder, entry);
    if (fault) problems.push(fault);
    else if (entry.name.endsWith('.yaml')) {
      const bytes = withDisk(entry.path, 'be read', () => readFileSync(entry.path));
      const names = namesOf(entry);
      const own = secrets.get(names.stem) ?? [];
      const parse = (found: Problem[]) => withSecrets(judge(parseYamlFile(bytes, names), found), own);
      files.push(recall({ ...names, bytes, secrets: own, parse: () => parse([]) }) ?? parse(problems));
    }
  }
  if (proposed) {
    const names = namesOf({ name: proposed.name, path: `${folder.replace(/(?<=.)\/+$/, '')}/${proposed.name}` });
    files.push(withSecrets(judge(parseYamlFile(Buffer.from(proposed.text), names), problems), secrets.get(names.stem)));
    files.sort((a, b) => (a.file < b.file ? -1 : 1));
  }
  if (files.length === 0 && problems.every((problem) => problem.severity === 'warning')) {
    problems.push(
      fileProblem('folder-empty', folder, 'holds no tenant; add <name>.yaml (npm run tenant:add -- NAME --address …)'),
    );
  }
  return { files, problems };
}

function withSecrets(file: TenantFile, secrets: readonly SecretFile[] = []): TenantFile {
  return secrets.length > 0 ? { ...file, secrets } : file;
}

function judge(yaml: YamlFile, problems: Problem[]): TenantFile {
  problems.push(...yaml.problems);
  if (!yaml.root) return yaml;
  const kind = manifestKind(yaml.root);
  if (kind !== undefined) {
    const message = `is a manifest of Kubernetes (${kind}), and not a tenant’s settings; list what the tenant runs under workloads, or keep the manifest in a repository of the tenant’s own (repository)`;
    problems.push(settingsProblem('kubernetes-manifest', yaml, ['kind'], message));
    // Nothing else can be said of it.
    return { ...yaml, tree: undefined };
  }
  const pasted = pastedWorkloads(yaml.root);
  for (const [index, what] of pasted) {
    const message = `is a manifest of Kubernetes (${what}), and not the settings of a workload; write name, kind, image and what else it needs (docs/settings.md), or keep the manifest in a repository of the tenant’s own (repository)`;
    problems.push(settingsProblem('kubernetes-manifest', yaml, ['workloads', index], message));
  }
  prune(
    yaml.root,
    pasted.map(([index]) => ['workloads', index]),
  );
  keepSpelling(yaml.root, tenant);
  const { tree, faults } = validate(tenant, yaml.root);
  const reported = new Set(yaml.problems.map((problem) => problem.path));
  for (const { id, origin, message } of faults) {
    const path = formatPath(origin.path);
    if (reported.has(path)) continue;
    problems.push(settingsProblem(id, yaml, origin.path, message));
  }
  return { ...yaml, tree };
}

/** The kind of a Kubernetes object, if a file has one in place of settings. */
function manifestKind(root: Node): string | undefined {
  const { apiVersion, kind } = asMap(toData(root));
  return typeof apiVersion === 'string' && typeof kind === 'string' ? printable(kind) : undefined;
}

/** Entries of `workloads` that are Kubernetes objects, each with its kind. */
function pastedWorkloads(root: Node): readonly (readonly [number, string])[] {
  const list = nodeAt(root, ['workloads']);
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, index) => {
    const kind = manifestKind(item);
    return kind === undefined ? [] : [[index, kind] as const];
  });
}

function entryFault(folder: string, { name, path, isDirectory }: FolderEntry): Problem | undefined {
  const file = printable(path);
  if (isDirectory)
    return fileProblem(
      'file-not-regular',
      file,
      'is a folder; tenants are files side by side, and a folder is for the Secrets of the tenant of its name',
    );
  const wrong = /\.(yml|json|toml|yaml)$/i.exec(name);
  if (wrong && wrong[0] !== '.yaml')
    return fileProblem(
      'file-extension',
      file,
      `ends in ${wrong[0]}; rename it to ${printable(name.slice(0, wrong.index))}.yaml`,
    );
  if (!wrong)
    return name.endsWith('.md')
      ? undefined
      : fileProblem('file-ignored', file, 'is not read: tenants are files that end in .yaml');
  // What Node reads in place of bytes that are no UTF-8: there is no file of the name that it tells.
  if (name.includes('\ufffd'))
    return fileProblem('file-not-utf8', file, 'has a name that is not valid UTF-8; rename it');
  const fault = withDisk(path, 'be read', () => fileFault(folder, path));
  return fault && fileProblem(fault.id, file, fault.message);
}

function namesOf({ name, path }: { readonly name: string; readonly path: string }) {
  return {
    file: printable(path),
    source: `${SETTINGS.tenants}/${printable(name)}`,
    stem: name.slice(0, -'.yaml'.length),
  };
}
