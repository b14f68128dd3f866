import fs from 'node:fs';
import { join } from 'node:path';
import { isSeq, parseDocument } from 'yaml';
import { list, map } from '../data';
import { EgressError } from '../errors';
import { type LoadedSettings, loadModel } from '../model/load';
import { isoDay } from '../settings/date';
import { editYaml, removeYaml } from '../settings/edit-yaml';
import { listFolder } from '../settings/folder';
import { type Retired, retireInModule } from '../settings/module-edit';
import { CORDONED } from '../vocabulary';
import { changeSettings } from './change-settings';
import { type LeavingTenant, removeSteps, type Stage } from './remove-steps';
import type { Folders } from './types';

interface Removal extends Folders {
  readonly name: string;
  /** Last day on which partners may still use the tenant's addresses: `2027-03-31`. @default - not said */
  readonly keepUntil?: string;
  /** Let Terraform release the addresses. @default false */
  readonly releaseAddresses?: boolean;
  /** Called before anything is changed; what it throws keeps the stage from being taken. @default - nothing */
  readonly before?: (stage: Stage, settings: LoadedSettings) => void;
}

interface RemovedTenant {
  readonly stage: Stage;
  /** Files that were changed or removed. */
  readonly changed: readonly string[];
  /** Entries of `expect` that went with the workloads that they are from, for example `expect[1]`. */
  readonly removed: readonly string[];
  /** What the user has to do, in this order, before the next stage. */
  readonly steps: readonly string[];
}

/** Keys of what runs, or leads requests to it. */
const RUNNING = ['workloads', 'repository', 'ingress', 'charts'] as const;

/**
 * Takes the next stage of a tenant's removal in the settings. Each is a commit of its own, applied before the next one: first
 * nothing new starts, then nothing runs, then the tenant is gone and its addresses are kept for no one.
 *
 * @throws EgressError 1, with problems, for settings that would have any; 2 for a tenant that does not exist, a last stage
 * that does not say what becomes of the addresses, or a day that has passed; then nothing is changed
 */
export function removeTenant({
  name,
  keepUntil,
  releaseAddresses = false,
  before,
  ...folders
}: Removal): RemovedTenant {
  if (keepUntil !== undefined && keepUntil < isoDay(new Date()))
    throw new EgressError(
      `--keep-until ${keepUntil} is in the past (expected the last day on which partners may use the addresses)`,
      2,
    );
  const loaded = loadModel(folders);
  const file = join(folders.tenants, `${name}.yaml`);
  if (!fs.existsSync(file)) {
    const known = loaded.model.base.map((tenant) => tenant.name).join(', ');
    throw new EgressError(`unknown tenant ${name}; available: ${known}`, 2);
  }
  const tenants = tenantsOf(loaded, name);
  const text = fs.readFileSync(file, 'utf8');
  const stage = stageOf(tenants, text);
  before?.(stage, loaded);
  const removed = stage === 2 ? expectationsFrom(text) : [];
  const changes: Record<string, string | undefined> = {
    [file]: stage === 3 ? undefined : edited(text, stage, removed),
  };
  const left: string[] = [];
  if (stage === 3 && !releaseAddresses) {
    const keeping = tenants.filter(({ environment }) => environment.infrastructure !== undefined);
    if (keeping.length > 0 && keepUntil === undefined)
      throw new EgressError(
        `this stage removes the proxies of ${name}: set --keep-until to the last day on which partners may use their addresses, for example 2027-03-31, or --release-addresses`,
        2,
      );
    for (const { path, entries } of retirements(folders.environments, keeping, keepUntil ?? '')) {
      const edit = retireInModule(fs.readFileSync(path, 'utf8'), entries);
      if (edit.left.length === 0) changes[path] = edit.text;
      left.push(...edit.left.map((what) => `${path}: ${what}`));
    }
  }
  changeSettings(changes, () => void loadModel(folders));
  const folder = join(folders.tenants, name);
  return {
    stage,
    changed: Object.keys(changes),
    removed: removed.flatMap(({ path, indexes }) => indexes.map((index) => `${path.join('.')}[${index}]`)),
    steps: removeSteps({
      name,
      stage,
      tenants,
      left: [...left, ...(stage === 3 && fs.existsSync(folder) ? [`git rm -r ${folder}`] : [])],
      keepUntil: releaseAddresses ? undefined : keepUntil,
    }),
  };
}

