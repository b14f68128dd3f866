import type { EnvironmentSettings } from '../settings/environment';
import type { EnvironmentFile } from '../settings/environments';
import { type MapNode, nodeAt, originAt, toData, wasPruned } from '../settings/node';
import type { Origin, Path } from '../settings/place';
import type { TenantSettings } from '../settings/tenant';
import type { TenantFile } from '../settings/tenants';
import { missingOf } from './completeness';
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
  readonly data: Partly<Settings>;
  readonly tree: MapNode;
  /** Where the value at a path of the data was said, or what it is missing in. */
  at(path: Path): Origin;
  /** Whether what was said there was wrong, is reported, and was taken out: it is not missing. */
  wasWrong(path: Path): boolean;
}

export type EnvironmentDraft = Draft<EnvironmentFile, EnvironmentSettings>;

/** A tenant's settings as they are merged for one environment, or for none. */
export interface TenantDraft extends Draft<TenantFile, TenantSettings> {
  /** Undefined: without any environment. */
  readonly environment?: EnvironmentDraft;
}

export type WorkloadDraft = NonNullable<TenantDraft['data']['workloads']>[number];

export function environmentDraft(file: EnvironmentFile, tree: MapNode): EnvironmentDraft {
  return draftOf(file, tree);
}

/** The tenant without any environment. */
export function baseDraft(file: TenantFile, tree: MapNode): TenantDraft {
  return draftOf(file, without(tree, 'environments'));
}

/** The tenant in an environment; undefined: it is left out of it. */
export function draftIn(environment: EnvironmentDraft, base: TenantDraft, report: Report): TenantDraft | undefined {
  const { file } = base;
  const override = file.tree && nodeAt(file.tree, ['environments', environment.name]);
  let { tree } = base;
  if (override?.kind === 'map') {
    const enabled = override.entries.get('enabled');
    if (enabled?.kind === 'value' && enabled.value === false) return undefined;
    tree = merge(base.tree, without(override, 'enabled'), { report, missing: missingOf }) as MapNode;
  }
  return { ...draftOf<TenantFile, TenantSettings>(file, withDefaults(tree, environment.tree)), environment };
}

function draftOf<File extends TenantFile | EnvironmentFile, Settings>(
  file: File,
  tree: MapNode,
): Draft<File, Settings> {
  return {
    file,
    name: file.stem,
    data: toData(tree) as Partly<Settings>,
    tree,
    at: (path) => originAt(tree, path),
    wasWrong: (path) => wasPruned(tree, path),
  };
}

function without(node: MapNode, key: string): MapNode {
  return { ...node, entries: new Map([...node.entries].filter(([name]) => name !== key)) };
}
