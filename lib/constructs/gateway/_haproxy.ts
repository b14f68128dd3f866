import {
  GATEWAY_FILES as FILES,
  GATEWAY_CLI_PORT,
  GATEWAY_HEALTH_PORT,
  proxyCertificateName,
  SQUID_HEALTH_PATH,
  GATEWAY_TLS_FILES as TLS,
} from '../../vocabulary';
import { asset } from './_files';
import type { GatewayProxy, Redundancy } from './types';

/** Connections at a time; each takes two of a container's open files. */
const MAX_CONNECTIONS = 8192;

interface HaproxyProps {
  readonly tenant: string;
  readonly proxies: readonly GatewayProxy[];
  readonly redundancy: Redundancy;
  readonly clientCertificate: boolean;
  readonly drainGrace: string | undefined;
  readonly port: number;
}

/**
 * HAProxy's configuration, for 2.6 and later. Failed connections are retried on another proxy. Frequent health checks
 * (every 100 ms, one failure) detect a hung proxy. False positives are harmless: open connections are not cut, and if all
 * proxies look down, all are tried. The rate limit is half of the TLS handshakes per second that Squid sustains on a small
 * VM, since there are two gateways.
 */
export function haproxyConfiguration(props: HaproxyProps): string {
  const { tenant, proxies, redundancy, clientCertificate, drainGrace, port } = props;
  const several = proxies.length > 1;
  return asset('haproxy.cfg', {
    TENANT: tenant,
    PROXIES: several ? 'proxies' : 'proxy',
    MAX_CONNECTIONS,
    FOLDER: FILES,
    GRACE: drainGrace !== undefined,
    TLS: clientCertificate,
    TLS_FOLDER: TLS,
    CLI_PORT: GATEWAY_CLI_PORT,
    PORT: port,
    HEALTH_PORT: GATEWAY_HEALTH_PORT,
    FIRST: several && redundancy === 'active-passive',
    LEASTCONN: several && redundancy === 'active-active',
    CONNECT_TIMEOUT: several ? '1s' : '5s',
    SQUID_HEALTH_PATH,
    SERVERS: proxies.map((proxy) => serverLine(proxy, clientCertificate ? tenant : undefined)).join('\n'),
  });
}

/** @param tenant whose certificate is asked for; undefined: none is */
function serverLine({ name, address, port, drain }: GatewayProxy, tenant: string | undefined): string {
  const host = tenant === undefined ? '' : ` verifyhost ${proxyCertificateName(tenant, name)}`;
  return `  server ${name} ${address}:${port}${host}${drain ? ' weight 0' : ''}`;
}
