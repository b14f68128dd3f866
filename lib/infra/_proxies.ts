import { posix } from 'node:path';
import type { Environment, Infrastructure, RetiredAddress, Tenant } from '../model/types';
import { reachablePorts } from '../proxy';
import { infraPath, proxyTags, USER_DATA } from '../vocabulary';
import type { ClusterBlocks } from './_cluster';
import { type ProxyZone, zonesOf } from './_zones';
import { type Block, type Blocks, combine, expression, regionOf } from './expressions';
import { resourceName } from './resource-names';

/** The proxies of a tenant: addresses, machines, and the cloud's firewall, which sees public traffic only. */
export function proxyBlocks(
  environment: Environment,
  infrastructure: Infrastructure,
  { privateNetworkId }: ClusterBlocks,
  tenant: Tenant,
): Blocks {
  const groups = zonesOf(environment, tenant).map(({ zone, name: own, suffix, isPair }): Blocks => {
    const name = `${environment.name}-${tenant.name}${suffix}`;
    return {
      scaleway_instance_security_group: {
        [own]: { name, zone, ...securityGroup(environment, infrastructure, tenant) },
      },
      // Apart, as far as the cloud can: one machine that fails must not take both along.
      ...(isPair
        ? { scaleway_instance_placement_group: { [own]: { name, zone, policy_type: 'max_availability' } } }
        : {}),
    };
  });
  const proxies = tenant.egress.proxies.map((proxy): Blocks => {
    const name = resourceName(tenant.name, proxy.name);
    const zone = proxy.zone ?? environment.cluster.zone;
    const { name: own, isPair } = zonesOf(environment, tenant).find((each) => each.zone === zone) as ProxyZone;
    const common = { zone, tags: proxyTags(tenant.name) };
    return {
      scaleway_instance_ip: { [name]: publicAddress(common) },
      scaleway_ipam_ip: {
        [name]: {
          address: proxy.address,
          region: regionOf(environment),
          source: { private_network_id: privateNetworkId },
          tags: common.tags,
        },
      },
      scaleway_instance_server: {
        [name]: {
          name: `${environment.name}-${tenant.name}-${proxy.name}`,
          ...common,
          type: infrastructure.instanceType,
          image: infrastructure.image,
          ip_ids: [expression(`scaleway_instance_ip.${name}.id`)],
          security_group_id: expression(`scaleway_instance_security_group.${own}.id`),
          ...(isPair ? { placement_group_id: expression(`scaleway_instance_placement_group.${own}.id`) } : {}),
          user_data: { 'cloud-init': userData(environment, tenant, proxy.name) },
        },
      },
      scaleway_instance_private_nic: {
        [name]: {
          zone,
          server_id: expression(`scaleway_instance_server.${name}.id`),
          private_network_id: privateNetworkId,
          ipam_ip_ids: [expression(`scaleway_ipam_ip.${name}.id`)],
        },
      },
    };
  });
  return combine([...groups, ...proxies]);
}

/** Public addresses whose proxies are gone: on no machine, under the names that they had. */
export function retiredBlocks({ cluster, retired = [] }: Environment): Blocks {
  if (retired.length === 0) return {};
  const block = ({ tenant, keepUntil, zone = cluster.zone }: RetiredAddress) =>
    publicAddress({ zone, tags: [...proxyTags(tenant), `keep-until=${keepUntil}`] });
  return {
    scaleway_instance_ip: Object.fromEntries(
      retired.map((entry) => [resourceName(entry.tenant, entry.proxy), block(entry)]),
    ),
  };
}

function publicAddress(common: Block): Block {
  return { type: 'routed_ipv4', ...common, lifecycle: { prevent_destroy: true } };
}

/** What node pools depend on. */
const RESERVED = { type: 'terraform_data', name: 'reserved' };

/**
 * A resource that exists when all private addresses of proxies are reserved, and its address. It stands between pools and
 * reservations: if each pool listed all reservations, a thousand tenants would have a million entries.
 */
export function reservations(tenants: readonly Tenant[]): { readonly resource: Blocks; readonly after: string[] } {
  const addresses = tenants.flatMap((tenant) =>
    tenant.egress.proxies.map((proxy) => `scaleway_ipam_ip.${resourceName(tenant.name, proxy.name)}`),
  );
  if (addresses.length === 0) return { resource: {}, after: [] };
  const { type, name } = RESERVED;
  return { resource: { [type]: { [name]: { depends_on: addresses } } }, after: [`${type}.${name}`] };
}

function userData(environment: Environment, tenant: Tenant, proxy: string): string {
  const folder = posix.relative(infraPath(environment.name), infraPath(environment.name, tenant.name, proxy));
  return expression(`file("\${path.module}/${folder}/${USER_DATA}")`);
}

function securityGroup({ logs }: Environment, { ssh }: Infrastructure, tenant: Tenant): Block {
  const rule = (protocol: string, port: number, range = '0.0.0.0/0') => ({
    action: 'accept',
    protocol,
    port,
    ip_range: range,
  });
  const ports = [53, ...reachablePorts(tenant), ...(logs ? [logs.port] : [])];
  return {
    stateful: true,
    inbound_default_policy: 'drop',
    outbound_default_policy: 'drop',
    ...(ssh.length > 0
      ? { inbound_rule: ssh.map((source) => rule('TCP', 22, source.includes('/') ? source : `${source}/32`)) }
      : {}),
    outbound_rule: [...[...new Set(ports)].map((port) => rule('TCP', port)), rule('UDP', 53), rule('UDP', 123)],
  };
}
