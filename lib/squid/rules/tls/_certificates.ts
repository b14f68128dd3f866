import type { Config, Port } from '../../config';
import { clients, type Pass, publicRequests, waysIn } from '../../decide/probes';

/** A request that passes at a port though its client presents no certificate. */
export function passesWithoutCertificate(config: Config, port: Port): Pass | undefined {
  const who = clients(config).filter(({ local }) => local.name === port.name);
  const [pass] = waysIn(config, who, publicRequests(config), 'no certificate');
  return pass;
}
