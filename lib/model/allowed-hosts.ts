import type { ResolvedEnvironment } from '../settings/environment';
import type { ResolvedTenant } from '../settings/tenant';
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

/** The hosts of a shared list; undefined: there is no such list. */
export function sharedList<T>(lists: Readonly<Record<string, T>> | undefined, name = ''): T | undefined {
  return lists !== undefined && Object.hasOwn(lists, name) ? lists[name] : undefined;
}

function hostsOf<T>({ list }: { readonly list?: string }, lists?: Readonly<Record<string, readonly T[] | undefined>>) {
  return sharedList(lists, list) ?? [];
}
