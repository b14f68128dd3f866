import type { Acl, Config } from '../config';
import type { Token } from '../place';
import { addressBits, holds, parseRanges } from './addresses';
import { type DomainMatcher, domainMatcher, normalHost } from './domains';
import { matchesPatterns } from './patterns';
import { parsePorts } from './port-ranges';
import { type SquidRequest, urlOf } from './request';

/** `unknown`: of a type that is not modelled, or it needs something that the request does not say. */
export type Match = boolean | 'unknown';

/** Whether an ACL matches, by the types that are modelled. */
export function matchAcl(config: Config, acl: Acl, request: SquidRequest, seen: readonly Acl[] = []): Match {
  const values = acl.values.map(({ text }) => text);
  const found = matchType(config, acl, values, request, seen);
  return found === false && !acl.complete ? 'unknown' : found;
}

function matchType(
  config: Config,
  acl: Acl,
  values: readonly string[],
  request: SquidRequest,
  seen: readonly Acl[],
): Match {
  switch (acl.type) {
    case 'src':
      return matchAddresses(values, [request.src]);
    case 'dst':
      return matchDestination(acl, values, request);
    case 'localip':
      return request.local ? matchAddresses(values, [request.local.address]) : 'unknown';
    case 'localport':
      return request.local ? matchPort(values, request.local.port) : 'unknown';
    case 'myportname':
      return request.local ? values.includes(request.local.name) : 'unknown';
    case 'port':
      return matchPort(values, request.port);
    case 'method':
      return values.some((value) => value.toUpperCase() === request.method);
    case 'proto':
      return request.method !== 'CONNECT' && has(values, request.scheme ?? 'http');
    case 'dstdomain':
      return matchHost(acl, request, domainsOf(acl, values));
    case 'dstdom_regex':
      return matchHost(acl, request, (host) => matchesPatterns(values, host) ?? 'unknown');
    case 'url_regex':
      return matchesPatterns(values, urlOf(request)) ?? 'unknown';
    case 'urlpath_regex':
      return request.method !== 'CONNECT' && (matchesPatterns(values, request.path ?? '/') ?? 'unknown');
    case 'user_cert':
      return matchCertificate(values, request);
    case 'has':
      return values.some((value) => value === 'request' || value === 'ALE');
    case 'annotate_client':
    case 'annotate_transaction':
      return true;
    case 'any-of':
      return seen.includes(acl)
        ? 'unknown'
        : anyOf(acl.values.map((value) => term(config, value, request, [...seen, acl])));
    case 'all-of':
      return seen.includes(acl)
        ? 'unknown'
        : anyOf(
            acl.lines.map((line) => allOf(line.values.map((value) => term(config, value, request, [...seen, acl])))),
          );
    default:
      return 'unknown';
  }
}

export function not(match: Match): Match {
  return match === 'unknown' ? match : !match;
}

export function allOf(matches: readonly Match[]): Match {
  if (matches.includes(false)) return false;
  return matches.includes('unknown') ? 'unknown' : true;
}

function anyOf(matches: readonly Match[]): Match {
  return not(allOf(matches.map(not)));
}

function term(config: Config, { text }: Token, request: SquidRequest, seen: readonly Acl[]): Match {
  const negated = text.startsWith('!');
  const acl = config.acls.get(text.slice(negated ? 1 : 0).toLowerCase());
  if (!acl) return 'unknown';
  const match = matchAcl(config, acl, request, seen);
  return negated ? not(match) : match;
}

function has(values: readonly string[], wanted: string): boolean {
  return values.some((value) => value.toLowerCase() === wanted.toLowerCase());
}

/** Whether any of the addresses lies in any of the ranges: one bad address is enough for Squid. */
function matchAddresses(values: readonly string[], addresses: readonly string[]): Match {
  const bits = addresses.map(addressBits);
  let unknown = bits.includes(undefined);
  for (const value of values) {
    const ranges = parseRanges(value);
    if (!ranges) unknown = true;
    else if (ranges.some((range) => bits.some((address) => address !== undefined && holds(range, address))))
      return true;
  }
  return unknown ? 'unknown' : false;
}

function matchDestination(acl: Acl, values: readonly string[], request: SquidRequest): Match {
  const host = normalHost(request.host);
  if (addressBits(host) !== undefined) return matchAddresses(values, [host]);
  if (acl.flags.has('-n')) return false;
  if (request.dstAddresses) return matchAddresses(values, request.dstAddresses);
  return values.includes('all') || 'unknown';
}

function matchPort(values: readonly string[], port: number): Match {
  return parsePorts(values).some(({ first, last }) => first <= port && port <= last);
}

const DOMAINS = new WeakMap<Acl, DomainMatcher>();

function domainsOf(acl: Acl, values: readonly string[]): DomainMatcher {
  const matcher = DOMAINS.get(acl) ?? domainMatcher(values);
  DOMAINS.set(acl, matcher);
  return matcher;
}

/** Of an address as host Squid asks for its name, unless it is told not to. */
function matchHost(acl: Acl, request: SquidRequest, match: (host: string) => Match): Match {
  const host = normalHost(request.host);
  const direct = match(host);
  if (direct !== false || acl.flags.has('-n') || addressBits(host) === undefined) return direct;
  return request.reverseName === undefined ? 'unknown' : match(request.reverseName);
}

function matchCertificate([attribute = '', ...values]: readonly string[], { cert }: SquidRequest): Match {
  const value = cert && Object.entries(cert).find(([name]) => name.toLowerCase() === attribute.toLowerCase())?.[1];
  return value !== undefined && values.includes(value);
}
