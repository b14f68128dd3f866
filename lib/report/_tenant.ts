import { printable } from '../lint/printable';
import type { Tenant } from '../model/types';
import { isDocumentation } from '../settings/address-kinds';
import { CORDONED } from '../vocabulary';
import type { AllowReport, Fact, ProxyReport, TenantReport } from './types';

/** A tenant as the map and the lists show it. */
export function tenantOf(tenant: Tenant): Omit<TenantReport, 'cells' | 'named'> {
  const { name, title, namespace, source, nodePool, podProxy, gateway, egress } = tenant;
  return {
    name,
    title: printable(title),
    namespace,
    source: printable(source),
    pool: nodePool.name,
    podProxy: `${podProxy.address}:${podProxy.port}`,
    ...(gateway ? { gateway: gateway.namespace } : {}),
    isCordoned: tenant.state === CORDONED,
    proxies: egress.proxies.map(proxyOf),
    ...(egress.allow ? { allow: egress.allow.map(allowOf) } : {}),
    logsOnly: egress.mode === 'report',
    facts: factsOf(tenant),
  };
}

function proxyOf({ name, address, port, publicAddress, drain }: Tenant['egress']['proxies'][number]): ProxyReport {
  return {
    name,
    address,
    port,
    ...(publicAddress === undefined ? {} : { publicAddress }),
    isPlaceholder: publicAddress !== undefined && isDocumentation(publicAddress),
    isDraining: drain === true,
  };
}

type Allowed = NonNullable<Tenant['egress']['allow']>[number];

function allowOf({ host, ports, owner, reason, until, sni }: Allowed): AllowReport {
  return {
    host,
    ports,
    ...(owner === undefined ? {} : { owner: printable(owner) }),
    ...(reason === undefined ? {} : { reason: printable(reason) }),
    ...(until === undefined ? {} : { until }),
    anySni: sni === 'any',
  };
}

function factsOf({ nodePool, egress, workloads, ingress, routes = [], expect = [] }: Tenant): readonly Fact[] {
  const direct = egress.private.map(({ cidr, ports }) => `${cidr} at ${ports.join(', ')}`);
  const callers = ingress.map((from) => ('nodes' in from ? 'nodes' : `namespace ${from.namespace}`));
  const facts: readonly Fact[] = [
    ['Nodes', nodePool.sources?.join(', ') ?? 'addresses are not set'],
    ['Workloads', workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ')],
    ['Redundancy', egress.proxies.length > 1 ? egress.redundancy : ''],
    ['Mutual TLS to the proxies', egress.clientCertificate ? 'yes' : ''],
    ['Reached without the proxy', direct.join('; ')],
    ['Reached by the gateway', egress.tcp.map(({ host, port }) => `${host}:${port}`).join(', ')],
    ['Reached by', [...new Set(callers)].join(', ')],
    ['Requests from outside', routes.map(({ host, path }) => `${host}${path}`).join(', ')],
    ['Expectations', expect.length > 0 ? String(expect.length) : ''],
  ];
  return facts.filter(([, value]) => value !== '').map(([label, value]) => [label, printable(value)]);
}
