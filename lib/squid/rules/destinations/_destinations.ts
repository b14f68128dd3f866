import type { AccessLine, Config } from '../../config';
import { isNumeric } from '../../decide/domains';
import { leafOf } from '../../decide/leaf';
import { clients, type Pass, PUBLIC_ADDRESS, requestsTo, targets, waysIn } from '../../decide/probes';
import type { Found } from '../../rule';
import { found, passage, start } from '../_support';

/** Hosts that resolve to addresses which no ACL tells apart pass or do not pass together. */
const KINDS = new WeakMap<Config, Map<string, readonly Pass[]>>();

/** Which of the destinations pass, one finding for each line that lets them; each is a name and an address of it. */
export function reachable(
  config: Config,
  destinations: readonly (readonly [name: string, address: string])[],
): Found[] {
  const byLine = new Map<AccessLine | undefined, { names: Set<string>; reasons: readonly string[] }>();
  const add = (name: string, { line, reasons }: Pass) => {
    const known = byLine.get(line) ?? { names: new Set(), reasons };
    known.names.add(name);
    if (reasons.length === 0) known.reasons = [];
    byLine.set(line, known);
  };
  const kinds = KINDS.get(config) ?? new Map<string, readonly Pass[]>();
  KINDS.set(config, kinds);
  for (const [name, address] of destinations) {
    const kind = kindOf(config, address);
    const byName =
      kinds.get(kind) ??
      ways(
        config,
        targets(config)
          // An address as host is itself, whatever else is asked for.
          .filter(({ host }) => !isNumeric(host))
          .map(({ host, path }) => ({ host, path, address })),
      );
    kinds.set(kind, byName);
    for (const pass of byName) add(name, pass);
    for (const pass of ways(
      config,
      paths(config).map((path) => ({ host: address, path, address })),
    ))
      add(name, pass);
  }
  return [...byLine].map(([line, { names, reasons }]) =>
    found(line ?? start(config), passage(`${[...names].join(', ')} can be reached`, { line, reasons })),
  );
}

function kindOf(config: Config, address: string): string {
  const request = { src: PUBLIC_ADDRESS, method: 'GET', host: 'unlisted.test', port: 80, dstAddresses: [address] };
  return [...config.acls.values()]
    .filter(({ type }) => type === 'dst' || type === 'dst_as')
    .map((acl) => leafOf(config, acl).match(request))
    .join();
}

/** The paths that the configuration tells apart. */
function paths(config: Config): readonly (string | undefined)[] {
  return [...new Set(targets(config).map(({ path }) => path))];
}

function ways(
  config: Config,
  places: readonly { readonly host: string; readonly path?: string; readonly address: string }[],
): readonly Pass[] {
  const requests = places.flatMap(({ host, path, address }) =>
    requestsTo(config, { host, path, dstAddresses: [address], reverseName: 'none' }),
  );
  return waysIn(config, clients(config), requests);
}
