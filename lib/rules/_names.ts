/**
 * The names, labels, ports and paths that are part of the contract. Deliberately not imported from lib/vocabulary, so that
 * an accidental change there is found by the rules. This is the only second copy.
 */
export const POOL_LABEL = 'node-pool';
export const GUARDRAILS_LABEL = 'egress-tenant/guardrails';
export const REPORT = 'report';
export const TENANT_LABEL = 'tenant';
export const ISOLATION_LABEL = 'network/isolation';
export const ISOLATION_VALUE = 'egress-proxy';
export const PROXY_ANNOTATION = 'egress-proxy';
export const REGISTRIES_ANNOTATION = 'image-registries';
export const AUDIENCES_ANNOTATION = 'token-audiences';
export const HOSTS_ANNOTATION = 'route-hosts';
export const STATE_ANNOTATION = 'egress-tenant/state';
export const CORDONED = 'cordoned';
export const ALIASES_ANNOTATION = 'host-aliases';
export const DIRECT_ANNOTATION = 'no-proxy';
export const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';
export const FORCE = 'kustomize.toolkit.fluxcd.io/force';
export const POD_SECURITY = 'pod-security.kubernetes.io/';
export const FLUX_SYSTEM = 'flux-system';
export const PLATFORM_ACCOUNT = 'kustomize-controller';
export const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io';
export const SOURCE = 'source.toolkit.fluxcd.io';
export const EXTENSIONS = 'source.extensions.fluxcd.io';
export const HELM = 'helm.toolkit.fluxcd.io';
export const NOTIFICATION = 'notification.toolkit.fluxcd.io';
export const PROMETHEUS_OPERATOR = 'monitoring.coreos.com';
export const EXTERNAL_SECRETS = 'external-secrets.io';
export const SECRET_STORE = 'tenant-store';
export const RBAC = 'rbac.authorization.k8s.io';

/** The policy of a tenant before all network policies, where the network plugin is Calico. */
export const CALICO = 'crd.projectcalico.org';
export function globalPolicyOf(tenant: string): string {
  return `default.${TENANT_ROLE}-${tenant}`;
}

/** What opens the way from and to nodes, where the network plugin is Cilium. */
export const CILIUM = 'cilium.io';
export const ALLOW_NODES = 'allow-nodes';
export const ALLOW_API_SERVER = 'allow-api-server';

/** The ConfigMap that pods take the proxy's address from, with the hash that a build appends. */
export const CONFIG_NAME = 'client-egress-config';
export const HASHED_CONFIG = /^client-egress-config-[a-z0-9]{10}$/;

/** What stands between a tenant's pods and its proxies where it has a gateway, as all that makes it up is called. */
export const GATEWAY = 'egress-gateway';
export const APP_NAME = 'app.kubernetes.io/name';
/** By which charts name their release. */
export const INSTANCE = 'app.kubernetes.io/instance';
export const GATEWAY_LABELS = { [APP_NAME]: GATEWAY };
export const GATEWAY_PORT = 3128;
/** On a gateway's own loopback address: the tunnels of its listeners for TCP. */
export const GATEWAY_TUNNEL_PORT = 8406;
export const GATEWAY_HEALTH_PORT = 8404;
export const STANDBY = 'standby';
export const STANDBY_TUNNEL_PORT = 8408;
export const STANDBY_HEALTH_PORT = 8407;
export const GATEWAY_METRICS_PORT = 8405;
export const GATEWAY_CLI_PORT = 9999;
export const GATEWAY_SECRET = `${GATEWAY}-tls`;

/** Where the gateway's files are in its container, and its certificate, key and authority. */
export const GATEWAY_FILES = '/etc/egress-gateway';
export const GATEWAY_CERTIFICATE = '/etc/egress-gateway-tls';

/** A tenant's probe: the name of its objects and of its priority class, the labels of its pod, and the port of its metrics. */
export const PROBE = { name: 'egress-probe', labels: { [APP_NAME]: 'egress-probe' }, port: 9305 };

/** Variables of a container that name the proxy, and those that list what is reached without it. */
export const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
export const NO_PROXY_VARIABLES = ['NO_PROXY', 'no_proxy'];

