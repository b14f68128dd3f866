import { objectKey } from '../kustomize';
import { certificateSteps } from './_certificates';
import { ChartSources, chartSteps } from './_charts';
import type { Unhashed } from './_hashes';
import { Impacts } from './_impact';
import { type Keys, matchObjects } from './_match';
import { isKept, type Manifest, refOf } from './_objects';
import { Reconciliations } from './_reconciliation';
import { removalReason } from './_removal';
import type { EnvironmentPlan, ObjectPlan } from './types';

/** Two states of one cluster: what the way from one to the other changes, and does to what runs. */
export function compareStates(
  name: string,
  before: Unhashed,
  after: Unhashed,
  reconciliations: Reconciliations,
): EnvironmentPlan {
  const { added, changed, removed } = matchObjects(before.objects, after.objects);
  const tenants = new Map([...before.tenants, ...after.tenants]);
  const prune = Reconciliations.prune(before.objects, after.objects);
  const impacts = new Impacts(before, after, reconciliations, changed);
  const sources = { before: new ChartSources(before.objects), after: new ChartSources(after.objects) };
  const charts = (old: Manifest | undefined, now: Manifest | undefined) => {
    const steps = chartSteps(old, now, sources);
    return steps.length > 0 ? { charts: steps } : {};
  };
  // A new tenant has nothing yet that could be cut off.
  const running = new Set<string | undefined>(before.tenants.values());
  const gone = (object: Manifest): ObjectPlan => {
    const reason = Reconciliations.is(object)
      ? reconciliations.removalReason(object)
      : removalReason(object, { removed, prune });
    const kept = isKept(object) ? { kept: true as const } : {};
    return planOf(object, tenants, { destructive: reason ? [reason] : [], ...kept, ...charts(object, undefined) });
  };
  return {
    name,
    added: added.map((object) =>
      planOf(object, tenants, {
        ...(running.has(tenants.get(objectKey(object))) ? addedCertificates(object) : {}),
        ...charts(undefined, object),
      }),
    ),
    changed: changed.map((change) =>
      planOf(change.after, tenants, {
        changes: change.changes,
        ...impacts.of(change),
        ...charts(change.before, change.after),
      }),
    ),
    removed: removed.map(gone),
    ...(prune || removed.length === 0 ? {} : { unpruned: true as const }),
  };
}

/** Compares two environments. It is not a change of either, so nothing is lost and no pod restarts. */
export function compareEnvironments(name: string, before: Unhashed, after: Unhashed, keys: Keys): EnvironmentPlan {
  const { added, changed, removed } = matchObjects(before.objects, after.objects, keys);
  const tenants = new Map([...before.tenants, ...after.tenants]);
  return {
    name,
    added: added.map((object) => planOf(object, tenants)),
    changed: changed.map((change) => planOf(change.after, tenants, { changes: change.changes })),
    removed: removed.map((object) => planOf(object, tenants)),
  };
}

function addedCertificates(object: Manifest): Pick<ObjectPlan, 'certificates'> {
  const certificates = certificateSteps(undefined, object);
  return certificates.length > 0 ? { certificates } : {};
}

function planOf(object: Manifest, tenants: ReadonlyMap<string, string>, rest: Partial<ObjectPlan> = {}): ObjectPlan {
  const tenant = tenants.get(objectKey(object));
  return { object: refOf(object), ...(tenant ? { tenant } : {}), changes: [], destructive: [], rollouts: [], ...rest };
}
