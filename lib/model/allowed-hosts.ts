import type { ResolvedEnvironment } from '../settings/environment';
import { endpointOf } from '../settings/probe';
import type { ResolvedTenant } from '../settings/tenant';
import { WEB_PORTS } from '../vocabulary';
import type { Partly, TenantDraft } from './draft';
import type { AllowedHost } from './types';

/** An entry of the allow list, or of a shared list that is named there. */
export type AllowEntry = Partly<AllowedHost> & {
  /** Position in `egress.allow`. */
  readonly index: number;
  /** The shared list that it comes from; undefined: the tenant's own. */
  readonly list?: string;
};

/** The allow list with the hosts of shared lists in place of their names; undefined: any public host. */
export function allowEntries({ data, environment }: TenantDraft): readonly AllowEntry[] | undefined {
  const { allowLists } = environment?.data ?? {};
  return data.egress?.allow?.flatMap((entry, index): AllowEntry[] =>
    'list' in entry
      ? hostsOf(entry, allowLists).map((each) => ({ ...each, index, list: entry.list }))
      : [{ ...entry, index }],
  );
}

/** The same of settings without errors. Without an environment, shared lists have no hosts. */
export function allowedHosts(
  allow: ResolvedTenant['egress']['allow'],
  lists?: ResolvedEnvironment['allowLists'],
): readonly AllowedHost[] | undefined {
  return allow?.flatMap((entry) => ('list' in entry ? hostsOf(entry, lists) : [entry]));
}

/** Adds the host that the tenant's probe asks for, unless an entry covers it. */
export function withProbe(
  allow: readonly AllowedHost[] | undefined,
  url: string | undefined,
): readonly AllowedHost[] | undefined {
  if (allow === undefined || url === undefined) return allow;
  const { host, port } = endpointOf(url);
  return covers(allow, host, port) ? allow : [...allow, { host, ports: [...WEB_PORTS], reason: 'the probe' }];
}

/** Whether an allow list has a host with a port. */
export function covers(allow: readonly AllowedHost[], name: string, port: number): boolean {
  return allow.some(({ host, ports }) => ports.includes(port) && coversHost(host, name));
}

/** The first entry of `denyHosts` that has a host. */
export function deniedBy(host: string, denyHosts: readonly (string | undefined)[] = []): string | undefined {
  return denyHosts.find((entry) => entry !== undefined && coversHost(entry, host));
}

/** Whether an entry is a host or, with a leading dot, the domain that the host is or is below. */
function coversHost(entry: string, name: string): boolean {
  return entry.startsWith('.') ? `.${name}`.endsWith(entry) : entry === name;
}

/** The hosts of a shared list; undefined: there is no such list. */
export function sharedList<T>(lists: Readonly<Record<string, T>> | undefined, name = ''): T | undefined {
  return lists !== undefined && Object.hasOwn(lists, name) ? lists[name] : undefined;
}

function hostsOf<T>({ list }: { readonly list?: string }, lists?: Readonly<Record<string, readonly T[] | undefined>>) {
  return sharedList(lists, list) ?? [];
}
