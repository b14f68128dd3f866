import { type AccessLine, type Acl, accessOf, type Config, type Port } from '../config';
import { addressBits, formatAddress, holds, parseRanges } from './addresses';
import { decide } from './decide';
import { type Match, matchAcl } from './match';
import type { SquidRequest } from './request';

/** A public address that no configuration means, of a range for documentation. */
export const PUBLIC_ADDRESS = '203.0.113.9';

const STRANGERS = ['198.51.100.77', '2001:db8:77::77', '10.255.254.253'];
const UNLISTED = 'unlisted.test';
/** Of each ACL this many values are tried; further ones hardly differ. */
const SAMPLES = 20;

/** Types that describe the client or its headers: whoever asks may be, or say, what the line demands. */
const CLIENT_TYPES = new Set(
  `adaptation_service arp browser ca_cert client_connection_mark connections_encrypted eui64 ext_user ext_user_regex
  external ident ident_regex max_user_ip maxconn note proxy_auth proxy_auth_regex random referer_regex req_header
  req_mime_type src_as srcdom_regex srcdomain tag time transaction_initiator urllogin user_cert`.split(/\s+/),
);

const STRANGER_TYPES = new Set(
  'browser max_user_ip maxconn random referer_regex req_header req_mime_type time'.split(' '),
);

interface Client {
  readonly src: string;
  readonly local: NonNullable<SquidRequest['local']>;
}

export interface Pass {
  readonly request: SquidRequest;
  /** Undefined: it passes since no line matches. */
  readonly line?: AccessLine;
}

/** Whether a request passes, where each client is and says what lets it pass. */
export function passes(config: Config, request: SquidRequest, assume = favour): Pass | undefined {
  const decision = decide(config, request, { assume });
  return decision.allowed === true ? { request, line: decision.accessLine } : undefined;
}

export function favour(acl: Acl, wanted: boolean): Match | undefined {
  return CLIENT_TYPES.has(acl.type) ? wanted : undefined;
}

/** What a stranger may say of itself: headers, but neither a name, a password nor a certificate. */
export function withoutIdentity(acl: Acl, wanted: boolean): Match | undefined {
  return STRANGER_TYPES.has(acl.type) ? wanted : undefined;
}

