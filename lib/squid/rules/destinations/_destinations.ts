import type { AccessLine, Config } from '../../config';
import { clients, hosts, waysIn } from '../../decide/probes';
import type { Found } from '../../rule';
import { found, start, written } from '../_support';

/** Which of the destinations pass, one finding for each line that lets them; each is a name and an address of it. */
export function reachable(
  config: Config,
  destinations: readonly (readonly [name: string, address: string])[],
): Found[] {
  const who = clients(config);
  const byLine = new Map<AccessLine | undefined, string[]>();
  for (const [name, address] of destinations) {
    const hostNames = [address, ...hosts(config)];
    const requests = hostNames.flatMap((host) => [
      { method: 'GET', host, port: 80, dstAddresses: [address], reverseName: 'none' },
      { method: 'CONNECT', host, port: 443, dstAddresses: [address], reverseName: 'none' },
    ]);
    for (const { line } of waysIn(config, who, requests)) byLine.set(line, [...(byLine.get(line) ?? []), name]);
  }
  return [...byLine].map(([line, names]) =>
    found(line ?? start(config), `${names.join(', ')} can be reached: ${line ? written(line) : 'no line matches'}`),
  );
}
