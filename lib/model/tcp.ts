import { createHash } from 'node:crypto';
import { edgeOf, formatAddress, parseAddress, parseRange } from '../settings/address';
import { GATEWAY_TCP_PORTS, TCP_SERVICE_PREFIX } from '../vocabulary';

/** A host and a port that pods reach without HTTP, and the way to it. */
export interface TcpForward {
  /** For example `sftp`. */
  readonly name: string;
  /** For example `sftp.partner.example`. */
  readonly host: string;
  readonly port: number;
  /** Port of the tenant's gateway that leads there, and nowhere else. */
  readonly listener: number;
  /** Name of the host's Service, in the namespace of the gateway. All ports of one host have one Service. */
  readonly service: string;
  /** Address of that Service; undefined: no environment has chosen it. */
  readonly address?: string;
}

/** A host, and the address in the cluster that it has in a tenant's pods. */
export interface HostAlias {
  readonly host: string;
  readonly address: string;
}

/** The hosts of `egress.tcp` with their addresses, as far as these are known. */
export function aliasesOf(forwards: readonly TcpForward[]): readonly HostAlias[] {
  const known = new Map(
    forwards.flatMap(({ host, address }) => (address === undefined ? [] : [[host, address] as const])),
  );
  return [...known].map(([host, address]) => ({ host, address }));
}

/** The range of a cluster's services, and which of their addresses are taken. */
interface ServiceRange {
  readonly serviceCidr?: string;
  readonly dns?: string;
  readonly resolver?: { readonly address?: string };
}

/** An entry of `egress.tcp`, as far as it decides the addresses. */
interface Destination {
  readonly host?: string;
  readonly address?: string;
}

/**
 * The ways to the hosts of `egress.tcp`. Ports and addresses follow from names, so that an entry keeps its own when others
 * are added behind it, and differ from those of the entries before it.
 *
 * @param cluster where it is to be; undefined: the form that no environment has touched
 */
export function forwardsOf(
  tenant: string,
  tcp: readonly (Destination & Pick<TcpForward, 'name' | 'host' | 'port'>)[],
  cluster?: ServiceRange,
): readonly TcpForward[] {
  const addresses = cluster ? tcpAddresses(tenant, tcp, cluster) : new Map<string, string>();
  const listeners = new Set<number>();
  return tcp.map(({ name, host, port }) => {
    const listener = firstFree(`${host}:${port}`, GATEWAY_TCP_PORTS, listeners);
    listeners.add(listener);
    const address = addresses.get(host);
    return { name, host, port, listener, service: serviceName(host), ...(address === undefined ? {} : { address }) };
  });
}

/** The service address of each host, by host: the one that the settings name, or one that follows from tenant and host. */
export function tcpAddresses(
  tenant: string,
  tcp: readonly Destination[],
  cluster: ServiceRange,
): ReadonlyMap<string, string> {
  const range = chosenRange(cluster.serviceCidr);
  if (range === undefined) return new Map();
  const named = new Map(tcp.flatMap(({ host, address }) => (host && address ? [[host, address] as const] : [])));
  const taken = [...named.values(), cluster.dns, cluster.resolver?.address].flatMap((each) =>
    each === undefined ? [] : [parseAddress(each)],
  );
  const used = new Set(taken);
  const addresses = new Map<string, string>(named);
  for (const { host } of tcp) {
    if (host === undefined || addresses.has(host)) continue;
    const address = firstFree(`${tenant} ${host}`, range, used);
    used.add(address);
    addresses.set(host, formatAddress(address));
  }
  return addresses;
}

/** A service address that nothing in the settings has, after the given one; undefined: all are taken. */
export function nextServiceAddress(cluster: ServiceRange, taken: readonly string[]): string | undefined {
  const { first, last } = chosenRange(cluster.serviceCidr) ?? { first: 0, last: -1 };
  const used = new Set([...taken, cluster.dns, cluster.resolver?.address]);
  return Array.from({ length: last - first + 1 }, (_, at) => formatAddress(first + at)).find((each) => !used.has(each));
}

/** Returns why `address` cannot be that of a Service that chooses its own, or undefined if it can. */
export function serviceAddressFault(address: string, { serviceCidr, dns, resolver }: ServiceRange): string | undefined {
  if (serviceCidr === undefined) return undefined;
  const { first, last } = parseRange(serviceCidr);
  const at = parseAddress(address);
  if (at < first || at > last) return `${address} is outside ${serviceCidr}, the range of the services`;
  const edge = edgeOf(serviceCidr, address);
  if (edge) return `${address} is the ${edge} address of ${serviceCidr}`;
  if (at === first + 1) return `${address} is the API server, the first service of ${serviceCidr}`;
  if (address === dns) return `${address} is the cluster’s own DNS`;
  if (address === resolver?.address) return `${address} is the tenants’ resolver`;
  const end = lastOfChosen(serviceCidr);
  return at > end
    ? `${address} is among those that the cluster gives to services by itself, and may be taken; choose one up to ${formatAddress(end)}`
    : undefined;
}

/** The last of the addresses that Kubernetes keeps for services that name theirs: the lower part of the range. */
export function lastOfChosen(serviceCidr: string): number {
  const { first, last } = parseRange(serviceCidr);
  return first + Math.min(Math.max(16, Math.floor((last - first + 1) / 16)), 256);
}

/** A range of numbers, both ends included. */
interface Numbers {
  readonly first: number;
  readonly last: number;
}

/** Those addresses, without the API server's. */
function chosenRange(serviceCidr: string | undefined): Numbers | undefined {
  if (serviceCidr === undefined) return undefined;
  const first = parseRange(serviceCidr).first + 2;
  return { first, last: lastOfChosen(serviceCidr) };
}

/** A number of a range that a text decides, or the next one that is free. */
function firstFree(text: string, { first, last }: Numbers, used: ReadonlySet<number>): number {
  const count = last - first + 1;
  const start = createHash('sha256').update(text).digest().readUInt32BE() % count;
  for (let step = 0; step < count; step++) {
    const each = first + ((start + step) % count);
    if (!used.has(each)) return each;
  }
  return first + start;
}

/** A name that no other host has, and that shows which host it is. */
function serviceName(host: string): string {
  const hash = createHash('sha256').update(host).digest('hex').slice(0, 8);
  return `${TCP_SERVICE_PREFIX}${host.replaceAll('.', '-').slice(0, 43)}-${hash}`;
}
