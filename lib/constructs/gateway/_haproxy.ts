import {
  GATEWAY_FILES as FILES,
  GATEWAY_CLI_PORT,
  GATEWAY_HEALTH_PORT,
  proxyCertificateName,
  SQUID_HEALTH_PATH,
  GATEWAY_TLS_FILES as TLS,
} from '../../vocabulary';
import type { GatewayProxy, Redundancy } from './tenant-gateway';

/** Connections at a time; each takes two of a container's open files. */
const MAX_CONNECTIONS = 8192;

interface HaproxyProps {
  readonly tenant: string;
  readonly proxies: readonly GatewayProxy[];
  readonly redundancy: Redundancy;
  readonly clientCertificate: boolean;
  readonly port: number;
}

/**
 * HAProxy's configuration, for 2.6 and later. A connection that does not come about is made to another proxy. That one
 * hangs is seen by its checks: they are many, and one that fails is enough, since what they are wrong about does no harm:
 * a Squid that is merely busy has the others take over, nothing that is open is cut, and if no proxy is left all are tried.
 */
export function haproxyConfiguration(props: HaproxyProps): string {
  const { tenant, proxies, redundancy, clientCertificate, port } = props;
  const several = proxies.length > 1;
  const balance = several ? `  ${BALANCE[redundancy]}\n` : '';
  const servers = proxies.map((proxy) => `  ${serverLine(proxy, clientCertificate ? tenant : undefined)}\n`).join('');
  return `# From the pods of ${tenant} to its ${several ? 'proxies' : 'proxy'}, byte for byte.
global
  log stdout format raw local0 notice
  maxconn ${MAX_CONNECTIONS}
  lua-load ${FILES}/cut.lua
${clientCertificate ? EXPIRY : ''}
defaults
  mode tcp
  log global
  timeout client 1h
  timeout server 1h
  option redispatch 1
${balance}${clientCertificate ? SECURE : ''}
frontend tenant
  bind :${port}
${clientCertificate ? RATE : ''}  use_backend last-resort if { nbsrv(proxies) eq 0 }
  default_backend proxies

backend proxies
  timeout connect ${several ? '1s' : '5s'}
  retries 3
  option httpchk GET ${SQUID_HEALTH_PATH}
  http-check expect rstatus ^[2-4]
  timeout check 150ms
  default-server check inter 100ms fall 1 rise 2
${servers}
# None seems to work; they may only be slow.
backend last-resort
  timeout connect 5s
  retries 3
${servers}
# Ready while a proxy lets this node in.
frontend health
  bind :${GATEWAY_HEALTH_PORT}
  mode http
  timeout client 5s
  monitor-uri /ready
  monitor fail if { nbsrv(proxies) eq 0 }
${clientCertificate ? '  http-request use-service lua.certificate if { path /certificate }\n' : ''}`;
}

const BALANCE: Readonly<Record<Redundancy, string>> = {
  'active-passive': '# The first of them that works.\n  balance first',
  'active-active': '# The one with the fewest connections.\n  balance leastconn',
};

/** What a Squid of a small machine bears of handshakes, halved, as there are two gateways. */
const RATE = `  # More wait here, with their handshakes still to come, instead of failing by one another there.
  rate-limit sessions 300
`;

const EXPIRY = `  ssl-load-extra-del-ext
  lua-load ${FILES}/expiry.lua
  stats socket ipv4@127.0.0.1:${GATEWAY_CLI_PORT} level operator
`;

const SECURE = `  # The key is tls.key, beside tls.crt.
  default-server ssl crt ${TLS}/tls.crt ca-file ${TLS}/ca.crt verify required ssl-min-ver TLSv1.2
`;

/** @param tenant whose certificate is asked for; undefined: none is */
function serverLine({ name, address, port, drain }: GatewayProxy, tenant: string | undefined): string {
  const host = tenant === undefined ? '' : ` verifyhost ${proxyCertificateName(tenant, name)}`;
  return `server ${name} ${address}:${port}${host}${drain ? ' weight 0' : ''}`;
}
