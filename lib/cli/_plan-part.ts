import { posix } from 'node:path';
import type { LoadedSettings } from '../model/load';
import { inspect, type OutputFile, stamp, type WritePlan } from '../output';
import type { Side } from '../plan';
import { CLUSTERS, KUSTOMIZATION, OVERLAYS, ownerOf, PLATFORM } from '../vocabulary';
import { expectsOfTenants, onlyWith } from './_judged-before';
import type { Sides } from './_plan-sides';
import { judgeOutput } from './_unmanaged';

/** The part of a comparison in which anything differs. */
interface PlanPart {
  /** The settings with the tenants that are compared. */
  readonly loaded: LoadedSettings;
  readonly sides: Sides;
}

/** For a tenant of which nothing differs: its folder is named by a list that both sides have. */
const NOTHING = 'resources: []\n';

/**
 * Both sides of a comparison without the tenants of which nothing differs: with many tenants they would be rendered and
 * built twice to be the same.
 *
 * @param files all that is rendered; what is known from an earlier run need not be there
 * @param plan of these files
 * @param revision what is compared with. Default: the disk
 * @returns undefined: more than tenants differs, or it is not known what
 */
export function planPart(
  loaded: LoadedSettings,
  files: readonly OutputFile[],
  plan: WritePlan,
  revision?: string,
): PlanPart | undefined {
  const { model } = loaded;
  const { outDir } = plan;
  const unmanaged = judgeOutput(outDir, files, model, plan);
  // Files of others can concern any tenant.
  if (model.environments.some(({ environment }) => environment.extra !== undefined)) return undefined;
  if (unmanaged.refused.size > 0 || unmanaged.objects.some(({ bootstrapped }) => !bootstrapped)) return undefined;
  const { differencesOf, isCompared, labelOf, sideOfRevision } = require('../plan') as typeof import('../plan');
  const written = new Map(files.map((file) => [file.path, file]));
  const theirs = unmanaged.files.map(({ path }) => path);
  const ofRevision = revision === undefined ? [] : differencesOf(outDir, revision, [...written.keys(), ...theirs]);
  if (!ofRevision || plan.conflicts.length > 0) return undefined;
  const different = [...plan.created, ...plan.changed, ...plan.removed].map(({ path }) => path).concat(ofRevision);
  const tenants = new Set<string>();
  for (const path of different.filter(isCompared)) {
    const { tenant } = written.get(path)?.owner ?? ownerOf(path);
    const isShared = path.startsWith(`${CLUSTERS}/`) || path.includes(`/${PLATFORM}/`);
    if (theirs.includes(path) || (tenant === undefined && (isShared || !written.has(path)))) return undefined;
    if (tenant !== undefined) tenants.add(tenant);
  }
  // An expectation may be about a namespace that is new, or gone.
  const isExpected = model.environments.some((each) => each.tenants.some(({ expect = [] }) => expect.length > 0));
  const isNamespace = (path: string) => posix.basename(path).startsWith('namespace');
  if (tenants.size > 0 && (expectsOfTenants(model) || (isExpected && different.some(isNamespace)))) return undefined;
  for (const environment of model.environments) {
    // What is the same for all machines of an environment is told by one that stays.
    const same = environment.tenants.find(({ name }) => !tenants.has(name));
    if (same) tenants.add(same.name);
  }
  if (tenants.size > model.base.length / 2) return undefined;
  const isPart = (path: string, { tenant } = ownerOf(path)) =>
    isCompared(path) && (tenant === undefined || tenants.has(tenant));
  const owners = new Map(files.map(({ path, owner }) => [path, owner]));
  const part = files.filter(({ path, owner }) => isPart(path, owner));
  const stubs = model.environments.flatMap((environment) =>
    environment.tenants
      .filter(({ name }) => !tenants.has(name))
      .map(({ name }): [string, string] => [
        posix.join(OVERLAYS, environment.environment.name, name, KUSTOMIZATION),
        NOTHING,
      ]),
  );
  const now = new Map(part.map((file) => [file.path, stamp(file)]));
  const isCounted = new Set([...now.keys(), ...different]);
  const before = (): ReadonlyMap<string, string> => {
    if (revision !== undefined) {
      const isWanted = (path: string) => isCounted.has(path) && isPart(path, owners.get(path));
      return sideOfRevision(outDir, revision, isWanted).files;
    }
    const disk = new Map(now);
    for (const { path } of plan.created) disk.delete(path);
    for (const { path, before: text } of [...plan.changed, ...plan.removed]) if (isPart(path)) disk.set(path, text);
    return disk;
  };
  const side = (label: string, texts: ReadonlyMap<string, string>): Side => ({
    label,
    files: new Map([...texts, ...stubs]),
  });
  const old = before();
  const foreign = [...old].filter(([path, text]) => !owners.has(path) && inspect(path, text) !== 'ours');
  return {
    loaded: { ...loaded, model: onlyWith(model, tenants) },
    sides: {
      before: { ...side(revision ?? labelOf(outDir), old), unmanaged: new Set(foreign.map(([path]) => path)) },
      after: { ...side('what would be written', now), owners },
    },
  };
}
