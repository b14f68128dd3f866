/** Which object it is, as it is named after the change; a generated ConfigMap without its hash. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined: the cluster's own. */
  readonly namespace?: string;
  readonly name: string;
}

export interface FieldChange {
  /** For example `spec.template.spec.containers[curl].image`: list elements by what names them, or by their place. */
  readonly path: string;
  /** Null: there is none. */
  readonly before: unknown;
  /** Null: there is none. */
  readonly after: unknown;
}

/** What a change does to pods that run: they are replaced, a Job runs once more, or only later runs differ. */
export interface Rollout {
  readonly workload: ObjectRef;
  readonly how: 'restart' | 'rerun' | 'next-run';
}

export interface ObjectPlan {
  readonly object: ObjectRef;
  /** Undefined: the platform's. */
  readonly tenant?: string;
  /** Field by field; empty for an object that comes or goes as a whole. */
  readonly changes: readonly FieldChange[];
  /** Why somebody could lose something by it, one sentence each; empty: nobody does. */
  readonly destructive: readonly string[];
  readonly rollouts: readonly Rollout[];
  /** There when it leaves the build, and Flux leaves it in the cluster (`prune: disabled`). */
  readonly kept?: true;
}

/** What would change in one environment's cluster. Objects that stay as they are appear nowhere. */
export interface EnvironmentPlan {
  readonly name: string;
  readonly added: readonly ObjectPlan[];
  readonly changed: readonly ObjectPlan[];
  readonly removed: readonly ObjectPlan[];
  /** There when Flux deletes nothing (`prune: false`): what is removed stays in the cluster, and is nobody's. */
  readonly unpruned?: true;
}

/** One of the two states that are compared. */
export interface Side {
  /** How a message calls it: `what is on disk`, `main`. */
  readonly label: string;
  /** Text of each manifest below `dist/` and `clusters/`, by its posix path from the output's root. */
  readonly files: ReadonlyMap<string, string>;
}
