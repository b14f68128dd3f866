import { isDeepStrictEqual } from 'node:util';
import { describe, objectKey } from '../kustomize';
import { certificateSteps } from './_certificates';
import { guardrailSteps } from './_guardrails';
import { podTemplateOf, type Unhashed } from './_hashes';
import { immutability } from './_immutable';
import type { Changed } from './_match';
import { type Manifest, refOf } from './_objects';
import { Reconciliations } from './_reconciliation';
import { scalingSteps } from './_scaling';
import { tunnelsOf } from './_tunnels';
import type { FieldChange, ObjectPlan, Rollout } from './types';

type Impact = Pick<ObjectPlan, 'destructive' | 'rollouts' | 'tunnels' | 'certificates' | 'guardrails' | 'scaling'>;

/** Stands for the new hash in a reference to a ConfigMap, somewhere in a pod. */
const REFERENCE: FieldChange = { path: 'spec.template', before: null, after: null };

/** What changed objects do to what runs. */
export class Impacts {
  private readonly old: ReadonlyMap<string, Manifest>;
  private readonly now: ReadonlyMap<string, Manifest>;
  private readonly changes: ReadonlyMap<string, readonly FieldChange[]>;

  constructor(
    private readonly before: Unhashed,
    private readonly after: Unhashed,
    private readonly reconciliations: Reconciliations,
    changed: readonly Changed[],
  ) {
    this.old = new Map(before.objects.map((object) => [objectKey(object), object]));
    this.now = new Map(after.objects.map((object) => [objectKey(object), object]));
    this.changes = new Map(changed.map(({ after: object, changes }) => [objectKey(object), changes]));
  }

  of({ before, after, changes }: Changed): Impact {
    const newPods = !isDeepStrictEqual(podTemplateOf(before), podTemplateOf(after));
    const own = replaced(before, after, changes, newPods);
    const path = Reconciliations.is(after) ? this.reconciliations.pathReason(before, after) : undefined;
    const users = this.usersOf(objectKey(after)).map(([oldUser, user]) => this.reached(oldUser, user));
    const certificates = certificateSteps(before, after);
    const guardrails = guardrailSteps(before, after);
    const scaling = scalingSteps({ before, after, changes });
    const tunnels = tunnelsOf({ before, after, changes }, newPods);
    return {
      destructive: [...own.destructive, ...(path ? [path] : []), ...users.flatMap(({ destructive }) => destructive)],
      rollouts: [own, ...users].flatMap((impact) => impact.rollouts),
      ...(tunnels.length > 0 ? { tunnels } : {}),
      ...(certificates.length > 0 ? { certificates } : {}),
      ...(guardrails.length > 0 ? { guardrails } : {}),
      ...(scaling.length > 0 ? { scaling } : {}),
    };
  }

  /** What another hash does to a workload; what it suffers anyway is said where it changes itself. */
  private reached(before: Manifest, after: Manifest): Impact {
    const own = immutability(before, after, this.changes.get(objectKey(after)) ?? []);
    if (own) return { destructive: [], rollouts: own.refused ? [] : rollouts(after) };
    const impact = replaced(before, after, [REFERENCE], true);
    return { ...impact, destructive: impact.destructive.map((reason) => `${describe(refOf(after))}: ${reason}`) };
  }

  /** What runs pods, before and after, that take this generated ConfigMap and find it under another name now. */
  private usersOf(key: string): [Manifest, Manifest][] {
    const hashed = this.after.hashedNames.get(key);
    if (hashed === undefined || hashed === this.before.hashedNames.get(key)) return [];
    return (this.after.users.get(key) ?? []).flatMap((user) => {
      const [old, now] = [this.old.get(user), this.now.get(user)];
      return old && now ? [[old, now] as [Manifest, Manifest]] : [];
    });
  }
}

function replaced(before: Manifest, after: Manifest, changes: readonly FieldChange[], newPods: boolean): Impact {
  const fixed = immutability(before, after, changes);
  return {
    destructive: fixed ? [fixed.reason] : [],
    rollouts: newPods && !fixed?.refused ? rollouts(after) : [],
  };
}

/** What new pods do to those that run. */
function rollouts(workload: Manifest): Rollout[] {
  const how = workload.kind === 'Job' ? 'rerun' : workload.kind === 'CronJob' ? 'next-run' : 'restart';
  return [{ workload: refOf(workload), how }];
}
