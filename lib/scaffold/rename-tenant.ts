import fs from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { list as asList, map as asMap } from '../data';
import { EgressError } from '../errors';
import { type LoadedSettings, loadModel } from '../model/load';
import type { EnvironmentModel, Tenant } from '../model/types';
import { editYaml } from '../settings/edit-yaml';
import { listFolder } from '../settings/folder';
import { renameInModule } from '../settings/module-edit';
import { labelFault } from '../settings/names';
import { changeSettings } from './change-settings';
import { refusal } from './refusal';
import { renameSteps } from './rename-steps';
import type { Folders } from './types';

interface Renaming extends Folders {
  readonly from: string;
  readonly to: string;
  /** Give up the namespace and what is in it. @default false - it stays, with its name */
  readonly newNamespace?: boolean;
}

interface RenamedTenant {
  /** The tenant's new file. */
  readonly file: string;
  /** Other files that were changed. */
  readonly changed: readonly string[];
  /** What the user has to do, in this order. */
  readonly steps: readonly string[];
}

/**
 * Renames a tenant in the settings: its file, its name, its former names, and where environments name it. Its addresses,
 * and by default its namespace and data, stay.
 *
 * @throws EgressError 1, with problems, for a tenant that does not exist, a name that cannot be used, or settings that would
 * have problems; then nothing is changed
 */
export function renameTenant({ from, to, newNamespace = false, ...folders }: Renaming): RenamedTenant {
  const [before, after] = [join(folders.tenants, `${from}.yaml`), join(folders.tenants, `${to}.yaml`)];
  const fault = labelFault(to);
  if (fault) throw refusal('name-invalid', after, fault);
  const loaded = loadModel(folders);
  if (!fs.existsSync(before)) throw new EgressError(unknown(from, loaded), 2);
  const tenants = environmentsOf(loaded, from);
  if (fs.lstatSync(after, { throwIfNoEntry: false }))
    throw refusal('tenant-exists', after, `there is a tenant ${to} already; choose another name`);

  const old = fs.readFileSync(before, 'utf8');
  const own = parse(old) as OwnNames;
  const { text, secrets } = withRenamedSecrets(renamed(old, own, { from, to, newNamespace }), { from, to });
  const modules = new Map<string, string>();
  const left: string[] = [];
  for (const { name, path, isDirectory } of listFolder(folders.environments, 'environments')) {
    if (isDirectory || !name.endsWith('.ts')) continue;
    const names = tenants.find(({ environment }) => environment.environment.source.endsWith(`/${name}`));
    const source = fs.readFileSync(path, 'utf8');
    const edit = renameInModule(source, { from, to, ...(names ? kept(own, { from, to, newNamespace }) : {}) });
    if (edit.text !== source) modules.set(path, edit.text);
    left.push(...edit.left.map((what) => `${path}: ${what}`));
  }
  const [oldFolder, newFolder] = [join(folders.tenants, from), join(folders.tenants, to)];
  const moved = movedFiles(oldFolder, newFolder);
  const changes = { [before]: undefined, [after]: text, ...moved, ...Object.fromEntries(modules) };
  try {
    changeSettings(changes, () => {
      removeEmptyFolders(oldFolder);
      loadModel(folders);
    });
  } finally {
    // Where the settings would have problems, everything is in its old place again.
    removeEmptyFolders(newFolder);
  }
  const steps = renameSteps({ from, to, newNamespace, tenants, left, secrets });
  return { file: after, changed: [...modules.keys()], steps };
}

/** The names of its Secrets in flux-system begin with the tenant's name, in the file and in its environments. */
function withRenamedSecrets(text: string, { from, to }: Pick<Renaming, 'from' | 'to'>) {
  const settings = asMap(parse(text));
  const places = [[], ...Object.keys(asMap(settings.environments)).map((name) => ['environments', name])];
  const valueAt = (path: readonly (string | number)[]) =>
    path.reduce<unknown>((at, step) => (Array.isArray(at) ? at[Number(step)] : asMap(at)[step]), settings);
  const paths = places.flatMap((place) => [
    [...place, 'secrets', 'key'],
    ...asList(valueAt([...place, 'notify'])).map((_, index) => [...place, 'notify', index, 'secret']),
  ]);
  const secrets: Record<string, string> = {};
  const changed = paths.reduce((result, path) => {
    const name = valueAt(path);
    if (typeof name !== 'string' || !(name === from || name.startsWith(`${from}-`))) return result;
    const value = `${to}${name.slice(from.length)}`;
    secrets[name] = value;
    return editYaml(result, { path, value });
  }, text);
  return { text: changed, secrets };
}

/** Encrypted Secrets go with the tenant: by path, their text in the new place and nothing in the old one. */
function movedFiles(from: string, to: string): Record<string, string | undefined> {
  if (!fs.lstatSync(from, { throwIfNoEntry: false })?.isDirectory()) return {};
  const files = fs.readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.flatMap(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [
        [path, undefined],
        [join(to, relative(from, path)), fs.readFileSync(path, 'utf8')],
      ];
    }),
  );
}

function removeEmptyFolders(folder: string): void {
  if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const { name } of fs.readdirSync(folder, { withFileTypes: true })) removeEmptyFolders(join(folder, name));
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

function environmentsOf({ model }: LoadedSettings, name: string) {
  return model.environments.flatMap((environment): { environment: EnvironmentModel; tenant: Tenant }[] => {
    const tenant = environment.tenants.find((one) => one.name === name);
    return tenant ? [{ environment, tenant }] : [];
  });
}

function unknown(name: string, { model }: LoadedSettings): string {
  return `unknown tenant ${name}; available: ${model.base.map((tenant) => tenant.name).join(', ')}`;
}

type Names = Pick<Renaming, 'from' | 'to' | 'newNamespace'>;
type OwnNames = { readonly namespace?: string; readonly nodePool?: { readonly name?: string } };

/** Names that stay although they do not begin with the new name: the environment has to list them. */
function kept({ namespace, nodePool }: OwnNames, { from, to, newNamespace }: Names) {
  const isOther = (name: string) => name !== to && !name.startsWith(`${to}-`);
  const space = namespace ?? (newNamespace ? to : from);
  return {
    ...(isOther(space) ? { namespace: space } : {}),
    ...(nodePool?.name !== undefined && isOther(nodePool.name) ? { nodePool: nodePool.name } : {}),
  };
}

/** The tenant's file with its new name, and all else as it was. */
function renamed(text: string, { namespace }: OwnNames, { from, to, newNamespace }: Names): string {
  const { formerly = [] } = parse(text) as { readonly formerly?: readonly string[] };
  const list = [...formerly.filter((name) => name !== to), from];
  const lines = [
    ...(formerly.length > 0 ? [] : [`formerly: [${from}]`]),
    ...(namespace === undefined && !newNamespace
      ? [`namespace: ${from} # as before: a namespace cannot be renamed`]
      : []),
  ];
  const named = editYaml(text, { path: ['name'], value: to });
  const inserted = named.replace(/^name:.*\n/m, (line) => [line.trimEnd(), ...lines, ''].join('\n'));
  return formerly.length > 0 ? editYaml(inserted, { path: ['formerly'], value: list }) : inserted;
}
