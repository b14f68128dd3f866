import { GATEWAY_HEALTH_PORT, GATEWAY_TUNNEL_PORT, STANDBY, STANDBY_HEALTH_PORT, STANDBY_TUNNEL_PORT } from '../_names';

/** One of the two HAProxies of a gateway's pod. Each has a container and a configuration. */
export interface Instance {
  readonly container: string;
  /** Its key in the ConfigMap. */
  readonly file: string;
  /** Address of its listeners. The kernel prefers a socket that names one, so it is not the same for both. */
  readonly address: string;
  readonly health: number;
  readonly tunnel: number;
  /** Whether it checks proxies, reports when its certificate expires, and serves metrics. */
  readonly checks: boolean;
}

export const HAPROXY: Instance = {
  container: 'haproxy',
  file: 'haproxy.cfg',
  address: '"$ADDRESS"',
  health: GATEWAY_HEALTH_PORT,
  tunnel: GATEWAY_TUNNEL_PORT,
  checks: true,
};

export const IN_RESERVE: Instance = {
  container: STANDBY,
  file: `${STANDBY}.cfg`,
  address: '',
  health: STANDBY_HEALTH_PORT,
  tunnel: STANDBY_TUNNEL_PORT,
  checks: false,
};
