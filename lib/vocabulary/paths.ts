/** Folder of Squid's files on a proxy's VM. */
export const SQUID_FOLDER = '/etc/squid';

/** Key and certificate of Squid's second hop, created on the VM and never sent anywhere. */
export const NAMES_KEY = `${SQUID_FOLDER}/names.pem`;

/** Squid's access log on a proxy's VM. */
export const ACCESS_LOG = '/var/log/squid/access.log';

/** Folder of a proxy's certificate, key and authority on its VM. */
export const SQUID_TLS = `${SQUID_FOLDER}/tls`;

/** Name of both tables of the firewall on a proxy's VM; other tables on it stay as they are. */
export const FIREWALL_TABLE = 'egress_proxy';

/** Configuration of the firewall on a proxy's VM. */
export const FIREWALL_FILE = '/etc/nftables.conf';

/** The unit of the agent on a proxy's VM. */
export const AGENT_UNIT = 'egress-agent.service';

/** Folder of a gateway's files in its container. */
export const GATEWAY_FILES = '/etc/egress-gateway';

/** Folder of a gateway's certificate, key and authority in its container. */
export const GATEWAY_TLS_FILES = '/etc/egress-gateway-tls';

/** Headers of requests that only gateways and proxies set begin with this. */
export const EGRESS_HEADERS = 'X-Egress-';

/** Address and port of the pod that asks, set by its gateway for the proxy's audit record. */
export const CLIENT_HEADER = `${EGRESS_HEADERS}Client`;

/** Path that a gateway asks Squid for to see whether it works. Squid answers it itself and does not log it. */
export const SQUID_HEALTH_PATH = '/squid-internal-static/health';

/** Unit on a proxy's VM that brings files by itself, without its suffix: a timer starts the service of the same name. */
export const PULL_UNIT = 'egress-pull';

/** On a proxy's VM: the public keys of those who may sign what it fetches. */
export const SIGNERS_FILE = '/etc/egress/pull-signers';

/** On a proxy's VM: the checksums of all files that were delivered, as `sha256sum --check` reads them. */
export const CHECKSUMS_FILE = '/etc/egress/files.sha256';

/** On a proxy's VM: the commit that its files were delivered from. */
export const COMMIT_FILE = '/etc/egress/commit';

/** What {@link COMMIT_FILE} holds until `apply.sh` brings files: user-data does not know the commit. */
export const UNKNOWN_COMMIT = 'unknown';
