import type { EnvironmentModel, Tenant } from '../../lib';
import { EgressError } from '../../lib/errors';
import { contains, parseRange } from '../../lib/settings';
import { AddressPool } from './addresses';

type Proxy = Tenant['egress']['proxies'][number];

/** The machines of one environment and where they stand. Derived from the model, the same for the same model. */
export interface Topology {
  readonly environment: string;
  readonly privateNetwork: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Service address of the cluster's DNS. */
  readonly dns: string;
  /** Way out of what has no public address of its own: the nodes. */
  readonly gateway: { readonly address: string; readonly publicAddress: string };
  readonly controlPlane: { readonly address: string };
  readonly nodes: readonly NodePlan[];
  readonly proxies: readonly ProxyPlan[];
  readonly internet: { readonly dns: string; readonly web: string };
}

export interface NodePlan {
  /** Of the host and of the Kubernetes node. */
  readonly name: string;
  readonly address: string;
  /** Value of the label `node-pool`. */
  readonly pool: string;
  /** Undefined: for everybody, untainted. */
  readonly tenant?: string;
}

export interface ProxyPlan {
  /** Of the host: the proxy's, or `<tenant>-<proxy>` where that is taken. */
  readonly host: string;
  readonly tenant: string;
  readonly proxy: Proxy;
  /** The declared one, or one of the lab's. */
  readonly publicAddress: string;
}

export const GATEWAY = 'gateway';
export const INTERNET = 'internet';
export const CONTROL_PLANE = 'control-plane';
export const SYSTEM_NODE = 'system-1';

/** Public addresses for what the settings give none. */
const LAB_PUBLIC = '198.51.100.0/24';
/** Not of the documentation ranges: a proxy that guards against private and reserved destinations must let it pass. */
export const WEB = '34.160.111.145';
const PUBLIC_DNS = '9.9.9.9';

/** @throws EgressError (2) when the private network has no address left for a machine that the lab needs */
export function planTopology(model: EnvironmentModel): Topology {
  const { cluster } = model.environment;
  const proxies = model.tenants.flatMap((tenant) => tenant.egress.proxies.map((proxy) => ({ tenant, proxy })));
  const inside = new AddressPool(parseRange(cluster.privateNetwork));
  inside.take(...proxies.map(({ proxy }) => proxy.address));
  if (cluster.gateway) inside.take(cluster.gateway);
  const free = (what: string, from: 'first' | 'last') => {
    const address = inside.next(from);
    if (!address) throw new EgressError(`${cluster.privateNetwork} has no address left for ${what}`, 2);
    return address;
  };
  // A pool's sources are its nodes', whichever of them exist already: nobody else gets one of them.
  inside.take(...model.tenants.flatMap((tenant) => tenant.nodePool.sources ?? []));
  const outside = new AddressPool(parseRange(LAB_PUBLIC));
  outside.take(...proxies.flatMap(({ proxy }) => proxy.publicAddress ?? []));
  const publicAddress = () => outside.next() as string;

  const gateway = { address: cluster.gateway ?? free('the gateway', 'first'), publicAddress: publicAddress() };
  const nodes: NodePlan[] = model.tenants.flatMap((tenant) => {
    const addresses = nodeAddresses(
      tenant,
      proxies.map(({ proxy }) => proxy),
    );
    const all = addresses.length > 0 ? addresses : [free(`a node of ${tenant.name}`, 'first')];
    return all.map((address, index) => ({
      name: `${tenant.nodePool.name}-${index + 1}`,
      address,
      pool: tenant.nodePool.name,
      tenant: tenant.name,
    }));
  });
  nodes.push({ name: SYSTEM_NODE, address: free('the system node', 'last'), pool: 'system' });
  return {
    environment: model.environment.name,
    privateNetwork: cluster.privateNetwork,
    podCidr: cluster.podCidr,
    serviceCidr: cluster.serviceCidr,
    dns: cluster.dns,
    gateway,
    controlPlane: { address: free('the control plane', 'last') },
    nodes,
    proxies: proxies.map(({ tenant, proxy }) => ({
      host: proxyHost(
        tenant,
        proxy,
        proxies.map((other) => other.proxy.name),
        nodes,
      ),
      tenant: tenant.name,
      proxy,
      publicAddress: proxy.publicAddress ?? publicAddress(),
    })),
    internet: { dns: PUBLIC_DNS, web: WEB },
  };
}

/** A pool's nodes: one for each single address of its sources, else one at the first usable address of its first range. */
function nodeAddresses(tenant: Tenant, proxies: readonly Proxy[]): string[] {
  const sources = tenant.nodePool.sources ?? [];
  const single = sources.filter((source) => parseRange(source).prefix === 32);
  return (single.length > 0 ? single : sources.slice(0, 1)).flatMap((range) => {
    const pool = new AddressPool(parseRange(range));
    for (const { address } of proxies) if (contains(range, address)) pool.take(address);
    return pool.next() ?? [];
  });
}

function proxyHost(tenant: Tenant, proxy: Proxy, all: readonly string[], nodes: readonly NodePlan[]): string {
  const reserved = [GATEWAY, INTERNET, CONTROL_PLANE, ...nodes.map((node) => node.name)];
  const shared = all.filter((name) => name === proxy.name).length > 1;
  return shared || reserved.includes(proxy.name) ? `${tenant.name}-${proxy.name}` : proxy.name;
}
