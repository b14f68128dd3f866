import type { ProblemId } from '../lint';
import type { Path, Place } from '../settings/place';
import type { Tenant } from './types';

/** Something that a check found about one tenant alone, in its own file. */
export interface NotedFinding {
  readonly id: ProblemId;
  readonly path: Path;
  readonly place: Place;
  /** With a NUL where the environments are named. */
  readonly message: string;
  /** Undefined: without any environment. */
  readonly environment?: string;
  readonly object?: string;
}

/** What a tenant's settings come to, as far as it depends on them and on the environments, and on no other tenant. */
export interface KnownSettings {
  /** The settings with defaults; by environment, of those that it is in. */
  readonly data: unknown;
  readonly dataIn: ReadonlyMap<string, unknown>;
  readonly tenant: Tenant;
  readonly tenantIn: ReadonlyMap<string, Tenant>;
  readonly findings: readonly NotedFinding[];
}
