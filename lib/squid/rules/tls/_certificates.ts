import type { Config, Port } from '../../config';
import { clients, hosts, type Pass, PUBLIC_ADDRESS, waysIn, withoutCertificate } from '../../decide/probes';

/** A request that passes at a port though its client presents no certificate. */
export function passesWithoutCertificate(config: Config, port: Port): Pass | undefined {
  const who = clients(config).filter(({ local }) => local.name === port.name);
  const requests = hosts(config).flatMap((host) => [
    { method: 'CONNECT', host, port: 443, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' },
    { method: 'GET', host, port: 80, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' },
  ]);
  return waysIn(config, who, requests, withoutCertificate)[0];
}
