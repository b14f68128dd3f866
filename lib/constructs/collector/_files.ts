import { join } from 'node:path';
import { assetsIn } from '../../assets';
import { COLLECTOR, LOKI_PUSH } from '../../vocabulary';
import type { LogCollectorProps } from './types';

const asset = assetsIn(join(__dirname, 'assets'));

/** Folders of the collector's container. */
export const FOLDER = '/etc/egress-logs';
export const TLS = '/etc/egress-logs-tls';

/** Its files, by their names. */
export function collectorFiles(props: LogCollectorProps): Readonly<Record<string, string>> {
  const { to, privateNetwork, org, secret } = props;
  const { protocol, hostname, port, pathname } = new URL(props.url);
  const isHttps = protocol === 'https:';
  return {
    'haproxy.cfg': asset('haproxy.cfg', {
      PORT: COLLECTOR.port,
      NETWORK: privateNetwork,
      TLS,
      PUSH_PATH: LOKI_PUSH,
      STORE_PATH: pathname,
      // HAProxy asks for whole names only.
      STORE_HOST: hostname.endsWith('.svc') ? `${hostname}.cluster.local` : hostname,
      STORE_PORT: port || (isHttps ? 443 : 80),
      ORG: org !== undefined,
      ORG_NAME: org ?? '',
      COCKPIT: to === 'cockpit',
      BEARER: to === 'loki' && secret !== undefined,
      HTTPS: isHttps,
      HTTP: !isHttps,
    }),
    'start.sh': asset('start.sh', { FOLDER, TLS }),
  };
}
