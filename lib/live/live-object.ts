import type { KubeObject } from '../kustomize';

/** An object as the API server has it. */
export type LiveObject = KubeObject & {
  readonly metadata: KubeObject['metadata'] & {
    readonly uid?: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly unknown[];
  };
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly data?: unknown;
};
