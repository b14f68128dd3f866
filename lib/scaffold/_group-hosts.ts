import { getPublicSuffix, parse } from 'tldts';

/** A host and port that were reached. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly requests: number;
}

/** An entry for an allow list. */
export interface Group {
  readonly host: string;
  readonly ports: readonly number[];
  readonly requests: number;
}

/**
 * Entries for hosts: one per host, or `.example.com` in the place of hosts below it.
 *
 * @param known entries that the list has; no group covers one of them, since an entry within another is a mistake
 * @param size of hosts with the same ports and one parent, from which on they are a group. Default: no groups
 * @returns sorted by host
 */
export function grouped(endpoints: readonly Endpoint[], known: readonly string[], size?: number): readonly Group[] {
  const hosts = new Map<string, Group>();
  for (const { host, port, requests } of endpoints) {
    const before = hosts.get(host);
    const ports = [...new Set([...(before?.ports ?? []), port])].sort((a, b) => a - b);
    hosts.set(host, { host, ports, requests: (before?.requests ?? 0) + requests });
  }
  const all = [...hosts.values()];
  if (size === undefined) return sorted(all);
  const families = new Map<string, Group[]>();
  for (const one of all) {
    const parent = one.host.slice(one.host.indexOf('.') + 1);
    const key = `${parent} ${one.ports.join(',')}`;
    families.set(key, [...(families.get(key) ?? []), one]);
  }
  const groups = [...families].flatMap(([key, members]): Group[] => {
    const [parent = ''] = key.split(' ');
    if (members.length < size || isPublicSuffix(parent)) return [];
    const below = (host: string) => `.${host.replace(/^\./, '')}`.endsWith(`.${parent}`);
    const inside = new Set(members.map(({ host }) => host));
    // Hosts of other ports, or deeper ones, would be within the group.
    if (known.some(below) || all.some(({ host }) => below(host) && !inside.has(host))) return [];
    const requests = members.reduce((sum, one) => sum + one.requests, 0);
    return [{ host: `.${parent}`, ports: members[0]?.ports ?? [], requests }];
  });
  const isCovered = (host: string) => groups.some((group) => `.${host}`.endsWith(group.host));
  return sorted([...groups, ...all.filter(({ host }) => !isCovered(host))]);
}

/** Whether names below it belong to different owners: `co.uk`, `github.io`, `s3.amazonaws.com`. */
function isPublicSuffix(name: string): boolean {
  return getPublicSuffix(name, { allowPrivateDomains: true }) === name;
}

/** Whether a registry sells names below it, and no one has it: `co.uk`. `github.io` is the host of someone. */
export function isRegistry(name: string): boolean {
  const { isIcann, domain } = parse(name);
  return isIcann === true && domain === null;
}

function sorted(groups: readonly Group[]): readonly Group[] {
  return [...groups].sort((a, b) => (a.host < b.host ? -1 : 1));
}
