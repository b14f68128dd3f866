import { posix } from 'node:path';
import type { LoadedSettings } from '../model/load';
import type { Model } from '../model/types';
import { inspect, type OutputFile, stamp, type WritePlan } from '../output';
import { CLUSTERS, KUSTOMIZATION, type Owner, overlayPath, ownerOf, PLATFORM } from '../vocabulary';
import { hasExpectations } from './_expectations';
import { expectsOfTenants, onlyWith } from './_judged-before';
import type { Sides } from './_plan-sides';
import { judgeOutput } from './_unmanaged';

/** The part of a comparison in which anything differs. */
interface PlanPart {
  /** The settings with the tenants that are compared. */
  readonly loaded: LoadedSettings;
  readonly sides: Sides;
}

const NOTHING = 'resources: []\n';

/** Loaded when it is asked for. */
const planning = () => require('../plan') as typeof import('../plan');

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
  const different = differentPaths(model, files, plan, revision);
  const tenants = different && tenantsOf(model, files, different);
  if (!different || !tenants) return undefined;
  for (const environment of model.environments) {
    // What is the same for all machines of an environment is told by one that stays.
    const same = environment.tenants.find(({ name }) => !tenants.has(name));
    if (same) tenants.add(same.name);
  }
  if (tenants.size > model.base.length / 2) return undefined;
  const { isCompared } = planning();
  const isPart = (path: string, { tenant }: Owner) => isCompared(path) && (tenant === undefined || tenants.has(tenant));
  const part = new Part(files, plan, isPart, different);
  return { loaded: { ...loaded, model: onlyWith(model, tenants) }, sides: part.sides(stubs(model, tenants), revision) };
}

/** Undefined: some of them may concern any tenant, or git does not know them. */
function differentPaths(
  model: Model,
  files: readonly OutputFile[],
  plan: WritePlan,
  revision: string | undefined,
): readonly string[] | undefined {
  const unmanaged = judgeOutput(plan.outDir, files, model, plan);
  if (model.environments.some(({ environment }) => environment.extra !== undefined)) return undefined;
  if (unmanaged.refused.size > 0 || unmanaged.objects.some(({ bootstrapped }) => !bootstrapped)) return undefined;
  if (plan.conflicts.length > 0) return undefined;
  const onDisk = [...plan.created, ...plan.changed, ...plan.removed].map(({ path }) => path);
  if (revision === undefined) return onDisk;
  const theirs = unmanaged.files.map(({ path }) => path);
  const paths = [...files.map(({ path }) => path), ...theirs];
  const inGit = planning().differencesOf(plan.outDir, revision, paths);
  return inGit && !inGit.some((path) => theirs.includes(path)) ? [...onDisk, ...inGit] : undefined;
}

/** The tenants whose the files are. Undefined: some are of none, and their difference may concern any */
function tenantsOf(model: Model, files: readonly OutputFile[], different: readonly string[]): Set<string> | undefined {
  const owners = new Map(files.map(({ path, owner }) => [path, owner]));
  const tenants = new Set<string>();
  for (const path of different.filter(planning().isCompared)) {
    const known = owners.get(path);
    const { tenant } = known ?? ownerOf(path);
    const isShared = path.startsWith(`${CLUSTERS}/`) || path.includes(`/${PLATFORM}/`);
    if (tenant !== undefined) tenants.add(tenant);
    else if (isShared || !known) return undefined;
  }
  // An expectation may be about a namespace that is new, or gone.
  const isExpected = model.environments.some(hasExpectations);
  const isNamespace = (path: string) => posix.basename(path).startsWith('namespace');
  const isOfOthers = expectsOfTenants(model) || (isExpected && different.some(isNamespace));
  return tenants.size > 0 && isOfOthers ? undefined : tenants;
}

/** For tenants of which nothing differs: their folders are named by lists that both sides have. */
function stubs(
  { environments }: Model,
  tenants: ReadonlySet<string>,
): readonly (readonly [path: string, text: string])[] {
  return environments.flatMap(({ environment, tenants: there }) =>
    there
      .filter(({ name }) => !tenants.has(name))
      .map(({ name }) => [posix.join(overlayPath(environment.name, name), KUSTOMIZATION), NOTHING] as const),
  );
}

/** Some of the files, as they are to be and as they were. */
class Part {
  private readonly owners: ReadonlyMap<string, Owner>;
  private readonly now: ReadonlyMap<string, string>;

  constructor(
    files: readonly OutputFile[],
    private readonly plan: WritePlan,
    private readonly isPart: (path: string, owner: Owner) => boolean,
    private readonly different: readonly string[],
  ) {
    this.owners = new Map(files.map(({ path, owner }) => [path, owner]));
    const part = files.filter(({ path, owner }) => isPart(path, owner));
    this.now = new Map(part.map((file) => [file.path, stamp(file)]));
  }

  sides(others: readonly (readonly [path: string, text: string])[], revision?: string): Sides {
    const old = revision === undefined ? this.onDisk() : this.inRevision(revision);
    const foreign = [...old].filter(([path, text]) => !this.owners.has(path) && inspect(path, text) !== 'ours');
    return {
      before: {
        label: revision ?? planning().labelOf(this.plan.outDir),
        files: new Map([...old, ...others]),
        unmanaged: new Set(foreign.map(([path]) => path)),
      },
      after: { label: 'what would be written', files: new Map([...this.now, ...others]), owners: this.owners },
    };
  }

  private onDisk(): ReadonlyMap<string, string> {
    const disk = new Map(this.now);
    for (const { path } of this.plan.created) disk.delete(path);
    for (const { path, before } of [...this.plan.changed, ...this.plan.removed])
      if (this.isWanted(path)) disk.set(path, before);
    return disk;
  }

  private inRevision(revision: string): ReadonlyMap<string, string> {
    const counted = new Set([...this.now.keys(), ...this.different]);
    const isWanted = (path: string) => counted.has(path) && this.isWanted(path);
    return planning().sideOfRevision(this.plan.outDir, revision, isWanted).files;
  }

  private isWanted(path: string): boolean {
    return this.isPart(path, this.owners.get(path) ?? ownerOf(path));
  }
}
