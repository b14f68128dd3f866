import { NAME_LABEL, TENANT_LABEL } from './labels';
import { GATEWAY_PORT, LOG_PORT, PROBE_PORT } from './ports';

/** Namespace of Flux, name of its bootstrap Kustomization and GitRepository, and their folder in `clusters/`. */
export const FLUX_SYSTEM = 'flux-system';

/** The branch that Flux follows where the settings name none; without a name, Flux would follow master. */
export const MAIN_BRANCH = 'main';

/** The account of kustomize-controller, which `flux install` makes. */
export const PLATFORM_ACCOUNT = 'kustomize-controller';

/** Ending of the name of a tenant's second Kustomization. */
export const WORKLOADS_SUFFIX = '-workloads';

/** The Kustomization of a tenant's guardrails, where each tenant has Kustomizations of its own. */
export function guardrailsName(flux: string, tenant: string): string {
  return `${flux}-${tenant}`;
}

/** The Kustomization of a tenant's workloads, where each tenant has Kustomizations of its own. */
export function workloadsName(flux: string, tenant: string): string {
  return `${guardrailsName(flux, tenant)}${WORKLOADS_SUFFIX}`;
}

/** A shard of Flux's controllers: value of its label, folder of its controllers. @param index from 1 */
export function shardName(index: number): string {
  return `shard${index}`;
}

/** All shards. @param count undefined: there are none */
export function shardNames(count = 0): string[] {
  return Array.from({ length: count }, (_, index) => shardName(index + 1));
}

/**
 * The ExternalArtifact with the files of one tenant.
 *
 * @param tenant Default: the one with the files of the platform
 */
export function artifactName(flux: string, tenant?: string): string {
  return tenant === undefined ? flux : guardrailsName(flux, tenant);
}

/** A Provider and its Alert, by the Secret with the receiver's address. */
export function notificationName(flux: string, secret: string): string {
  return `${flux}-${secret}`;
}

/** The ClusterRole of tenants, and the binding to it in a tenant's namespace. */
export const TENANT_ROLE = 'egress-tenant';

/** The ClusterRole of a tenant's people where they may not read Secrets, and the binding to it. */
export const PEOPLE_ROLE = `${TENANT_ROLE}-people`;

/** Label of a tenant's namespace in which admission policies report and do not refuse; without it they refuse. */
export const GUARDRAILS_LABEL = `${TENANT_ROLE}/guardrails`;

/** Value of {@link GUARDRAILS_LABEL}. */
export const REPORT = 'report';

/** The binding of the account that applies a tenant's own repository and its charts. */
export const REPOSITORY_BINDING = `${TENANT_ROLE}-repository`;

/** An admission policy and its binding, for example `egress-tenant-pods`. */
export function policyName(subject: string): string {
  return `${TENANT_ROLE}-${subject}`;
}

/** The binding of an admission policy for namespaces in which it reports. */
export function reportBinding(policy: string): string {
  return `${policy}-report`;
}

/** The Calico policy of a tenant. Calico stores the policies of its default tier with this prefix. */
export function globalPolicyName(tenant: string): string {
  return `default.${TENANT_ROLE}-${tenant}`;
}

/** The Cilium policy of a tenant's namespace. */
export const ALLOW_NODES = 'allow-nodes';

/** The policy by which the tenants' resolver reaches the API server. */
export const ALLOW_API_SERVER = 'allow-api-server';

/** The policy of a tenant's namespace that lets nothing in or out. */
export const DEFAULT_DENY = 'default-deny';

/** The policy by which requests of a tenant's routes reach a workload. */
export function routePolicyName(workload: string): string {
  return `allow-route-${workload}`;
}

/** The policy by which requests of a tenant's routes reach the pods of a chart. */
export function chartRoutePolicyName(chart: string): string {
  return `allow-chart-route-${chart}`;
}

/** The Secret with the certificate of a route. */
export function routeSecretName(route: string): string {
  return `${route}-tls`;
}

/** API group of External Secrets Operator. */
export const EXTERNAL_SECRETS = 'external-secrets.io';

/** The SecretStore of each tenant, in its namespace. */
export const SECRET_STORE = 'tenant-store';

/** A tenant's node pool, unless the settings name another. */
export function defaultPoolName(tenant: string): string {
  return `${tenant}-pool`;
}

/** The node pool that our Terraform makes for the cluster's own pods. */
export const SYSTEM_POOL = 'system';

/** The ConfigMap that pods read the proxy's address from. */
export const EGRESS_CONFIG = 'client-egress-config';

const NO_PROXY = 'NO_PROXY';

/** Keys of {@link EGRESS_CONFIG}. */
export const CONFIG_KEYS = {
  address: 'PROXY_ADDRESS',
  port: 'PROXY_PORT',
  environment: 'ENVIRONMENT',
  noProxy: NO_PROXY,
  /** The same for Java, which separates names by `|`. Only where a container has the runtime java. */
  nonProxyHosts: 'NON_PROXY_HOSTS',
} as const;

