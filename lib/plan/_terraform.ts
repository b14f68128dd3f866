import { isDeepStrictEqual } from 'node:util';
import { isMap } from '../data';
import { EgressError } from '../errors';
import { tenantOfResource } from '../infra';
import { changeLosses, clusterLosses, removalLosses, type TerraformBlocks } from './_losses';
import { isOurs } from './_ours';
import type { BlockPlan, InfraPlan, Side } from './types';

/** What a main.tf.json holds. */
interface Configuration {
  readonly blocks: TerraformBlocks;
  /** From a resource's former address to its next. */
  readonly moved: ReadonlyMap<string, string>;
}

const NOTHING: Configuration = { blocks: new Map(), moved: new Map() };

/** Which blocks of a main.tf.json are added, changed and removed, and what is lost with them; undefined: none. */
export function terraformPlan(path: string, before: Side, after: Side): InfraPlan['terraform'] {
  if (before.files.get(path) === after.files.get(path)) return undefined;
  const [old, now] = [read(path, before, after), read(path, after, before)];
  const moved = movedFrom(old, now);
  const left = new Set(moved.values());
  const addresses = [...new Set([...old.blocks.keys(), ...now.blocks.keys()])].sort();
  const blocks = addresses.flatMap((address): BlockPlan[] => {
    const from = moved.get(address);
    if (left.has(address)) return [];
    const [was, is] = [old.blocks.get(from ?? address), now.blocks.get(address)];
    if (was === undefined) return [blockPlan(address, 'added', [])];
    if (is === undefined) return [blockPlan(address, 'removed', removalLosses(address))];
    if (from !== undefined) return [blockPlan(address, 'changed', losses(address, was, is), from)];
    const destructive = losses(address, was, is);
    return isDeepStrictEqual(was, is) && destructive.length === 0 ? [] : [blockPlan(address, 'changed', destructive)];
  });
  if (blocks.length === 0 && isDeepStrictEqual(old.moved, now.moved)) return undefined;
  return { how: old.blocks.size === 0 ? 'added' : now.blocks.size === 0 ? 'removed' : 'changed', blocks };

  function losses(address: string, was: unknown, is: unknown): string[] {
    return [...changeLosses(address, was, is), ...clusterLosses(address, old.blocks, now.blocks)];
  }
}

function blockPlan(address: string, how: BlockPlan['how'], destructive: readonly string[], from?: string): BlockPlan {
  const [type = '', name] = address.split('.');
  const tenant = name === undefined ? undefined : tenantOfResource(type, name);
  return { address, tenant, how, from, destructive };
}

/** From the address of a resource to the one that it had before, where both are in these configurations. */
function movedFrom(old: Configuration, now: Configuration): Map<string, string> {
  const sources = [...now.moved.keys()].filter((address) => old.blocks.has(address) && !now.blocks.has(address));
  return new Map(
    sources.flatMap((source): [string, string][] => {
      const target = destination(source, now.moved);
      // Terraform does not move a resource to where another one is.
      return now.blocks.has(target) && !old.blocks.has(target) ? [[target, source]] : [];
    }),
  );
}

function destination(address: string, moved: ReadonlyMap<string, string>): string {
  let at = address;
  // A circle, which Terraform refuses, ends too.
  for (let steps = 0; steps <= moved.size; steps++) at = moved.get(at) ?? at;
  return at;
}

/** What is not in the side's file, or not ours, has none. */
function read(path: string, side: Side, other: Side): Configuration {
  const text = side.files.get(path);
  if (text === undefined || !isOurs(path, side, other)) return NOTHING;
  const { '//': header, resource, data, output, moved, ...rest } = parsed(path, text, side);
  const blocks = new Map([
    ...members(resource).flatMap(([type, named]) => members(named, `${type}.`)),
    ...members(data).flatMap(([type, named]) => members(named, `data.${type}.`)),
    ...members(output, 'output.'),
    ...Object.entries(rest),
  ]);
  return { blocks, moved: moves(moved) };
}

function moves(value: unknown): Map<string, string> {
  const entries = Array.isArray(value) ? value.filter(isMap) : [];
  return new Map(entries.map(({ from, to }): [string, string] => [String(from), String(to)]));
}

function members(value: unknown, prefix = ''): [string, unknown][] {
  return isMap(value) ? Object.entries(value).map(([key, member]) => [`${prefix}${key}`, member]) : [];
}

function parsed(path: string, text: string, side: Side): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isMap(value)) return value;
  } catch {
    // Reported below.
  }
  throw new EgressError(`${side.label} cannot be compared with: ${path} is not a JSON object`, 2);
}
