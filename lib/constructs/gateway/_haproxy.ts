import type { GatewayProxy, Redundancy } from './tenant-gateway';

/** Where the gateway's files are in its container. */
export const FILES = '/etc/egress-gateway';

/** Where its certificate, key and authority are. */
export const TLS = '/etc/egress-gateway-tls';

/** Port of its health, beside the one for tenants. */
export const HEALTH_PORT = 8404;

/** Connections at a time; each takes two of a container's open files. */
const MAX_CONNECTIONS = 8192;

/** Squid answers it by itself, whatever it may reach, and logs it nowhere: see lib/proxy. */
const SQUID_HEALTH = '/squid-internal-static/health';

interface HaproxyProps {
  readonly tenant: string;
  readonly proxies: readonly GatewayProxy[];
  readonly redundancy: Redundancy;
  readonly clientCertificate: boolean;
  readonly port: number;
}

/**
 * HAProxy's configuration, for 2.6 and later. With two proxies a connection that is not there after 300 ms is made to
 * another one; a Squid that hangs is seen by the handshake where there is TLS, and by its health check where there is not.
 */
export function haproxyConfiguration(props: HaproxyProps): string {
  const { tenant, proxies, redundancy, clientCertificate, port } = props;
  const several = proxies.length > 1;
  return `# From the pods of ${tenant} to its ${several ? 'proxies' : 'proxy'}, byte for byte.
global
  log stdout format raw local0 notice
  maxconn ${MAX_CONNECTIONS}
  lua-load ${FILES}/cut.lua
${clientCertificate ? '  # The key is tls.key, beside tls.crt.\n  ssl-load-extra-del-ext\n' : ''}
defaults
  mode tcp
  log global
  timeout client 1h
  timeout server 1h
${
  several
    ? `  # A connection that does not come about in time goes to another proxy, and nobody notices.
  timeout connect 300ms
  retries 10
  option redispatch 1`
    : `  timeout connect 3s
  retries 3`
}

frontend tenant
  bind :${port}
  default_backend proxies

backend proxies
${several ? `  ${BALANCE[redundancy]}\n` : ''}  option httpchk GET ${SQUID_HEALTH}
  http-check expect rstatus ^[2-4]
  timeout check 300ms
  default-server check inter 1s fastinter 200ms fall 2 rise 2${clientCertificate ? tls() : ''}
${proxies.map((proxy) => `  ${serverLine(proxy, tenant, clientCertificate)}`).join('\n')}

# Ready while a proxy lets this node in.
frontend health
  bind :${HEALTH_PORT}
  mode http
  timeout client 5s
  monitor-uri /ready
  monitor fail if { nbsrv(proxies) eq 0 }
`;
}

const BALANCE: Readonly<Record<Redundancy, string>> = {
  'active-passive': '# The first of them that works.\n  balance first',
  'active-active': '# All of them, the one with the fewest connections first.\n  balance leastconn',
};

function tls(): string {
  return ` ssl crt ${TLS}/tls.crt ca-file ${TLS}/ca.crt verify required ssl-min-ver TLSv1.2`;
}

function serverLine({ name, address, port, drain }: GatewayProxy, tenant: string, clientCertificate: boolean): string {
  const host = clientCertificate ? ` verifyhost ${proxyCertificateName(tenant, name)}` : '';
  return `server ${name} ${address}:${port}${host}${drain ? ' weight 0' : ''}`;
}

/** What the certificate of a proxy has to be for. */
export function proxyCertificateName(tenant: string, proxy: string): string {
  return `${proxy}.${tenant}`;
}
