import type { KubeObject } from '../kustomize';
import type { Problem } from '../lint';

/** Something wrong with, or remarkable about, an unmanaged file. */
export interface UnmanagedProblem extends Problem {
  readonly id:
    | 'unmanaged-file'
    | 'unmanaged-object'
    | 'extra-missing'
    | 'hidden-from-flux'
    | 'folded-away'
    | 'source-watcher-missing';
  /** Undefined: it concerns all environments. */
  readonly environment?: string;
}

/** An object that Flux applies out of an unmanaged file. */
export interface UnmanagedObject {
  readonly path: string;
  readonly environment: string;
  /** Whether the environment lists the file under `extra`. */
  readonly listed: boolean;
  /** Whether it is as `flux bootstrap` writes it. */
  readonly bootstrapped: boolean;
  readonly object: KubeObject & Readonly<Record<string, unknown>>;
}

export interface Judgement {
  readonly problems: readonly UnmanagedProblem[];
  readonly objects: readonly UnmanagedObject[];
  /** Paths of files with an error. */
  readonly refused: ReadonlySet<string>;
}
