import type { Config } from '../config';
import { clients, hosts, type Pass, PUBLIC_ADDRESS, waysIn } from '../decide/probes';

const ODD_PORTS: Readonly<Record<'GET' | 'CONNECT', readonly number[]>> = {
  GET: [25, 22, 6379, 11211],
  CONNECT: [25, 22, 80, 3306, 8080],
};

/** Requests to ports that no web server has, at public addresses, and the lines that let them pass. */
export function oddPortWaysIn(config: Config, method: 'GET' | 'CONNECT'): readonly Pass[] {
  const requests = hosts(config).flatMap((host) =>
    ODD_PORTS[method].map((port) => ({ method, host, port, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' })),
  );
  return waysIn(config, clients(config), requests);
}