function tenantsOf({ model }: LoadedSettings, name: string): readonly LeavingTenant[] {
  return model.environments.flatMap(({ environment, tenants }) => {
    const tenant = tenants.find((one) => one.name === name);
    return tenant ? [{ environment, tenant }] : [];
  });
}

function stageOf(tenants: readonly LeavingTenant[], text: string): Stage {
  if (tenants.some(({ tenant }) => tenant.state !== CORDONED)) return 1;
  const data = map(parseDocument(text).toJS());
  const isSet = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== undefined);
  const isRunning =
    tenants.some(({ tenant }) => tenant.workloads.length > 0) || RUNNING.some((key) => isSet(data[key]));
  return isRunning ? 2 : 3;
}

/** The tenant's file; comments, order and the way in which it is written are kept. */
function edited(text: string, stage: 1 | 2, removed: ReturnType<typeof expectationsFrom>): string {
  const names = Object.keys(map(map(parseDocument(text).toJS()).environments));
  const everywhere = (key: string) => [[key], ...names.map((environment) => ['environments', environment, key])];
  if (stage === 1) {
    const active = everywhere('state').slice(1).reduce(removeYaml, text);
    const added = active.replace(/^name:.*\n/m, (line) => `${line}state: ${CORDONED}\n`);
    const isAdded = !parseDocument(active).has('state') && parseDocument(added).get('state') === CORDONED;
    return isAdded ? added : editYaml(active, { path: ['state'], value: CORDONED });
  }
  let result = text;
  for (const { path, indexes, kept } of removed) {
    // Without a list of its own, an environment would get that of the tenant.
    if (kept.length === 0)
      result = path.length === 1 ? removeYaml(result, path) : editYaml(result, { path, value: [] });
    else if (isSeq(parseDocument(result).getIn(path, true)))
      result = indexes.toReversed().reduce((at, index) => removeYaml(at, [...path, index]), result);
    else {
      const document = parseDocument(result);
      document.setIn(path, kept);
      result = document.toString({ lineWidth: 0 });
    }
  }
  return RUNNING.flatMap(everywhere).reduce(removeYaml, result);
}

/** Lists of `expect` with entries that name a workload: check would not know it any more. */
function expectationsFrom(text: string) {
  const data = map(parseDocument(text).toJS());
  const lists = [
    { path: ['expect'], value: data.expect },
    ...Object.entries(map(data.environments)).map(([name, own]) => ({
      path: ['environments', name, 'expect'],
      value: map(own).expect,
    })),
  ];
  return lists.flatMap(({ path, value }) => {
    const isFrom = (entry: unknown) => map(entry).from !== undefined;
    const indexes = list(value).flatMap((entry, index) => (isFrom(entry) ? [index] : []));
    return indexes.length === 0 ? [] : [{ path, indexes, kept: list(value).filter((entry) => !isFrom(entry)) }];
  });
}

/** Addresses to keep, by the file of the environment. */
function retirements(folder: string, tenants: readonly LeavingTenant[], keepUntil: string) {
  const files = listFolder(folder, 'environments');
  return tenants.flatMap(({ environment, tenant }) => {
    const found = files.find(({ name }) => environment.source.endsWith(`/${name}`));
    const entries = tenant.egress.proxies.map(
      ({ name, zone }): Retired => ({ tenant: tenant.name, proxy: name, zone, keepUntil }),
    );
    return found ? [{ path: found.path, entries }] : [];
  });
}