/** The lines by which a request from an address that no ACL means reaches a public host. */
export function strangersWayIn(config: Config): readonly Pass[] {
  const strangers = clients(config).filter(({ src }) => STRANGERS.slice(0, 2).includes(src));
  const requests = hosts(config).flatMap((host) => [
    { method: 'CONNECT', host, port: 443, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' },
    { method: 'GET', host, port: 80, dstAddresses: [PUBLIC_ADDRESS], reverseName: 'none' },
  ]);
  return waysIn(config, strangers, requests, withoutIdentity);
}

/** No certificate is presented; for the rest as {@link favour}. */
export function withoutCertificate(acl: Acl, wanted: boolean): Match | undefined {
  return acl.type === 'user_cert' || acl.type === 'ca_cert' ? false : favour(acl, wanted);
}

/** Clients that the configuration tells apart: addresses of its `src` ACLs and strangers, at each port. */
export function clients(config: Config, kind: 'remote' | 'loopback' = 'remote'): readonly Client[] {
  const sources = once(SOURCES, config, () =>
    sampled(config, sourceSamples, (client) => leaves(config, 'src', { ...ANY, src: client })),
  );
  return listeners(config).flatMap((local) =>
    sources
      .filter((src) => isLoopback(src) === (kind === 'loopback'))
      .filter((src) => !isLoopback(local.address) || isLoopback(src))
      .map((src) => ({ src, local })),
  );
}

/** Host names that the configuration tells apart, and one that it does not name. */
export function hosts(config: Config): readonly string[] {
  return once(HOSTS, config, () =>
    sampled(config, hostSamples, (host) =>
      [...config.acls.values()]
        .filter(({ type }) => type === 'dstdomain' || type === 'dstdom_regex' || type === 'url_regex')
        .map((acl) => matchAcl(config, acl, { ...ANY, host }))
        .join(),
    ),
  );
}

/** The first way in which one of the clients passes with one of the requests, for each line that lets them. */
export function waysIn(
  config: Config,
  who: readonly Client[],
  what: readonly Omit<SquidRequest, 'src' | 'local'>[],
  assume = favour,
): readonly Pass[] {
  const found = new Map<AccessLine | undefined, Pass>();
  for (const request of what) {
    for (const client of who) {
      const pass = passes(config, { ...request, ...client }, assume);
      if (pass && !found.has(pass.line)) found.set(pass.line, pass);
    }
  }
  return [...found.values()];
}

export function isLoopback(address: string): boolean {
  const bits = addressBits(address);
  return bits !== undefined && ['127.0.0.0/8', '::1'].some((text) => parseRanges(text)?.some((r) => holds(r, bits)));
}

const ANY: SquidRequest = { src: PUBLIC_ADDRESS, method: 'GET', host: UNLISTED, port: 80 };

const SOURCES = new WeakMap<Config, readonly string[]>();
const HOSTS = new WeakMap<Config, readonly string[]>();

function once(
  cache: WeakMap<Config, readonly string[]>,
  config: Config,
  make: () => readonly string[],
): readonly string[] {
  const known = cache.get(config) ?? make();
  cache.set(config, known);
  return known;
}

/** One of those that no ACL tells apart is enough. */
function sampled(
  config: Config,
  samples: (config: Config) => readonly string[],
  fingerprint: (sample: string) => string,
): readonly string[] {
  const byPrint = new Map<string, string>();
  for (const sample of samples(config)) {
    const print = `${isLoopback(sample)} ${fingerprint(sample)}`;
    if (!byPrint.has(print)) byPrint.set(print, sample);
  }
  return [...byPrint.values()];
}

function leaves(config: Config, type: string, request: SquidRequest): string {
  return [...config.acls.values()]
    .filter((acl) => acl.type === type)
    .map((acl) => matchAcl(config, acl, request))
    .join();
}

function sourceSamples(config: Config): readonly string[] {
  const named = [...config.acls.values()]
    .filter(({ type, name }) => type === 'src' && name !== 'all')
    .flatMap(({ values }) => values.slice(0, SAMPLES))
    .flatMap(({ text }) => parseRanges(text) ?? [])
    .filter(({ first, last }) => last - first < 1n << 120n)
    .map(({ first, last }) => formatAddress(last - first > 2n ? first + 1n : first));
  const given = config.sources.map(({ first }) => formatAddress(first));
  return [...STRANGERS, ...given, ...named, '127.0.0.1'];
}

function hostSamples(config: Config): readonly string[] {
  const named = [...config.acls.values()]
    .filter(({ type }) => type === 'dstdomain')
    .flatMap(({ values }) => values.slice(0, SAMPLES))
    .map(({ text }) => (text.startsWith('.') ? `any${text}` : text));
  return [UNLISTED, PUBLIC_ADDRESS, ...named];
}

function listeners(config: Config): readonly Client['local'][] {
  const ports: readonly Partial<Port>[] = config.ports.length > 0 ? config.ports : [{ port: 3128, name: '3128' }];
  return ports.map(({ address, port = 3128, name = '' }) => ({
    address: address !== undefined && addressBits(address) !== undefined ? address : '192.0.2.1',
    port,
    name,
  }));
}

/** Whether a list of allow and deny lets everybody do something. */
export function isOpen(config: Config, list: string): AccessLine | undefined {
  const stranger =
    accessOf(config, list).length > 0 &&
    decide(config, { ...ANY, src: STRANGERS[0] as string }, { list, assume: favour });
  return stranger && stranger.allowed === true ? stranger.accessLine : undefined;
}
