import { type AddressRange, formatAddress } from '../../lint/addresses';
import type { Config } from '../config';
import { clients, hosts, PUBLIC_ADDRESS } from '../decide/probes';
import type { SquidRequest } from '../decide/request';

/** The first and the last address of a range. */
export function edges({ first, last }: AddressRange): readonly string[] {
  return first === last ? [formatAddress(first)] : [formatAddress(first), formatAddress(last)];
}

/** Requests to public hosts at each port of the proxy, as a function of who asks. */
export function ordinaryRequests(config: Config): readonly ((src: string) => SquidRequest)[] {
  const locals = [...new Map(clients(config).map(({ local }) => [local.name, local])).values()];
  return locals.flatMap((local) =>
    hosts(config).flatMap((host) =>
      [
        { method: 'CONNECT', host, port: 443 },
        { method: 'GET', host, port: 80 },
      ].map((request) => (src: string) => ({
        ...request,
        src,
        local,
        dstAddresses: [PUBLIC_ADDRESS],
        reverseName: 'none',
      })),
    ),
  );
}
