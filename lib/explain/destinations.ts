import { EgressError } from '../errors';
import { addressBits, formatAddress, holds } from '../lint/addresses';
import type { Tenant } from '../model/types';
import { type Endpoint, NAMESPACE_NAME, type PodEndpoint, parseCidr } from '../network-policy';
import { API_SERVER_PORT, LINK_LOCAL, map, maps, NOT_PUBLIC, type Rendered } from '../rules';
import { isAddress, type Target } from '../settings/target';
import { ownerOf, publicOwnerOf } from './owners';
import { anyPod, anyPodOf, type Candidate, podsIn, publicAddresses, SOME_PUBLIC } from './policies';
import type { FileLine } from './types';
import { labelsOfNamespace, renderedAt, serviceAt, settingAt, type World } from './world';

/** What a host is, as far as the settings tell. */
export interface Destination {
  /** `inside`: a name that only the cluster’s DNS knows. `loopback`: the pod itself. */
  readonly kind: 'address' | 'inside' | 'outside' | 'private' | 'loopback' | 'unknown';
  readonly text: string;
  /** Where its packets may go, after Services are translated; empty: it is not known. */
  readonly candidates: readonly Candidate[];
  /** What Squid would resolve the name to; undefined: it is not known. */
  readonly resolved?: readonly string[];
  /** The proxy whose VM it is. */
  readonly vm?: {
    readonly tenant: Tenant;
    readonly proxy: Tenant['egress']['proxies'][number];
    readonly address: string;
  };
  /** The caller has said which addresses it has: no DNS server has to be asked. */
  readonly isGiven?: true;
  readonly rendered?: FileLine;
  readonly settings?: FileLine;
}

/** What a caller knows in addition to the settings. */
export interface Given {
  /** What the name resolves to. Default: what the settings know, else any public address. */
  readonly addresses?: readonly string[];
  /** Whose pod has the address. Default: any may. */
  readonly pod?: { readonly namespace: string; readonly workload?: string };
}

/** Names that no public DNS has. */
const NOT_IN_DNS = /(^|\.)(internal|local|localdomain|lan|home|corp|private|intranet|home\.arpa)$/;

