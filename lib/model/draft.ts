import { z } from 'zod';
import type { EnvironmentSettings } from '../settings/environment';
import type { EnvironmentFile } from '../settings/environments';
import { type ListNode, type MapNode, originAt, toData } from '../settings/node';
import { namedEntry } from '../settings/override';
import type { Origin, Path } from '../settings/place';
import type { TenantSettings } from '../settings/tenant';
import { tenant } from '../settings/tenant';
import type { TenantFile } from '../settings/tenants';
import { merge, type Report, underlay } from './merge';

/** Anything may be missing: what was wrong has been taken out, so that the rest can still be judged. */
export type Partly<T> = T extends readonly (infer Item)[]
  ? readonly Partly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partly<T[Key]> }
    : T;

export interface EnvironmentDraft {
  readonly file: EnvironmentFile;
  readonly name: string;
  readonly data: Partly<EnvironmentSettings>;
  at(path: Path): Origin;
}

/** A tenant's settings as they are merged for one environment, or for none. */
export interface TenantDraft {
  readonly file: TenantFile;
  readonly name: string;
  /** Undefined: without any environment. */
  readonly environment?: EnvironmentDraft;
  readonly data: Partly<TenantSettings>;
  at(path: Path): Origin;
}

export type WorkloadDraft = NonNullable<TenantDraft['data']['workloads']>[number];

export function environmentDraft(file: EnvironmentFile, tree: MapNode): EnvironmentDraft {
  return { file, name: file.stem, data: toData(tree) as EnvironmentDraft['data'], at: (path) => originAt(tree, path) };
}

/** The tenant without any environment. */
export function baseDraft(file: TenantFile, tree: MapNode): TenantDraft {
  return draftOf(file, without(tree, 'environments'));
}

/** The tenant in an environment; undefined: it is left out of it. */
export function draftIn(
  environment: EnvironmentDraft,
  environmentTree: MapNode,
  file: TenantFile,
  tree: MapNode,
  report: Report,
): TenantDraft | undefined {
  const environments = tree.entries.get('environments');
  const override = environments?.kind === 'map' ? environments.entries.get(environment.name) : undefined;
  const base = without(tree, 'environments');
  if (override?.kind !== 'map') return draftOf(file, withDefaults(base, environmentTree), environment);
  const enabled = override.entries.get('enabled');
  if (enabled?.kind === 'value' && enabled.value === false) return undefined;
  const merged = merge(base, without(override, 'enabled'), { report, missing: missingOf });
  return draftOf(file, withDefaults(merged as MapNode, environmentTree), environment);
}

function draftOf(file: TenantFile, tree: MapNode, environment?: EnvironmentDraft): TenantDraft {
  const data = toData(tree) as TenantDraft['data'];
  return { file, name: file.stem, environment, data, at: (path) => originAt(tree, path) };
}

function without(node: MapNode, key: string): MapNode {
  return { ...node, entries: new Map([...node.entries].filter(([name]) => name !== key)) };
}

/** The environment's defaults under each workload, and its resources under each container. */
function withDefaults(tenant: MapNode, environment: MapNode): MapNode {
  const defaults = environment.entries.get('workloads');
  const workloads = tenant.entries.get('workloads');
  if (defaults?.kind !== 'map' || workloads?.kind !== 'list') return tenant;
  const resources = without(defaults, 'replicas');
  const items = workloads.items.map((workload) => {
    if (workload.kind !== 'map') return workload;
    const kind = workload.entries.get('kind');
    const scales =
      kind === undefined || (kind.kind === 'value' && (kind.value === 'Deployment' || kind.value === 'StatefulSet'));
    const entries = new Map(underlay(workload, scales ? defaults : resources).entries);
    for (const key of ['initContainers', 'sidecars']) {
      const list = entries.get(key);
      if (list?.kind === 'list')
        entries.set(key, {
          ...list,
          items: list.items.map((item) => (item.kind === 'map' ? underlay(item, resources) : item)),
        });
    }
    return { ...workload, entries };
  });
  return { ...tenant, entries: new Map(tenant.entries).set('workloads', { ...workloads, items } satisfies ListNode) };
}

/** By the name of the list. */
const ENTRIES = collectEntries(tenant);

function collectEntries(schema: z.ZodType, found: Record<string, z.ZodObject> = {}): Record<string, z.ZodObject> {
  if (schema instanceof z.ZodOptional) return collectEntries(schema.unwrap() as z.ZodType, found);
  if (!(schema instanceof z.ZodObject)) return found;
  for (const [key, value] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const entry = namedEntry(value);
    if (entry) found[key] ??= entry;
    collectEntries(entry ?? value, found);
  }
  return found;
}

function missingOf(list: string, entry: unknown): string | undefined {
  const result = ENTRIES[list]?.safeParse(entry);
  if (!result || result.success) return undefined;
  const missing = result.error.issues.map((issue) => issue.path.join('.'));
  return `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`;
}
