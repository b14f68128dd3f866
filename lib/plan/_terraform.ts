import { isDeepStrictEqual } from 'node:util';
import { EgressError } from '../errors';
import { resourceOwner } from '../infra/resource-owner';
import { isFields } from './_objects';
import { isOurs } from './cluster';
import type { BlockPlan, InfraPlan, Side } from './types';

/** Which blocks of a main.tf.json come, change and go; undefined: none. */
export function terraformPlan(path: string, before: Side, after: Side): InfraPlan['terraform'] {
  if (before.files.get(path) === after.files.get(path)) return undefined;
  const [old, now] = [blocksOf(path, before, after), blocksOf(path, after, before)];
  const named = (address: string, how: BlockPlan['how']): BlockPlan => {
    const [type = '', name] = address.split('.');
    const tenant = name === undefined ? undefined : resourceOwner(type, name);
    return { address, ...(tenant ? { tenant } : {}), how };
  };
  const addresses = [...new Set([...old.keys(), ...now.keys()])].sort();
  const blocks = addresses.flatMap((address) => {
    if (!old.has(address)) return [named(address, 'added')];
    if (!now.has(address)) return [named(address, 'removed')];
    return isDeepStrictEqual(old.get(address), now.get(address)) ? [] : [named(address, 'changed')];
  });
  if (blocks.length === 0) return undefined;
  return { how: old.size === 0 ? 'added' : now.size === 0 ? 'removed' : 'changed', blocks };
}

/** By their addresses, as Terraform writes them; what is not in the side's file, or not ours, has none. */
function blocksOf(path: string, side: Side, other: Side): Map<string, unknown> {
  const text = side.files.get(path);
  if (text === undefined || !isOurs(path, side, other)) return new Map();
  const { '//': header, resource, data, output, ...rest } = parsed(path, text, side);
  return new Map([
    ...members(resource).flatMap(([type, named]) => members(named, `${type}.`)),
    ...members(data).flatMap(([type, named]) => members(named, `data.${type}.`)),
    ...members(output, 'output.'),
    ...Object.entries(rest),
  ]);
}

function members(value: unknown, prefix = ''): [string, unknown][] {
  return isFields(value) ? Object.entries(value).map(([key, member]) => [`${prefix}${key}`, member]) : [];
}

function parsed(path: string, text: string, side: Side): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // Said below.
  }
  throw new EgressError(`${side.label} cannot be compared with: ${path}: is no JSON object`, 2);
}
