import { decide, type SquidRequest } from '../../../lib/squid';
import { type GeneratedRequest, NAMES } from './_generated-configs';

/** What the engine says of a request, with what the hosts file of the run says about its host. */
export function decided(
  config: Parameters<typeof decide>[0],
  request: GeneratedRequest,
  port: number,
): boolean | 'unknown' {
  return decide(config, asSquidSees(request, port)).allowed;
}

function asSquidSees({ agent, user, ...request }: GeneratedRequest, port: number): SquidRequest {
  const name = request.host.toLowerCase().replace(/\.$/, '');
  const address = NAMES[name];
  const reverse = Object.entries(NAMES).find(([, one]) => one === name)?.[0] ?? 'none';
  return {
    ...request,
    ...(user === undefined ? {} : { user }),
    dstAddresses: address === undefined ? [] : [address],
    reverseName: reverse,
    headers: agent === undefined ? {} : { 'user-agent': agent },
    local: { address: '127.0.0.1', port, name: 'main' },
  };
}