/** How containers name the proxy by the ConfigMap's keys. */
export const CONFIG_ADDRESS = '$(PROXY_ADDRESS)';
export const COMPOSED_URL = `http://${CONFIG_ADDRESS}:$(PROXY_PORT)`;

/** The keys of that ConfigMap that make up the proxy. */
export const CONFIG_KEYS = ['PROXY_ADDRESS', 'PROXY_PORT'];

/** By which name pods find the gateway in a namespace. */
export function gatewayHost(namespace: string): string {
  return `${GATEWAY}.${namespace}.svc.cluster.local`;
}

/** The role of tenants, and the beginning of the names of admission policies. */
const TENANT_ROLE = 'egress-tenant';

export function policyOf(subject: string): string {
  return `${TENANT_ROLE}-${subject}`;
}

/** The tenants' resolver: its Service, its namespace, and the labels of its pods. */
export const RESOLVER = {
  name: 'egress-dns',
  namespace: 'egress-dns',
  labels: { [APP_NAME]: 'egress-dns' },
};

const TAINT_VALUE = 'dedicated';

export function taintOf(tenant: string): string {
  return `node-role.kubernetes.io/${tenant}`;
}

/** The only toleration of a tenant's pods. */
export function tolerationOf(tenant: string) {
  return { key: taintOf(tenant), operator: 'Equal', value: TAINT_VALUE, effect: 'NoSchedule' };
}

/** Port of the API server behind its service. */
export const API_SERVER_PORT = 6443;

/** Prefix of the annotations of a namespace that the API server's own admission plugins read. */
export const SCHEDULER = 'scheduler.alpha.kubernetes.io/';

/** Addresses of instance metadata. */
export const METADATA = '169.254.42.42';
/** Most clouds' metadata; Scaleway's resolver has this address in private networks. */
export const PRIVATE_RESOLVER = '169.254.169.254';
export const METADATA_RANGES = [`${PRIVATE_RESOLVER}/32`, `${METADATA}/32`];

/** Addresses of one link, those of instance metadata among them. */
export const LINK_LOCAL = '169.254.0.0/16';

/** Ranges that a machine keeps for itself. */
export const LOCAL_RANGES = ['127.0.0.0/8', LINK_LOCAL, '::1/128', 'fe80::/10'];

/** Where rendered files are. */
export const KUSTOMIZATION = 'kustomization.yaml';
export const KUSTOMIZE_FILES = [KUSTOMIZATION, 'kustomization.yml', 'Kustomization'];

export function baseOf(owner: string): string {
  return `dist/base/${owner}`;
}

export function overlayOf(environment: string): string {
  return `dist/overlays/${environment}`;
}

export function clusterOf(environment: string): string {
  return `clusters/${environment}`;
}

export function infraOf(environment: string): string {
  return `dist/infra/${environment}`;
}

/** Files of a proxy's VM, and where they are on it. */
export const SQUID_CONF = 'squid.conf';
export const NFTABLES_CONF = 'nftables.conf';
export const USER_DATA = 'cloud-init.yaml';
export const APPLY_SCRIPT = 'apply.sh';
export const SQUID_FOLDER = '/etc/squid';
export const FIREWALL_FILE = '/etc/nftables.conf';
export const CHECKSUMS_FILE = '/etc/egress/files.sha256';
export const COMMIT_FILE = '/etc/egress/commit';

/** Port of Squid's second hop, on loopback. */
export const NAMES_PORT = 3129;

/** Port of the exporter on a proxy's VM. */
export const EXPORTER_PORT = 9301;

/** Ports of the agent on a proxy's VM: what gateways ask, and metrics. */
export const AGENT_CHECK_PORT = 9302;
export const AGENT_METRICS_PORT = 9303;

/** IPv4 ranges that are not public. */
export const NOT_PUBLIC: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** The unit of the agent on a proxy's VM. */
export const AGENT_UNIT = 'egress-agent.service';
export const PULL_UNIT = 'egress-pull';
export const SIGNERS_FILE = '/etc/egress/pull-signers';
