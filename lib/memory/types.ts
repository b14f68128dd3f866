import type { ProblemId } from '../lint';
import type { Tenant } from '../model/types';
import type { FileState, WrittenObject } from '../output';
import type { Path, Place } from '../settings/place';
import type { Owner } from '../vocabulary';

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

/** A file that was written, and what the file system said of it then. */
export interface KnownFile {
  readonly path: string;
  readonly source: string;
  readonly owner: Owner;
  /** Undefined: it changed too recently to be sure. */
  readonly state?: FileState;
}

export interface KnownOutput {
  readonly files: readonly KnownFile[];
  /** By environment. */
  readonly objects: ReadonlyMap<string, readonly WrittenObject[]>;
}