/** References to the keys of {@link EGRESS_CONFIG}, as they are used in a container's variables. */
export const CONFIG_REFERENCES = {
  address: `$(${CONFIG_KEYS.address})`,
  port: `$(${CONFIG_KEYS.port})`,
  nonProxyHosts: `$(${CONFIG_KEYS.nonProxyHosts})`,
} as const;

/** The proxy's URL in a container's variables, made of the keys of {@link EGRESS_CONFIG}. */
export const PROXY_URL = `http://${CONFIG_REFERENCES.address}:${CONFIG_REFERENCES.port}`;

/** Variables that name the proxy. In both cases, because curl reads http_proxy in lower case only, and others the reverse. */
export const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'] as const;

/** Variables that list what is reached without the proxy. */
export const NO_PROXY_VARIABLES = [NO_PROXY, 'no_proxy'] as const;

const GATEWAY_NAME = 'egress-gateway';

/** A tenant's gateway: the name of all of its objects, the labels of its pods, and their port. */
export const GATEWAY = { name: GATEWAY_NAME, labels: { [NAME_LABEL]: GATEWAY_NAME }, port: GATEWAY_PORT } as const;

/** Name of the port of a gateway's metrics. */
export const METRICS_PORT_NAME = 'metrics';

/** The Secret of a gateway with `tls.crt`, `tls.key` and `ca.crt`. */
export const GATEWAY_SECRET = `${GATEWAY_NAME}-tls`;

/** Names of the authority of a gateway's namespace: its Issuer, its Certificate and the Secret with its key. */
export const AUTHORITY = 'authority';

/** Ending of the names of gateways' namespaces. No tenant's namespace ends in it. */
export const GATEWAY_NAMESPACE_SUFFIX = '-egress';

/** Namespace of a tenant's gateway. */
export function gatewayNamespace(namespace: string): string {
  return `${namespace}${GATEWAY_NAMESPACE_SUFFIX}`;
}

/** Host name under which a tenant's pods reach the gateway in that namespace. */
export function gatewayHost(namespace: string): string {
  return `${GATEWAY_NAME}.${namespace}.svc.cluster.local`;
}

/** Beginning of the names of a gateway's Services for hosts of `egress.tcp`. */
export const TCP_SERVICE_PREFIX = 'egress-tcp-';

/** Name of a server in a gateway’s configuration: a proxy without certificates, during a switch. No proxy’s name has a dot. */
export function plainServer(proxy: string): string {
  return `${proxy}.plain`;
}

/** Name of the container of a gateway's pod that takes over from the other one, and of its configuration. */
export const STANDBY = 'standby';

/** Variable that has the address of a gateway's pod. */
export const GATEWAY_ADDRESS = 'ADDRESS';

/** Name of the server in a gateway’s configuration that is the gateway itself. No proxy’s name has a dot. */
export const TUNNEL_SERVER = 'tenant.loopback';

/** What the certificate of a proxy is issued for. */
export function proxyCertificateName(tenant: string, proxy: string): string {
  return `${proxy}.${tenant}`;
}

/** A proxy's Certificate, in the namespace of the tenant's gateway. */
export function proxyCertificateObject(proxy: string): string {
  return `proxy-${proxy}`;
}

/** The Secret with a proxy's certificate, in the namespace of the tenant's gateway. */
export function proxySecretName(proxy: string): string {
  return `${proxyCertificateObject(proxy)}-tls`;
}

const RESOLVER_NAME = 'egress-dns';

/** The tenants' resolver: the name of its objects, its namespace, and the labels of its pods. */
export const RESOLVER = {
  name: RESOLVER_NAME,
  namespace: RESOLVER_NAME,
  labels: { [NAME_LABEL]: RESOLVER_NAME },
} as const;

const COLLECTOR_NAME = 'egress-logs';

/** The collector of access logs: the name of its objects, its namespace, the labels of its pods, and their port. */
export const COLLECTOR = {
  name: COLLECTOR_NAME,
  namespace: COLLECTOR_NAME,
  labels: { [NAME_LABEL]: COLLECTOR_NAME },
  port: LOG_PORT,
} as const;

/** Path of Loki's push, which VMs ask the collector for. */
export const LOKI_PUSH = '/loki/api/v1/push';

const PROBE_NAME = 'egress-probe';

/** A tenant's probe: the name of its objects and of its priority class, the labels of its pod, and the port of its metrics. */
export const PROBE = { name: PROBE_NAME, labels: { [NAME_LABEL]: PROBE_NAME }, port: PROBE_PORT } as const;

/** Tags at the cloud of what belongs to a tenant's proxies. */
export function proxyTags(tenant: string): string[] {
  return ['egress-proxy', `${TENANT_LABEL}=${tenant}`];
}
