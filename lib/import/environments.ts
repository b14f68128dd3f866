import { isDeepStrictEqual } from 'node:util';
import { type Data, isMap } from '../data';
import { VOLUME_SOURCES } from '../settings/volume';

/** Keys whose value an override replaces as a whole. */
const WHOLE = ['service', 'disruption', 'preStop', 'history'];

/** What names the entries of a list that overrides merge: workloads, containers, volumes; and files by their path. */
function entryKey(lists: readonly (readonly unknown[])[]): 'name' | 'path' | undefined {
  return (['name', 'path'] as const).find((key) =>
    lists.every((list) => list.every((item) => isMap(item) && typeof item[key] === 'string')),
  );
}

/** What settings of all environments have in common; where they differ, what the first one has. */
export function commonOf(all: readonly Data[]): Data {
  return common(all, '') as Data;
}

function common([first, ...others]: readonly unknown[], key: string): unknown {
  if (WHOLE.includes(key) || others.every((other) => isDeepStrictEqual(first, other))) return first;
  const all = [first, ...others];
  if (all.every(isMap)) {
    const maps = all as readonly Data[];
    const shared = Object.keys(first as Data).filter((name) => maps.every((map) => Object.hasOwn(map, name)));
    const values = shared.map((name) => [
      name,
      common(
        maps.map((map) => map[name]),
        name,
      ),
    ]);
    const source = VOLUME_SOURCES.find((name) => Object.hasOwn(first as Data, name) && 'mountPath' in (first as Data));
    const kept = source === undefined || shared.includes(source) ? [] : [[source, (first as Data)[source]]];
    return Object.fromEntries([...values, ...kept]);
  }
  if (!all.every(Array.isArray)) return first;
  const lists = all as readonly (readonly unknown[])[];
  const by = entryKey(lists);
  if (by === undefined) return first;
  const find = (list: readonly unknown[], name: unknown) => list.find((item) => (item as Data)[by] === name);
  return (first as readonly Data[]).flatMap((item) => {
    const same = lists.map((list) => find(list, item[by]));
    if (same.includes(undefined)) return [];
    return [by === 'path' ? item : common(same, '')];
  });
}

/** What has to be set over `base` to make it `wanted`; undefined: nothing. */
export function overrideOver(base: Data, wanted: Data): Data | undefined {
  return difference(base, wanted, '') as Data | undefined;
}

function difference(base: unknown, wanted: unknown, key: string): unknown {
  if (isDeepStrictEqual(base, wanted)) return undefined;
  if (WHOLE.includes(key)) return wanted;
  if (isMap(base) && isMap(wanted)) {
    const entries = Object.entries(wanted).flatMap(([name, value]) => {
      const changed = Object.hasOwn(base, name) ? difference(base[name], value, name) : value;
      return changed === undefined ? [] : [[name, changed]];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  if (!Array.isArray(base) || !Array.isArray(wanted)) return wanted;
  const by = entryKey([base, wanted]);
  if (by === undefined) return wanted;
  const entries = (wanted as readonly Data[]).flatMap((item) => {
    const before = (base as readonly Data[]).find((one) => one[by] === item[by]);
    if (!before) return [item];
    const changed = difference(before, item, '');
    if (changed === undefined) return [];
    return [by === 'path' ? item : { [by]: item[by], ...(changed as Data) }];
  });
  return entries.length === 0 ? undefined : entries;
}
