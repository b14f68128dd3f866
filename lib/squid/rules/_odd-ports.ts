import { accessOf, type Config } from '../config';
import { addressSamples } from '../decide/places';
import { parsePorts } from '../decide/port-ranges';
import { clients, methods, type Pass, targets, waysIn } from '../decide/probes';
import { isNamedPair } from './_named-pairs';
import { connectPortAcls, portDenies, safePortAcls } from './_port-lists';

type Kind = 'plain' | 'CONNECT';

const ODD_PORTS: Readonly<Record<Kind, readonly number[]>> = {
  plain: [25, 22, 6379, 11211, 1],
  CONNECT: [25, 22, 80, 3306, 8080, 1],
};

const HOLES: Readonly<Record<Kind, WeakMap<Config, readonly Pass[]>>> = {
  plain: new WeakMap(),
  CONNECT: new WeakMap(),
};

/**
 * Requests to ports that no list of allowed ports names, at public addresses, and the lines that let them pass. A line for
 * named hosts on named ports is not among them.
 *
 * @param below whether a line below could have denied the port
 */
export function portHoles(config: Config, kind: Kind, below: boolean): readonly Pass[] {
  const places = new Map(accessOf(config).map((line, place) => [line, place]));
  const last = portDenies(config, kind).reduce((place, deny) => Math.max(place, places.get(deny) ?? -1), -1);
  const holes = HOLES[kind].get(config) ?? probe(config, kind);
  HOLES[kind].set(config, holes);
  return holes.filter(({ line }) => (line !== undefined && (places.get(line) ?? last) < last) === below);
}

function probe(config: Config, kind: Kind): readonly Pass[] {
  const lists = kind === 'CONNECT' ? connectPortAcls(config) : safePortAcls(config);
  const listed = parsePorts(lists.flatMap(({ values }) => values.map(({ text }) => text)));
  const ports = ODD_PORTS[kind].filter((port) => !listed.some(({ first, last }) => first <= port && port <= last));
  const ways = kind === 'CONNECT' ? ['CONNECT'] : methods(config);
  const requests = addressSamples(config).flatMap((address) =>
    targets(config).flatMap((target) =>
      ports.flatMap((port) =>
        ways.map((method) => ({ ...target, method, port, dstAddresses: [address], reverseName: 'none' })),
      ),
    ),
  );
  return waysIn(config, clients(config), requests).filter(({ line }) => !line || !isNamedPair(config, line));
}
