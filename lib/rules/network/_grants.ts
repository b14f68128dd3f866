import { EgressError } from '../../errors';
import { isCilium } from '../../model/cni';
import type { Environment, Tenant } from '../../model/types';
import {
  type Grant,
  LAST_PORT,
  leftOutDirection,
  NAMESPACE_NAME,
  type Namespaces,
  type Policy,
  type PortRange,
  parseCidr,
  readPolicy,
} from '../../network-policy';
import {
  AGENT_CHECK_PORT,
  GATEWAY_LABELS,
  GATEWAY_METRICS_PORT,
  GATEWAY_PORT,
  METADATA_RANGES,
  PROBE,
  RESOLVER,
} from '../_names';
import { type Context, isKind, isNamespace, labelsOf, type Rendered, type TenantNamespace } from '../_rendered';

const ANY_PORT: readonly PortRange[] = (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({
  protocol,
  first: 1,
  last: LAST_PORT,
}));

const CLUSTER_DNS = { what: 'the cluster’s DNS', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
/** NodeLocal DNSCache where it has pods on the pods' network. */
const NODE_DNS = { what: 'the DNS cache’s pods', namespace: 'kube-system', labels: { 'k8s-app': 'node-local-dns' } };
/** The resolver that forwards nothing. */
export const TENANTS_DNS = {
  what: 'the tenants’ resolver',
  ...RESOLVER,
};

const DNS_PORTS = (['UDP', 'TCP'] as const).map((protocol) => ({ protocol, first: 53, last: 53 }));

function nodeDnsGrants({ nodeLocalDns, dns }: Environment['cluster']): readonly Grant[] {
  if (nodeLocalDns === undefined) return [];
  const at = [nodeLocalDns, dns].flatMap((each) => parseCidr(`${each}/32`) ?? []);
  return [NODE_DNS, ...at.map((range) => ({ what: 'the DNS cache of the node', range }))].map((each) => ({
    ...each,
    ports: DNS_PORTS,
  }));
}

/** What a tenant's pods are to reach, and nothing else. */
export function egressGrants(tenant: Tenant, { cluster }: Environment): readonly Grant[] {
  const { gateway, forwards } = tenant;
  return [
    { ...(cluster.resolver ? TENANTS_DNS : CLUSTER_DNS), ports: DNS_PORTS },
    ...nodeDnsGrants(cluster),
    { what: 'its own pods', namespace: tenant.namespace, labels: {}, ports: ANY_PORT },
    ...(gateway
      ? [{ what: 'its gateway', namespace: gateway.namespace, labels: GATEWAY_LABELS, ports: gatewayPorts(forwards) }]
      : proxyGrants(tenant)),
    ...tenant.egress.private.flatMap(({ cidr, ports }) => address(cidr, cidr, ports)),
  ];
}

/** All that a tenant's gateway is to reach: its proxies and, where there is a choice, their agents; not even DNS. */
export function gatewayGrants(tenant: Tenant, { egressCheck }: Environment): readonly Grant[] {
  const { proxies } = tenant.egress;
  const asked = egressCheck !== undefined && proxies.length > 1 ? proxies : [];
  return [
    ...proxyGrants(tenant),
    ...asked.flatMap((proxy) => address(`the agent of ${proxy.name}`, `${proxy.address}/32`, [AGENT_CHECK_PORT])),
  ];
}

function proxyGrants({ egress }: Tenant): readonly Grant[] {
  return egress.proxies.flatMap((proxy) => address(`the proxy ${proxy.name}`, `${proxy.address}/32`, [proxy.port]));
}

/** The port for HTTP, and one for each host and port of `egress.tcp`. */
function gatewayPorts(forwards: Tenant['forwards']): readonly PortRange[] {
  return [GATEWAY_PORT, ...forwards.map(({ listener }) => listener)].map(tcp);
}

/** The only peers that may reach a tenant's gateway: the tenant's pods and, for its metrics, those of Prometheus. */
export function gatewayIngressGrants(
  { name, namespace, forwards }: Tenant,
  { monitoring }: Environment,
): readonly Grant[] {
  const prometheus = monitoring?.namespace;
  return [
    { what: `pods of ${name}`, namespace, labels: {}, ports: gatewayPorts(forwards) },
    ...(prometheus === undefined
      ? []
      : [{ what: 'Prometheus', namespace: prometheus, labels: {}, ports: [tcp(GATEWAY_METRICS_PORT)] }]),
  ];
}

/** The only peers that may reach a tenant's pods. */
export function ingressGrants(tenant: Tenant, { cluster }: Environment): readonly Grant[] {
  const nodes = isCilium(cluster) ? [] : [cluster.privateNetwork];
  return [
    { what: 'its own pods', namespace: tenant.namespace, labels: {}, ports: ANY_PORT },
    ...tenant.ingress.flatMap(({ namespace, ports }): Grant[] =>
      namespace === undefined
        ? nodes.flatMap((range) => address('nodes', range, ports))
        : [{ what: `pods of ${namespace}`, namespace, labels: {}, ports: ports.map(tcp) }],
    ),
  ];
}

/** Who is to read the metrics of a tenant's probe. Only its pod is to be reached, but the port is the probe's alone. */
export function probeGrants({ probe, monitoring }: Environment): readonly Grant[] {
  const namespace = probe && monitoring?.namespace;
  return namespace === undefined
    ? []
    : [{ what: `pods of ${namespace}`, namespace, labels: {}, ports: [tcp(PROBE.port)] }];
}

interface JudgedPolicies {
  readonly policies: readonly Policy[];
  /** By the policy's name. */
  readonly objects: ReadonlyMap<string, Rendered>;
  /** What is wrong with those that cannot be read. */
  readonly unreadable: readonly (readonly [object: Rendered, why: string])[];
  readonly namespaces: Namespaces;
}

const known = new WeakMap<TenantNamespace, JudgedPolicies>();

/** The network policies of a namespace, read once for all rules. */
export function policiesOf(namespace: TenantNamespace, context: Context): JudgedPolicies {
  const before = known.get(namespace);
  if (before) return before;
  const judged = policiesAmong(namespace.objects, namespace.namespace.object.metadata.name, context);
  known.set(namespace, judged);
  return judged;
}

/** The network policies among the objects of a namespace. */
export function policiesAmong(all: readonly Rendered[], own: string, context: Context): JudgedPolicies {
  const policies: Policy[] = [];
  const objects = new Map<string, Rendered>();
  const unreadable: (readonly [Rendered, string])[] = [];
  for (const each of all.filter((one) => isKind(one, 'NetworkPolicy', 'networking.k8s.io'))) {
    objects.set(each.object.metadata.name, each);
    const leftOut = leftOutDirection(each.object);
    if (leftOut) {
      const why = `lists ${leftOut}, which policyTypes leaves out: Cilium applies it, Calico does not; list it in both or in neither`;
      unreadable.push([each, why]);
    }
    try {
      policies.push(readPolicy(each.object));
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      unreadable.push([each, error.message]);
    }
  }
  return { policies, objects, unreadable, namespaces: { own, known: renderedNamespaces(context) } };
}

const labelsByContext = new WeakMap<Context, Namespaces['known']>();

function renderedNamespaces(context: Context): Namespaces['known'] {
  const before = labelsByContext.get(context);
  if (before) return before;
  const all = new Map(
    context.objects.filter(isNamespace).map((each) => {
      const { name } = each.object.metadata;
      return [name, { ...labelsOf(each), [NAMESPACE_NAME]: name }];
    }),
  );
  labelsByContext.set(context, all);
  return all;
}

/** What lies in a range that a policy opens, for people who do not know the addresses by heart. */
export function wellKnownRanges(
  { cluster }: Environment,
  tenant: Tenant,
  all: readonly Tenant[],
): readonly (readonly [cidr: string, what: string])[] {
  const [base = '', length] = cluster.serviceCidr.split('/');
  const apiServer = base.replace(/\d+$/, (last) => String(Number(last) + 1));
  return [
    ...METADATA_RANGES.map((range) => [range, 'the metadata service'] as const),
    ...(length === undefined ? [] : [[`${apiServer}/32`, 'the API server'] as const]),
    ...all
      .filter((other) => other.name !== tenant.name)
      .flatMap((other) =>
        other.egress.proxies.map(({ address }) => [`${address}/32`, `the proxy of ${other.name}`] as const),
      ),
    [cluster.privateNetwork, 'nodes and proxies'],
    [cluster.podCidr, 'pods of all tenants'],
    [cluster.serviceCidr, 'services'],
    ['1.1.1.1/32', 'the internet'],
    ['93.184.216.34/32', 'the internet'],
  ];
}

function address(what: string, cidr: string, ports: readonly number[]): Grant[] {
  const range = parseCidr(cidr);
  return range ? [{ what, range, ports: ports.map(tcp) }] : [];
}

function tcp(port: number): PortRange {
  return { protocol: 'TCP', first: port, last: port };
}
