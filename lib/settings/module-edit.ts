import { compiler, nodesAt } from './module-place';

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Name of a namespace to list for the tenant. @default - none */
  readonly namespace?: string;
  /** Name of a node pool to list for the tenant. @default - none */
  readonly nodePool?: string;
}

const LISTS = { namespaces: 'namespace', nodePools: 'nodePool' } as const;

/**
 * Renames a tenant in the default export of an environment's file: under `namespaces` and `nodePools`, where the names that
 * it keeps are listed as well.
 *
 * @returns the new text, and what has to be changed by hand because it is computed or imported
 */
export function renameInModule(
  text: string,
  renaming: Renaming,
): { readonly text: string; readonly left: readonly string[] } {
  const { from, to } = renaming;
  const left: string[] = [];
  const splices: Splice[] = [];
  if (!compiler()) return { text, left: [] };
  for (const list of ['namespaces', 'nodePools'] as const) {
    const name = renaming[LISTS[list]];
    const entry = nodesAt(text, [list, from]);
    const wanted = `${list}: { ${keyOf(to)}: [${name === undefined ? '' : quoted(name)}] }`;
    if (entry?.list) {
      splices.push({ ...entry.key, text: keyOf(to) });
      const names = entry.list.items;
      if (name !== undefined && !names.includes(name))
        splices.push({
          from: entry.list.end,
          to: entry.list.end,
          text: `${names.length > 0 ? ', ' : ''}${quoted(name)}`,
        });
    } else if (entry) left.push(`rename ${from} to ${to} under ${list}: ${wanted}`);
    else if (name !== undefined) {
      const map = nodesAt(text, [list]);
      const first = nodesAt(text, ['name']);
      if (map?.map) splices.push({ from: map.map.start, to: map.map.start, text: ` ${keyOf(to)}: [${quoted(name)}],` });
      else if (!map && first) splices.push({ from: first.end, to: first.end, text: `,\n  ${wanted}` });
      else left.push(`add ${wanted}`);
    }
  }
  const edited = splices
    .sort((a, b) => b.from - a.from)
    .reduce((all, splice) => all.slice(0, splice.from) + splice.text + all.slice(splice.to), text);
  return { text: edited, left };
}

/** A public address that outlives its proxy, as `retired` of an environment has it. */
export interface Retired {
  readonly tenant: string;
  readonly proxy: string;
  /** Where the proxy has one of its own. @default - the zone of the environment */
  readonly zone?: string;
  readonly keepUntil: string;
}

/**
 * Adds entries to `retired` in the default export of an environment's file.
 *
 * @returns the new text, and what has to be added by hand because the list is computed or imported
 */
export function retireInModule(
  text: string,
  entries: readonly Retired[],
): { readonly text: string; readonly left: readonly string[] } {
  const items = entries
    .map(({ tenant, proxy, zone, keepUntil }) => {
      const own = zone === undefined ? '' : ` zone: ${quoted(zone)},`;
      return `{ tenant: ${quoted(tenant)}, proxy: ${quoted(proxy)},${own} keepUntil: ${quoted(keepUntil)} }`;
    })
    .join(', ');
  const wanted = `retired: [${items}]`;
  const splice = (at: number, added: string) => ({ text: text.slice(0, at) + added + text.slice(at), left: [] });
  if (entries.length === 0) return { text, left: [] };
  const known = nodesAt(text, ['retired']);
  if (known?.list) {
    const before = text.slice(0, known.list.end).trimEnd();
    return splice(
      before.length,
      `${/[[,]$/.test(before) ? '' : ','} ${items}`.replace(/^ (?=\{)/, before.endsWith('[') ? '' : ' '),
    );
  }
  const first = nodesAt(text, ['name']);
  return !known && first ? splice(first.end, `,\n  ${wanted}`) : { text, left: [`add ${wanted}`] };
}

function keyOf(name: string): string {
  return /^[a-z][a-z0-9]*$/.test(name) ? name : quoted(name);
}

function quoted(name: string): string {
  return `'${name}'`;
}