/** Finds out what a host is. */
export function destinationOf(world: World, tenant: Tenant, target: Target, given: Given = {}): Destination {
  const { host, port } = target;
  const { addresses: named = [], pod } = given;
  if (host === 'localhost' || host === '::1' || /^127\./.test(host))
    return { kind: 'loopback', text: `${host} is the pod itself`, candidates: [], resolved: ['127.0.0.1'] };
  if (isAddress(host)) return addressed(world, tenant, host, port, pod);
  const service = serviceOf(world, tenant, host);
  if (service) return ofService(world, service, host, port);
  const inside = /^(?:.+\.)?([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/.exec(host);
  if (inside?.[2]) {
    const namespace = inside[2];
    const candidates = anyPodOf(world, namespace, tenant.namespace).map((endpoint): Candidate => ({ endpoint, port }));
    return {
      kind: 'inside',
      text: `no Service ${inside[1]} of ${namespace} is rendered; any pod of that namespace is assumed, at the same port`,
      candidates,
      resolved: [],
    };
  }
  if (/(^|\.)(svc|cluster\.local)$/.test(host))
    return { kind: 'unknown', text: `${host} is not the name of a Service`, candidates: [], resolved: [] };
  if (named.length > 0) {
    const found = named.map((address) => addressed(world, tenant, address, port, pod));
    const vm = found.find((each) => each.vm)?.vm;
    return {
      kind: named.every((address) => isPublic(address)) ? 'outside' : 'private',
      text: `${host} has the address ${named.join(', ')}, as --address says`,
      candidates: found.flatMap(({ candidates }) => candidates),
      resolved: named,
      isGiven: true,
      ...(vm ? { vm } : {}),
    };
  }
  const index = tenant.egress.private.findIndex(({ hosts = [] }) => hosts.includes(host));
  const range = tenant.egress.private[index];
  if (range) return privateHost(world, tenant, index, range, target);
  if (!host.includes('.') || NOT_IN_DNS.test(host)) {
    return {
      kind: 'unknown',
      text: `the address of ${host} is not known: the settings do not have it, and public DNS does not (name it with --address)`,
      candidates: anywhere(world, tenant, target),
    };
  }
  const addresses = publicAddresses(world, tenant.namespace, NOT_PUBLIC);
  return {
    kind: 'outside',
    text: `${host} is outside; any public address is assumed (--address names one)`,
    candidates: addresses.map((address) => ({ endpoint: { address }, port })),
    resolved: [SOME_PUBLIC],
  };
}

/** Every address, and the pods of the namespace that the name may mean: a Service of it may be made by others. */
function anywhere(world: World, tenant: Tenant, { host, port }: Target): readonly Candidate[] {
  const [, namespace = tenant.namespace, ...more] = host.split('.');
  const pods = more.length > 0 ? [] : anyPodOf(world, namespace, tenant.namespace);
  const ends = [...publicAddresses(world, tenant.namespace, []).map((address) => ({ address })), ...pods];
  return ends.map((endpoint) => ({ endpoint, port }));
}

/** Whether it is a public IPv4 address. */
export function isPublic(address: string): boolean {
  const bits = addressBits(address);
  return bits !== undefined && !address.includes(':') && !NOT_PUBLIC.some((cidr) => within(cidr, bits));
}

function within(cidr: string | undefined, bits: bigint): boolean {
  const range = cidr === undefined ? undefined : parseCidr(cidr);
  return range !== undefined && holds(range, bits);
}

/** Whether pods have addresses of this range. */
export function isPodAddress({ context }: World, address: string): boolean {
  return within(context.environment.cluster.podCidr, addressBits(address) ?? 0n);
}

function addressed(world: World, { namespace }: Tenant, address: string, port: number, pod: Given['pod']): Destination {
  const { environment, promised } = world.context;
  const { cluster } = environment;
  const bits = addressBits(address) ?? 0n;
  const base = { kind: 'address' as const, resolved: [address] };
  const outside: Endpoint = { address };
  const owner = ownerOf(world, address);
  if (owner) {
    const { tenant, proxy } = owner;
    const text = `${address} is the VM of ${proxy.name}, a proxy of ${tenant.name}`;
    const vm = { tenant, proxy, address: proxy.address };
    return { ...base, text, candidates: [{ endpoint: outside, port }], vm };
  }
  if (pod && isPodAddress(world, address)) {
    const candidates = podsNamed(world, pod, namespace).map((endpoint) => ({
      endpoint: { ...endpoint, addresses: [address] },
      port,
    }));
    const whose = pod.workload === undefined ? pod.namespace : `${pod.namespace}/${pod.workload}`;
    return { ...base, text: `${address} is a pod of ${whose}, as --pod says`, candidates };
  }
  if (isPodAddress(world, address)) {
    const candidates = anyPod(world, namespace, [address]).map((endpoint): Candidate => ({ endpoint, port }));
    return { ...base, text: `${address} is a pod; which one is not known`, candidates };
  }
  if (within(cluster.serviceCidr, bits)) return atServiceAddress(world, namespace, address, port);
  const isLocal = within(LINK_LOCAL, bits);
  if (within(cluster.privateNetwork, bits)) {
    const node: Endpoint = { node: '', addresses: [address] };
    const isNode = promised.some(({ nodePool }) =>
      nodePool.sources?.some((source) => within(source.includes('/') ? source : `${source}/32`, bits)),
    );
    const ends = isNode ? [node] : [node, outside];
    const text = isNode ? `${address} is a node` : `${address} is in the private network: a node or another machine`;
    return { ...base, text, candidates: ends.map((endpoint) => ({ endpoint, port })) };
  }
  const behind = publicOwnerOf(world, address);
  const text = behind
    ? `${address} is the public address of ${behind.proxy.name}, a proxy of ${behind.tenant.name}`
    : `${address} is ${isLocal ? 'a link-local address' : 'an address outside the cluster'}`;
  return { ...base, text, candidates: [{ endpoint: outside, port }] };
}

/** @throws EgressError (2) for a workload that is not rendered in the namespace */
function podsNamed(
  world: World,
  { namespace, workload }: NonNullable<Given['pod']>,
  seenFrom: string,
): readonly PodEndpoint[] {
  const rendered = podsIn(world, [namespace]);
  if (workload === undefined)
    return [...rendered.map(({ endpoint }) => endpoint), ...anyPodOf(world, namespace, seenFrom)];
  const found = rendered.filter(({ of }) => of.object.metadata.name === workload);
  if (found.length > 0) return found.map(({ endpoint }) => endpoint);
  const names = [...new Set(rendered.map(({ of }) => of.object.metadata.name))].sort();
  throw new EgressError(
    `unknown workload ${workload} of the namespace ${namespace}; available: ${names.join(', ') || 'none'}`,
    2,
  );
}

/** A Service whose address the settings know, the API server’s, or one that anyone could have created. */
function atServiceAddress(world: World, namespace: string, address: string, port: number): Destination {
  const { cluster } = world.context.environment;
  const base = { kind: 'address' as const, resolved: [address] };
  const bits = addressBits(address);
  const api = (addressBits(cluster.serviceCidr.split('/')[0] ?? '') ?? 0n) + 1n;
  if (bits === api) {
    const ends: Endpoint[] = [
      { node: '' },
      ...publicAddresses(world, namespace, []).map((each) => ({ address: each })),
    ];
    const at = port === 443 ? API_SERVER_PORT : port;
    return {
      ...base,
      text: `${address} is the API server`,
      candidates: ends.map((endpoint) => ({ endpoint, port: at })),
    };
  }
  if (address === cluster.dns)
    return { ...base, text: `${address} is the cluster’s DNS`, candidates: [{ endpoint: CLUSTER_DNS, port }] };
  const service = serviceAt(world, address);
  if (service) return { ...ofService(world, service, address, port), kind: 'address', resolved: [address] };
  const candidates = anyPod(world, namespace).map((endpoint): Candidate => ({ endpoint, port }));
  return { ...base, text: `${address} is the address of a Service; which one is not known`, candidates };
}

/** The pods of the cluster’s own DNS, as every distribution labels them. */
export const CLUSTER_DNS: Endpoint = {
  namespace: 'kube-system',
  namespaceLabels: { [NAMESPACE_NAME]: 'kube-system' },
  labels: { 'k8s-app': 'kube-dns' },
};

/** The Service that pods of a tenant call by a name, with the search path of their namespace. */
function serviceOf({ context }: World, tenant: Tenant, host: string): Rendered | undefined {
  const short = host.replace(/\.svc(\.cluster\.local)?$/, '');
  const labels = short.split('.');
  const names =
    short === host
      ? [
          { name: labels.at(-1), namespace: tenant.namespace, isPod: labels.length === 2, only: labels.length <= 2 },
          { name: labels.at(-2), namespace: labels.at(-1), isPod: labels.length === 3, only: labels.length <= 3 },
        ]
      : [{ name: labels.at(-2), namespace: labels.at(-1), isPod: labels.length === 3, only: labels.length <= 3 }];
  for (const { name, namespace, isPod, only } of names) {
    if (!only || name === undefined || namespace === undefined) continue;
    const found = context.find('', 'Service', name, namespace);
    // Only the pods of a headless Service have names of their own.
    if (found && (!isPod || map(found.object.spec).clusterIP === 'None')) return found;
  }
  return undefined;
}

function ofService(world: World, service: Rendered, host: string, port: number): Destination {
  const { namespace = '', name } = service.object.metadata;
  const { selector, ports, clusterIP } = map(service.object.spec);
  const wanted = Object.entries(map(selector));
  const known = podsIn(world, [namespace])
    .map(({ endpoint }) => endpoint)
    .filter((each) => wanted.every(([key, value]) => each.labels[key] === String(value)));
  const asSelected = {
    namespace,
    namespaceLabels: labelsOfNamespace(world.namespaces, namespace),
    labels: Object.fromEntries(wanted.map(([key, value]) => [key, String(value)])),
  };
  const pods: readonly PodEndpoint[] = wanted.length === 0 ? [] : known.length > 0 ? known : [asSelected];
  const entry = maps(ports).find((each) => each.port === port);
  const rendered = renderedAt(world, service, ['spec', 'ports']);
  const at = `the Service ${name} of ${namespace}`;
  // To the pods of a headless Service any port leads.
  if (!entry && clusterIP !== 'None') {
    const text = `${host} is ${at}, which has no port ${port} (it has ${
      maps(ports)
        .map((each) => each.port)
        .join(', ') || 'none'
    })`;
    return { kind: 'inside', text, candidates: [], resolved: [], rendered };
  }
  const { targetPort = port } = entry ?? {};
  const candidates = pods.flatMap((endpoint): Candidate[] => {
    const number = typeof targetPort === 'number' ? targetPort : endpoint.ports?.[String(targetPort)]?.port;
    return number === undefined ? [] : [{ endpoint, port: clusterIP === 'None' ? port : number }];
  });
  return { kind: 'inside', text: `${host} is ${at}`, candidates, resolved: [], rendered };
}

function privateHost(
  world: World,
  tenant: Tenant,
  index: number,
  { cidr }: Tenant['egress']['private'][number],
  { host, port }: Target,
): Destination {
  const range = parseCidr(cidr);
  const ends = range ? [range.first, range.last].map(formatAddress) : [];
  return {
    kind: 'private',
    text: `${host} is in ${cidr}`,
    candidates: ends.map((address) => ({ endpoint: { address }, port })),
    resolved: ends,
    ...settingAt(world, tenant, ['egress', 'private', index, 'hosts']),
  };
}
