import { publicAddressIn } from '../proxy/public-address';
import { SQUID_CONF } from '../vocabulary';
import type { AddressPlan } from './types';

/** A machine's files by name, machines by `<tenant>/<proxy>`. */
type Machines = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Seen {
  readonly tenant: string;
  readonly proxy: string;
  /** Null: the machine's files record none. */
  readonly address: string | null;
}

/** How what partners see changes, proxy by proxy, by the addresses that the machines' files record. */
export function publicAddresses(before: Machines, after: Machines): AddressPlan[] {
  const [old, now] = [seenIn(before), seenIn(after)];
  const keys = [...new Set([...now.keys(), ...old.keys()])].sort();
  const plans = keys.flatMap((key) => changeOf(old.get(key), now.get(key), [...old.values()], [...now.values()]));
  const takenOver = new Set(plans.flatMap(({ formerTenant, after: address }) => (formerTenant ? [address] : [])));
  return plans.filter(({ before: address, after: next }) => next !== null || !takenOver.has(address));
}

function changeOf(
  old: Seen | undefined,
  now: Seen | undefined,
  before: readonly Seen[],
  after: readonly Seen[],
): AddressPlan[] {
  const { tenant, proxy } = (now ?? old) as Seen;
  const seenBy = (side: readonly Seen[], address: string | null | undefined, own: boolean) =>
    address === null || address === undefined
      ? undefined
      : side.find((seen) => seen.address === address && (seen.tenant === tenant) === own);
  // What another proxy of the tenant has, or had, is nothing new to its partners.
  const lost = seenBy(after, old?.address, true) ? null : (old?.address ?? null);
  const came = seenBy(before, now?.address, true) ? null : (now?.address ?? null);
  if (lost === null && came === null) return [];
  const formerTenant = seenBy(before, came, false)?.tenant;
  const isFirst = !before.some((seen) => seen.tenant === tenant && seen.address !== null);
  const isUnrecorded = old !== undefined && now !== undefined && (old.address === null || now.address === null);
  return [
    {
      tenant,
      proxy,
      before: lost,
      after: came,
      formerTenant,
      ...(isUnrecorded ? { unrecorded: true } : {}),
      ...(isFirst ? { first: true } : {}),
    },
  ];
}

/** One line for one proxy. */
export function addressLine(environment: string, plan: AddressPlan): string {
  const { tenant, proxy, before, after, formerTenant, unrecorded, first } = plan;
  const where = `(proxy ${proxy}, ${environment})`;
  const partners = `partners of ${tenant}`;
  if (after === null)
    return unrecorded
      ? `publicAddress ${before} is removed, so it is not known what ${partners} see ${where}`
      : `${partners} no longer see ${before} ${where}`;
  if (formerTenant !== undefined)
    return `${partners} see ${after}${before === null ? '' : ` instead of ${before}`} ${where}, which partners of ${formerTenant} saw before`;
  if (before !== null) return `${partners} see ${after} instead of ${before} ${where}`;
  return unrecorded
    ? `${partners} see ${after} ${where}, which was not recorded before`
    : `${partners} will ${first ? '' : 'also '}see ${after} ${where}`;
}

function seenIn(machines: Machines): Map<string, Seen> {
  return new Map(
    [...machines].map(([key, files]) => {
      const [tenant = '', proxy = ''] = key.split('/');
      return [key, { tenant, proxy, address: publicAddressIn(files.get(SQUID_CONF) ?? '') ?? null }];
    }),
  );
}
