import type { TcpForward } from '../../model/tcp';
import {
  AGENT_CHECK_PORT,
  CLIENT_HEADER,
  EGRESS_HEADERS,
  GATEWAY_FILES as FILES,
  GATEWAY_ADDRESS,
  GATEWAY_CLI_PORT,
  GATEWAY_HEALTH_PORT,
  GATEWAY_METRICS_PORT,
  GATEWAY_TUNNEL_PORT,
  plainServer,
  proxyCertificateName,
  SQUID_HEALTH_PATH,
  STANDBY_HEALTH_PORT,
  STANDBY_TUNNEL_PORT,
  GATEWAY_TLS_FILES as TLS,
  TUNNEL_SERVER,
} from '../../vocabulary';
import { asset } from './_files';
import type { GatewayProxy, Redundancy } from './types';

/** Connections at a time; each takes two of a container's open files. */
const MAX_CONNECTIONS = 8192;

/** Of TLS 1.2: forward secrecy and authenticated encryption. */
const CIPHERS = 'ECDHE+AESGCM:ECDHE+CHACHA20';

/** New connections per second and gateway, with certificates. bench/handshakes.md has what Squid sustains. */
const SESSIONS = 1000;

interface HaproxyProps {
  readonly tenant: string;
  readonly proxies: readonly GatewayProxy[];
  readonly redundancy: Redundancy;
  /** Whether it has a certificate. */
  readonly clientCertificate: boolean;
  /** Whether proxies are also used without a certificate. Default: false. */
  readonly either?: boolean;
  /** Whether the agents on the proxies' VMs are asked if they reach the outside. */
  readonly outside: boolean;
  readonly drainGrace: string | undefined;
  readonly port: number;
  /** Whether it serves metrics. */
  readonly metrics: boolean;
  /** Listeners for TCP that is not HTTP. Default: none. */
  readonly tcp?: readonly TcpForward[];
  /** Whether it is that of the standby, which checks no proxy and serves no metrics. Default: false. */
  readonly standby?: boolean;
}

/** Whether new connections wait for a sign of life. A TLS handshake is one already, and one proxy alone is waited for. */
export function awaitsProxies({ clientCertificate, proxies }: Pick<HaproxyProps, 'clientCertificate' | 'proxies'>) {
  return !clientCertificate && proxies.length > 1;
}

/**
 * HAProxy's configuration, for 2.6 and later. Failed connections are retried on another proxy. Frequent health checks
 * (every 150 ms, three failures) detect a hung proxy. False positives are harmless: open connections are not cut, and if all
 * proxies look down, all are tried.
 */
export function haproxyConfiguration(props: HaproxyProps): string {
  const {
    tenant,
    proxies,
    redundancy,
    clientCertificate,
    either = false,
    outside,
    drainGrace,
    port,
    metrics,
    tcp = [],
    standby = false,
  } = props;
  const several = proxies.length > 1;
  const checks = !standby;
  const waits = checks && awaitsProxies(props);
  const asks = checks && outside;
  const serves = checks && metrics;
  // The kernel gives connections to the socket that names the address, and to the standby's if there is none.
  const address = standby ? '' : `"$${GATEWAY_ADDRESS}"`;
  const servers = (tracked: boolean) =>
    proxies
      .flatMap((proxy) => {
        const line = serverLine(proxy, clientCertificate ? tenant : undefined, tracked);
        const plain = { ...proxy, name: plainServer(proxy.name) };
        return either ? [line, `${serverLine(plain, undefined, tracked)} no-ssl`] : [line];
      })
      .join('\n');
  return asset('haproxy.cfg', {
    TENANT: tenant,
    PROXIES: several ? 'proxies' : 'proxy',
    MAX_CONNECTIONS,
    FOLDER: FILES,
    GRACE: drainGrace !== undefined,
    TLS: clientCertificate,
    EITHER: either,
    EITHER_CHECKS: checks && either,
    STANDBY: standby,
    CHECKS: checks,
    EXPIRY: checks && clientCertificate,
    // One proxy alone has no other one to wait with.
    RARELY: checks && either && several,
    TLS_FOLDER: TLS,
    CIPHERS,
    SESSIONS,
    CLI_PORT: GATEWAY_CLI_PORT,
    ADDRESS: address,
    PORT: port,
    HEADERS: EGRESS_HEADERS,
    CLIENT_HEADER,
    HEALTH_PORT: standby ? STANDBY_HEALTH_PORT : GATEWAY_HEALTH_PORT,
    FIRST: several && redundancy === 'active-passive',
    LEASTCONN: several && redundancy === 'active-active',
    CONNECT_TIMEOUT: several ? '1s' : '5s',
    SQUID_HEALTH_PATH,
    AWAIT: waits,
    OUTSIDE: asks,
    AWAIT_REACHING: waits && outside,
    EITHER_REACHING: either && asks,
    AGENT_PORT: AGENT_CHECK_PORT,
    TCP: tcp.length > 0,
    LISTENERS: tcp.map((each) => listenerText(each, address)).join('\n\n'),
    TUNNEL_PORT: standby ? STANDBY_TUNNEL_PORT : GATEWAY_TUNNEL_PORT,
    TUNNEL_SERVER,
    METRICS: serves,
    METRICS_TLS: serves && clientCertificate,
    METRICS_PORT: GATEWAY_METRICS_PORT,
    SERVERS: servers(false),
    TRACKED_SERVERS: servers(true),
  });
}

/** Whatever comes to this port is for this host and its port. */
function listenerText({ name, host, port, listener }: TcpForward, address: string): string {
  return asset('listener.cfg', { NAME: name, ADDRESS: address, LISTENER: listener, HOST: host, PORT: port }).trimEnd();
}

/** @param tenant whose certificate is asked for; undefined: none is */
function serverLine(
  { name, address, port, drain }: GatewayProxy,
  tenant: string | undefined,
  tracked: boolean,
): string {
  const host = tenant === undefined ? '' : ` verifyhost ${proxyCertificateName(tenant, name)}`;
  return `  server ${name} ${address}:${port}${tracked ? ` track proxies/${name}` : ''}${host}${drain ? ' weight 0' : ''}`;
}
