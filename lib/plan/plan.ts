import { describe, groupOf, objectKey } from '../kustomize';
import type { EnvironmentModel } from '../model/types';
import { type OutputFile, stamp } from '../output';
import { BASE, clusterPath, overlayPath } from '../vocabulary';
import { withoutHashes } from './_hashes';
import { isCompared } from './_manifests';
import { type Manifest, refOf } from './_objects';
import { Reconciliations } from './_reconciliation';
import { unmanagedObjects } from './_unmanaged';
import { clusterState, environmentsOf } from './cluster';
import { compareEnvironments, compareStates } from './compare';
import { infraOfTenant, planInfra } from './infra';
import { monitoringOfTenant, planMonitoring } from './monitoring';
import type { EnvironmentPlan, ObjectPlan, Side } from './types';

/** What is to be written, as it would lie on the disk. */
export function sideOfOutput(files: readonly OutputFile[]): Side {
  const compared = files.filter(({ path }) => isCompared(path));
  return {
    label: 'what would be written',
    files: new Map(compared.map((file) => [file.path, stamp(file)])),
    owners: new Map(compared.map(({ path, owner }) => [path, owner])),
  };
}

/**
 * What would change on the way from one side to the other, environment by environment, sorted by name.
 *
 * @param only the one environment to look at; default: all that either side has
 * @throws EgressError 2, with the file's name, for a side that does not build
 */
export function planChanges(before: Side, after: Side, only?: string): EnvironmentPlan[] {
  const names = new Set([...environmentsOf(before), ...environmentsOf(after)]);
  return [...names]
    .filter((name) => only === undefined || name === only)
    .sort()
    .map((name) => {
      const infra = planInfra(name, before, after);
      const monitoring = planMonitoring({ side: before, environment: name }, { side: after, environment: name });
      return {
        ...planCluster(name, before, after),
        ...(infra ? { infra } : {}),
        ...(monitoring ? { monitoring } : {}),
      };
    });
}

function planCluster(name: string, before: Side, after: Side): EnvironmentPlan {
  if (isUntouched(name, before, after)) return { name, added: [], changed: [], removed: [] };
  const now = withoutHashes(clusterState(after, name, before));
  const plan = compareStates(
    name,
    withoutHashes(clusterState(before, name, after)),
    now,
    new Reconciliations(before, after, new Set(now.objects.map(objectKey))),
  );
  const origins = new Map(
    [...unmanagedObjects(before, name, after), ...unmanagedObjects(after, name, before)]
      .filter(({ ours }) => !ours)
      .map(({ object, path }) => [describe(refOf(object)), path]),
  );
  const withOrigin = (objects: readonly ObjectPlan[]) =>
    objects.map((each) => ({ ...each, unmanaged: origins.get(describe(each.object)) }));
  return {
    ...plan,
    added: withOrigin(plan.added),
    changed: withOrigin(plan.changed),
    removed: withOrigin(plan.removed),
  };
}

/** Building is most of the work, and most changes are those of one environment. */
function isUntouched(environment: string, before: Side, after: Side): boolean {
  const folders = [overlayPath(environment), clusterPath(environment), BASE].map((folder) => `${folder}/`);
  const isHere = (path: string) => folders.some((folder) => path.startsWith(folder));
  if (before.without && [...(before.unmanaged ?? [])].some(isHere)) return false;
  const differsIn = (side: Side, other: Side) =>
    [...side.files].some(([path, text]) => isHere(path) && other.files.get(path) !== text);
  return !differsIn(before, after) && !differsIn(after, before);
}

/**
 * How the clusters of two environments differ. Their Flux objects are paired although each is named its own way. The
 * machines are left out: each differs by the name of its environment at least.
 */
export function planBetween(side: Side, one: EnvironmentModel, other: EnvironmentModel): EnvironmentPlan {
  const objectsOf = ({ environment }: EnvironmentModel) => withoutHashes(clusterState(side, environment.name, side));
  const watched = ({ environment }: EnvironmentModel) => ({ side, environment: environment.name });
  const monitoring = planMonitoring(watched(one), watched(other));
  const plan = compareEnvironments(
    `${one.environment.name} → ${other.environment.name}`,
    objectsOf(one),
    objectsOf(other),
    {
      before: neutralKey(one),
      after: neutralKey(other),
    },
  );
  return monitoring ? { ...plan, monitoring } : plan;
}

function neutralKey({ environment: { flux } }: EnvironmentModel): (object: Manifest) => string {
  return (object) => {
    const { name } = object.metadata;
    const prefix =
      Reconciliations.is(object) || groupOf(object) === 'source.extensions.fluxcd.io'
        ? flux.name
        : groupOf(object) === 'source.toolkit.fluxcd.io'
          ? flux.source.name
          : '';
    if (!(name === prefix || name.startsWith(`${prefix}-`))) return objectKey(object);
    return `${groupOf(object)} ${object.kind} *${name.slice(prefix.length)}`;
  };
}

/** The part of a plan that is about one tenant. */
export function ofTenant(plan: EnvironmentPlan, tenant: string): EnvironmentPlan {
  const only = (objects: readonly ObjectPlan[]) => objects.filter((object) => object.tenant === tenant);
  const { infra: all, monitoring: watching, ...cluster } = plan;
  const infra = all && infraOfTenant(all, tenant);
  const monitoring = watching && monitoringOfTenant(watching, tenant);
  return {
    ...cluster,
    added: only(plan.added),
    changed: only(plan.changed),
    removed: only(plan.removed),
    ...(infra ? { infra } : {}),
    ...(monitoring ? { monitoring } : {}),
  };
}
