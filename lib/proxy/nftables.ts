import {
  AGENT_CHECK_PORT,
  AGENT_METRICS_PORT,
  EXPORTER_PORT,
  FIREWALL_TABLE,
  METADATA_ADDRESS,
  NAMES_PORT,
  NFTABLES_CONF,
  SCALEWAY_METADATA,
  SPECIAL_V4,
} from '../vocabulary';
import { agentPorts, isAsked } from './_agent';
import { checkedLists } from './_names-hop';
import { pullPort } from './_pull';
import { asset, type ProxyVm, SQUID_USER, sourcesOf, withoutCovered } from './_vm';
import { reachablePorts } from './allow-list';

/**
 * The firewall of the VM itself: the cloud's security groups filter public traffic only, so nothing else stands between
 * two machines of one private network. `nft -f` may load it any number of times.
 */
export function nftables(vm: ProxyVm): string {
  const { environment, tenant, proxy } = vm;
  const { logs } = environment;
  const { ssh = [] } = environment.infrastructure ?? {};
  const monitoring = environment.monitoring?.sources ?? [];
  // A legacy Public Gateway takes the place of the private network's own resolver.
  const resolvers = [METADATA_ADDRESS, ...(environment.cluster.gateway ? [environment.cluster.gateway] : [])];
  return asset(NFTABLES_CONF, {
    PROXY: proxy.name,
    TENANT: tenant.name,
    ENVIRONMENT: environment.name,
    TABLE: FIREWALL_TABLE,
    ADDRESS: proxy.address,
    PORT: proxy.port,
    SOURCES: elements(sourcesOf(vm)),
    SPECIAL_RANGES: elements(SPECIAL_V4.map(({ range }) => range)),
    SSH: ssh.length > 0,
    SSH_SOURCES: elements(withoutCovered(ssh)),
    MONITORING: monitoring.length > 0,
    MONITORING_SOURCES: elements(withoutCovered(monitoring)),
    EXPORTER_PORT,
    AGENT_METRICS_PORT,
    ASKED: isAsked(vm),
    AGENT_CHECK_PORT,
    AGENT_PORTS: elements(agentPorts(vm)),
    FURTHER: agentPorts(vm).length > 0,
    SQUID_USER,
    NAMES: checkedLists(vm).length > 0,
    NAMES_PORT,
    RESOLVERS: elements(resolvers),
    METADATA: SCALEWAY_METADATA,
    LOGS: logs !== undefined,
    LOG_PORT: logs?.port ?? '',
    PULL: pullPort(vm) !== undefined,
    PULL_PORT: pullPort(vm) ?? '',
    PORTS: elements(reachablePorts(tenant)),
  });
}

function elements(values: readonly (string | number)[]): string {
  return values.join(', ');
}
