import { type AccessLine, type Acl, accessOf, type Config, type Port } from '../config';
import { addressBits } from './addresses';
import { type Asked, Evaluator } from './evaluate';
import { addressSamples, portSamples } from './places';
import { isAccelerator, isReverse } from './refusals';
import type { SquidRequest } from './request';
import { isSecondHop } from './second-hop';
import { isLoopback, OUTSIDERS, sourceSamples } from './sources';
import { isUnsampled, targets, UNLISTED } from './targets';
import { walk } from './walk';

export { isLoopback } from './sources';
export { PUBLIC_ADDRESS, targets } from './targets';

/** Types that describe the client or its headers: a client may be, or send, what the line demands. */
const CLIENT_TYPES = new Set(
  `adaptation_service arp browser ca_cert client_connection_mark connections_encrypted eui64 ext_user ext_user_regex
  external ident ident_regex max_user_ip maxconn note proxy_auth proxy_auth_regex random referer_regex req_header
  req_mime_type src_as srcdom_regex srcdomain tag time urllogin user_cert`.split(/\s+/),
);

const OUTSIDER_TYPES = new Set('browser maxconn random referer_regex req_header req_mime_type time'.split(' '));

/**
 * Who asks. `insider`: the client has whatever password, certificate or name the lines demand; `outsider`: it chooses its
 * headers only; `no certificate`: an insider that presents none.
 */
type Who = 'insider' | 'outsider' | 'no certificate';

interface Client {
  readonly src: string;
  readonly local: NonNullable<SquidRequest['local']>;
}

export interface Pass {
  readonly request: SquidRequest;
  /** Undefined: it passes since no line matches. */
  readonly line?: AccessLine;
  /** The ACLs that may prevent it, since what they say is not known. None: it passes. */
  readonly reasons: readonly string[];
}

/** Which clients pass with one of the requests, and whether that is certain. */
export function passing(
  config: Config,
  who: readonly Client[],
  what: readonly Asked[],
): ReadonlyMap<string, 'certain' | 'possible'> {
  const evaluator = new Evaluator(config, who, (acl) => assumed(config, acl, 'insider'));
  let possible = 0n;
  let sure = 0n;
  for (const asked of what) {
    for (const { action, clients: some, certain } of walk(config, 'http_access', asked, evaluator)) {
      if (action !== 'allow') continue;
      possible |= some;
      sure |= certain;
    }
  }
  const found = new Map<string, 'certain' | 'possible'>();
  who.forEach(({ src }, index) => {
    if ((sure >> BigInt(index)) & 1n) found.set(src, 'certain');
    else if ((possible >> BigInt(index)) & 1n && !found.has(src)) found.set(src, 'possible');
  });
  return found;
}

function assumed(config: Config, acl: Acl, who: Who) {
  const { type } = acl;
  if (who === 'no certificate' && (type === 'user_cert' || type === 'ca_cert')) return 'never';
  // A user that is known matches; one that is not is asked for a password.
  if (who !== 'outsider' && type === 'proxy_auth' && acl.values.some(({ text }) => text === 'REQUIRED'))
    return 'always';
  if ((who === 'outsider' ? OUTSIDER_TYPES : CLIENT_TYPES).has(type)) return 'choice';
  return isUnsampled(config, acl) ? 'doubt' : undefined;
}

/** The lines by which a request from an address that no ACL means reaches a public host. */
export function strangersWayIn(config: Config): readonly Pass[] {
  const outsiders = remembered(OUTSIDER_SETS, config, () =>
    clients(config).filter(({ src }) => OUTSIDERS.slice(0, 2).includes(src)),
  );
  return waysIn(config, outsiders, publicRequests(config), 'outsider');
}

/** Plain requests and tunnels to every kind of place that the configuration tells apart, public hosts first. */
export function publicRequests(config: Config): readonly Asked[] {
  return remembered(PUBLIC, config, () =>
    addressSamples(config).flatMap((address) =>
      targets(config).flatMap((target) => {
        const to = { ...target, dstAddresses: [address], reverseName: 'none' };
        return requestsTo(config, to);
      }),
    ),
  );
}

/** A tunnel and a plain request of each method to each kind of port. */
export function requestsTo(config: Config, { path, ...to }: Omit<Asked, 'method' | 'port'>): readonly Asked[] {
  return [
    ...portSamples(config, 443).map((port) => ({ ...to, method: 'CONNECT', port })),
    ...portSamples(config, 80).flatMap((port) => methods(config).map((method) => ({ ...to, path, method, port }))),
  ];
}

/** The methods of plain requests that the configuration tells apart. */
export function methods(config: Config): readonly string[] {
  return remembered(METHODS, config, () => methodsOf(config));
}

