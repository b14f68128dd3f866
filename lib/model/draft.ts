import type { z } from 'zod';
import { environment as environmentSchema, type ResolvedEnvironment } from '../settings/environment';
import type { EnvironmentFile } from '../settings/environments';
import { fillDefaults } from '../settings/fill-defaults';
import { type MapNode, nodeAt, originAt, toData, wasPruned } from '../settings/node';
import type { Origin, Path } from '../settings/place';
import { type ResolvedTenant, tenantBase } from '../settings/tenant';
import type { TenantFile } from '../settings/tenants';
import { missingIn } from '../settings/validate';
import { withDefaults } from './defaults';
import { merge, type Report } from './merge';

/** Anything may be missing: what was wrong has been taken out, so that the rest can still be judged. */
export type Partly<T> = T extends readonly (infer Item)[]
  ? readonly Partly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partly<T[Key]> }
    : T;

interface Draft<File, Settings> {
  readonly file: File;
  readonly name: string;
  /** With the defaults of the schema, where the map around them is set. */
  readonly data: Partly<Settings>;
  readonly tree: MapNode;
  /** The same as the schema's output: of settings without errors, in which nothing is missing. */
  resolve(): Settings;
  /** Where the value at a path of the data was set, or what it is missing in. */
  at(path: Path): Origin;
  /** Whether a value is set and not a default. */
  isSet(path: Path): boolean;
  /** Whether the value there was wrong, is reported, and was removed: then it is not missing. */
  wasWrong(path: Path): boolean;
}

export type EnvironmentDraft = Draft<EnvironmentFile, ResolvedEnvironment>;

/** A tenant's settings as they are merged for one environment, or for none. */
export interface TenantDraft extends Draft<TenantFile, ResolvedTenant> {
  /** Undefined: without any environment. */
  readonly environment?: EnvironmentDraft;
}

export type WorkloadDraft = NonNullable<TenantDraft['data']['workloads']>[number];

export function environmentDraft(file: EnvironmentFile, tree: MapNode): EnvironmentDraft {
  return draftOf(file, tree, environmentSchema);
}

/** The tenant without any environment. */
export function baseDraft(file: TenantFile, tree: MapNode): TenantDraft {
  return draftOf(file, without(tree, 'environments'), tenantBase);
}

/** The tenant in an environment; undefined: it is left out of it. */
export function draftIn(environment: EnvironmentDraft, base: TenantDraft, report: Report): TenantDraft | undefined {
  const { file } = base;
  const override = file.tree && nodeAt(file.tree, ['environments', environment.name]);
  let { tree } = base;
  if (override?.kind === 'map') {
    const enabled = override.entries.get('enabled');
    if (enabled?.kind === 'value' && enabled.value === false) return undefined;
    tree = merge(base.tree, without(override, 'enabled'), tenantBase, report) as MapNode;
    // An override may begin a map that is not complete, such as a quota’s or a repository’s.
    for (const { id, origin, message } of missingIn(tenantBase, tree)) {
      if (origin.path[0] === 'environments') report(id, origin, message);
    }
  }
  return { ...draftOf(file, withDefaults(tree, environment.tree), tenantBase), environment };
}

function draftOf<File extends TenantFile | EnvironmentFile, Schema extends z.ZodObject>(
  file: File,
  tree: MapNode,
  schema: Schema,
): Draft<File, z.output<Schema>> {
  const data = fillDefaults(schema, toData(tree));
  return {
    file,
    name: file.stem,
    data: data as Partly<z.output<Schema>>,
    tree,
    resolve: () => data as z.output<Schema>,
    at: (path) => originAt(tree, path),
    isSet: (path) => nodeAt(tree, path) !== undefined,
    wasWrong: (path) => wasPruned(tree, path),
  };
}

function without(node: MapNode, key: string): MapNode {
  return { ...node, entries: new Map([...node.entries].filter(([name]) => name !== key)) };
}

/** An environment, and the tenants that are in it, sorted by file. */
export interface EnvironmentDrafts {
  readonly environment: EnvironmentDraft;
  readonly tenants: readonly TenantDraft[];
}