function methodsOf(config: Config): readonly string[] {
  const acls = [...config.acls.values()].filter(({ type }) => type === 'method');
  const named = acls.flatMap(({ values }) => values.map(({ text }) => text));
  const kinds = new Map<string, string>();
  for (const method of ['GET', 'POST', 'PUT', 'PROPFIND', ...named]) {
    const upper = method.toUpperCase();
    if (['CONNECT', 'PURGE', 'TRACE'].includes(upper) || !/^[\w-]+$/.test(method)) continue;
    const kind = acls.map(({ values }) => values.some(({ text }) => text.toUpperCase() === upper)).join();
    if (!kinds.has(kind)) kinds.set(kind, method);
  }
  return [...kinds.values()];
}

const PUBLIC = new WeakMap<Config, readonly Asked[]>();
const METHODS = new WeakMap<Config, readonly string[]>();
const REMOTE = new WeakMap<Config, readonly Client[]>();
const LOCAL = new WeakMap<Config, readonly Client[]>();
const EVERYWHERE = new WeakMap<Config, readonly Client[]>();
const OUTSIDER_SETS = new WeakMap<Config, readonly Client[]>();

/** Clients that the configuration tells apart, at each port that takes requests to any host from others than Squid. */
export function clients(config: Config, kind: 'remote' | 'loopback' = 'remote'): readonly Client[] {
  return remembered(kind === 'remote' ? REMOTE : LOCAL, config, () =>
    clientsAt(
      config,
      config.ports.filter((port) => !isReverse(port) && !isSecondHop(config, port)),
      kind,
    ),
  );
}

/** Clients at each port, those of reverse proxies included. */
export function clientsEverywhere(config: Config): readonly Client[] {
  return remembered(EVERYWHERE, config, () => clientsAt(config, config.ports, 'remote'));
}

function clientsAt(config: Config, ports: readonly Port[], kind: 'remote' | 'loopback'): readonly Client[] {
  const addresses = sourceSamples(config);
  return localsOf(config, ports).flatMap((local) =>
    addresses
      .filter((src) => isLoopback(src) === (kind === 'loopback'))
      .filter((src) => !isLoopback(local.address) || isLoopback(src))
      .map((src) => ({ src, local })),
  );
}

/** The ports that take requests to any host, as an ACL sees them. */
export function locals(config: Config): readonly Client['local'][] {
  return localsOf(
    config,
    config.ports.filter((port) => !isReverse(port)),
  );
}

function localsOf(config: Config, ports: readonly Port[]): readonly Client['local'][] {
  const those: readonly Partial<Port>[] = config.ports.length > 0 ? ports : [{ port: 3128, name: '3128' }];
  return those.map(({ address, port = 3128, name = '' }) => ({
    address: address !== undefined && addressBits(address) !== undefined ? address : '192.0.2.1',
    port,
    name,
  }));
}

const EVALUATORS = new WeakMap<readonly Client[], Map<Who, Evaluator>>();

function evaluatorOf(config: Config, who: readonly Client[], as: Who): Evaluator {
  const byRole = EVALUATORS.get(who) ?? new Map<Who, Evaluator>();
  EVALUATORS.set(who, byRole);
  const made = byRole.get(as) ?? new Evaluator(config, who, (acl) => assumed(config, acl, as));
  byRole.set(as, made);
  return made;
}

/** For each line, the first way in which one of the clients passes with one of the requests, a certain one if any. */
export function waysIn(
  config: Config,
  who: readonly Client[],
  what: readonly Asked[],
  as: Who = 'insider',
): readonly Pass[] {
  const evaluator = evaluatorOf(config, who, as);
  const found = new Map<AccessLine | undefined, Pass>();
  if (who.length === 0 || accessOf(config).length === 0) return [];
  const tunnels = tunnelling(config, who);
  for (const asked of what) {
    const able = asked.method === 'CONNECT' ? tunnels : evaluator.all;
    for (const step of walk(config, 'http_access', asked, evaluator)) {
      const { line, action, reasons } = step;
      const passing = step.clients & able;
      const certain = step.certain & able;
      if (action !== 'allow' || passing === 0n) continue;
      const known = found.get(line);
      if (known && (known.reasons.length === 0 || certain === 0n)) continue;
      const client = who[lowestBit(certain === 0n ? passing : certain)] as Client;
      found.set(line, { request: { ...asked, ...client }, line, reasons: certain === 0n ? reasons : [] });
    }
  }
  return [...found.values()];
}

/** The clients at ports that take CONNECT. */
function tunnelling({ ports }: Config, who: readonly Client[]): bigint {
  const without = new Set(ports.filter(isAccelerator).map(({ name }) => name));
  return who.reduce((sum, { local }, index) => (without.has(local.name) ? sum : sum | (1n << BigInt(index))), 0n);
}

function lowestBit(set: bigint): number {
  return (set & -set).toString(2).length - 1;
}

function remembered<T>(cache: WeakMap<Config, T>, config: Config, make: () => T): T {
  const known = cache.get(config) ?? make();
  cache.set(config, known);
  return known;
}

/** A request that says nothing but who asks. */
export const ANY: Asked = { method: 'GET', host: UNLISTED, port: 80 };
