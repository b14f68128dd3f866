import { type Acl, type Config, directivesOf } from '../config';
import { addressSet } from './address-set';
import { addressBits } from './addresses';
import { domainMatcher, hostAddress, isNumeric, normalHost } from './domains';
import { patternsOf } from './pattern-lines';
import { parsePorts } from './port-ranges';
import { decoded, type SquidRequest, urlOf } from './request';

/** `unknown`: it depends on something that the request does not say. `ask`: Squid asks for a password first. */
export type Match = boolean | 'unknown' | 'ask';

/** An ACL that is not a group, ready to be compared with requests. */
interface Leaf {
  /** Whether only the client and the port that it came in by matter. */
  readonly byClient: boolean;
  match(request: SquidRequest): Match;
}

const LEAVES = new WeakMap<Acl, Leaf>();

/** Reads the values of an ACL once, however many requests are compared with it. */
export function leafOf(config: Config, acl: Acl): Leaf {
  const known = LEAVES.get(acl) ?? sharedLeaf(config, acl);
  LEAVES.set(acl, known);
  return known;
}

/** Types that compare requests with the values and flags of the ACL alone. */
const SHARED_TYPES = new Set(
  'src dst localip localport port method proto dstdomain ssl::server_name url_regex dstdom_regex'.split(' '),
);
const MOST_SHARED = 2000;
const MOST_SHARED_VALUES = 100;
const SHARED = new Map<string, Leaf>();

/** Files of many proxies have mostly the same ACLs. */
function sharedLeaf(config: Config, acl: Acl): Leaf {
  if (!SHARED_TYPES.has(acl.type) || acl.values.length > MOST_SHARED_VALUES)
    return complete(acl, makeLeaf(config, acl));
  const texts = (values: Acl['values']) => values.map(({ text }) => text);
  const lines = acl.lines.map(({ flags, values }) => [flags, texts(values)]);
  const key = JSON.stringify([config.version, acl.type, acl.complete, lines, texts(acl.values)]);
  if (!SHARED.has(key) && SHARED.size >= MOST_SHARED) SHARED.clear();
  const leaf = SHARED.get(key) ?? complete(acl, makeLeaf(config, acl));
  SHARED.set(key, leaf);
  return leaf;
}

/** What lists that were not read hold is not known. */
function complete(acl: Acl, leaf: Leaf): Leaf {
  if (acl.complete) return leaf;
  return {
    ...leaf,
    match: (request) => {
      const match = leaf.match(request);
      return match === false ? 'unknown' : match;
    },
  };
}

/** Types that compare with what exists only after the access was decided. */
const NOT_YET = new Set(
  `hier_code http_status peername peername_regex rep_header rep_mime_type server_cert_fingerprint snmp_community
  squid_error ssl_error urllogin`.split(/\s+/),
);

function makeLeaf(config: Config, acl: Acl): Leaf {
  const values = acl.values.map(({ text }) => text);
  const of = (match: Leaf['match'], byClient = false): Leaf => ({ match, byClient });
  if (NOT_YET.has(acl.type)) return of(() => false);
  switch (acl.type) {
    case 'src': {
      const holds = addresses(config, values);
      return of(({ src }) => holds([src]), true);
    }
    case 'dst':
      return of(destination(config, acl, values));
    case 'localip': {
      const holds = addresses(config, values);
      return of(({ local }) => (local ? holds([local.address]) : 'unknown'), true);
    }
    case 'localport': {
      const holds = portMatcher(values);
      return of(({ local }) => (local ? holds(local.port) : 'unknown'), true);
    }
    case 'myportname':
      return of(({ local }) => (local ? values.includes(local.name) : 'unknown'), true);
    case 'port': {
      const holds = portMatcher(values);
      return of(({ port }) => holds(port));
    }
    case 'method': {
      const methods = new Set(values.map(methodName));
      return of(({ method }) => methods.has(methodName(method)));
    }
    case 'proto': {
      const schemes = new Set(values.map((value) => value.toLowerCase()));
      return of(({ method, scheme }) => schemes.has(method === 'CONNECT' ? 'none' : (scheme ?? 'http')));
    }
    case 'dstdomain':
      return of(byHost(acl, domainMatcher(values)));
    case 'ssl::server_name': {
      const matcher = domainMatcher(values);
      return of(
        remembered(
          ({ host }) => normalHost(host),
          (host) => matcher(host),
        ),
      );
    }
    case 'dstdom_regex':
      return of(byHost(acl, (host) => patternsOf(acl).matches(host) ?? 'unknown'));
    case 'ssl::server_name_regex':
      return of(
        remembered(
          ({ host }) => normalHost(host),
          (host) => patternsOf(acl).matches(host) ?? 'unknown',
        ),
      );
    case 'url_regex':
      return of(remembered(urlOf, (url) => patternsOf(acl).matches(url) ?? 'unknown'));
    case 'urlpath_regex': {
      const match = remembered(
        ({ path }) => decoded(path ?? '/'),
        (path) => patternsOf(acl).matches(path) ?? 'unknown',
      );
      return of((request) => request.method !== 'CONNECT' && match(request));
    }
    case 'browser':
      return of(header('user-agent', acl));
    case 'referer_regex':
      return of(header('referer', acl));
    case 'req_mime_type':
      return of(header('content-type', acl));
    case 'user_cert':
      return of((request) => matchCertificate(values, request));
    case 'ca_cert':
      return of(({ cert }) => (cert ? 'unknown' : false));
    case 'proxy_auth':
      return of(({ user }) => (user === undefined ? 'ask' : matchUser(acl, values, user)));
    case 'proxy_auth_regex':
      return of(({ user }) => (user === undefined ? 'ask' : (patternsOf(acl).matches(user) ?? 'unknown')));
    case 'max_user_ip':
      return of(({ user }) => (user === undefined ? 'ask' : 'unknown'));
    case 'external': {
      const asks = needsLogin(config, values[0] ?? '');
      return of(({ user }) => (asks && user === undefined ? 'ask' : 'unknown'));
    }
    case 'ext_user':
    case 'ext_user_regex':
    case 'tag':
      return of(() => (directivesOf(config, 'external_acl_type').length > 0 ? 'unknown' : false));
    case 'connections_encrypted':
      return of(() => (config.ports.every(({ kind }) => kind === 'http') ? false : 'unknown'));
    case 'transaction_initiator':
      return of(() => values.some((value) => value === 'client' || value === 'all'));
    case 'at_step':
      return of(() => values.includes('SslBump1'));
    case 'maxconn':
      // The first connection of a client is never one too many.
      return of(() => (values.some((value) => Number.parseInt(value, 10) > 0) ? 'unknown' : false));
    case 'has':
      return of(() => values.some((value) => value === 'request' || value === 'ALE'));
    case 'annotate_client':
    case 'annotate_transaction':
      return of(() => true);
    default:
      return of(() => 'unknown');
  }
}

function addresses(config: Config, values: readonly string[]): (addresses: readonly string[]) => Match {
  const set = addressSet(values, config.version);
  // One bad address is enough for Squid.
  return (texts) => {
    let unknown = !set.complete;
    for (const text of texts) {
      const bits = addressBits(text);
      if (bits === undefined) unknown = true;
      else if (set.holds(bits)) return true;
    }
    return unknown ? 'unknown' : false;
  };
}

function destination(config: Config, acl: Acl, values: readonly string[]): Leaf['match'] {
  const holds = addresses(config, values);
  const key = ({ host, dstAddresses }: SquidRequest) => `${host} ${dstAddresses?.join() ?? '?'}`;
  return remembered(key, (_, { host, dstAddresses }) => {
    if (hostAddress(host) !== undefined) return holds([host.replace(/^\[(.*)\]$/, '$1')]);
    if (acl.flags.has('-n')) return false;
    return dstAddresses ? holds(dstAddresses) : 'unknown';
  });
}

function portMatcher(values: readonly string[]): (port: number) => boolean {
  const ranges = parsePorts(values);
  if (ranges.length <= FEW_RANGES) return (port) => ranges.some(({ first, last }) => first <= port && port <= last);
  const table = new Uint8Array(65536);
  for (const { first, last } of ranges) table.fill(1, first, last + 1);
  return (port) => table[port] === 1;
}

/** For more ranges than these, a table of all ports is quicker, and worth its memory. */
const FEW_RANGES = 16;

/** Squid knows the methods of the protocol in any case, and others as they are written. */
function methodName(method: string): string {
  const upper = method.toUpperCase();
  return KNOWN_METHODS.has(upper) ? upper : method;
}

const KNOWN_METHODS = new Set(
  `GET POST PUT HEAD CONNECT TRACE OPTIONS DELETE CHECKOUT CHECKIN UNCHECKOUT MKWORKSPACE VERSION-CONTROL REPORT UPDATE
  LABEL MERGE BASELINE-CONTROL MKACTIVITY PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH PRI PURGE`.split(/\s+/),
);

/** For an address as host Squid asks for its name, unless that is forbidden. */
function byHost(acl: Acl, match: (host: string) => Match): Leaf['match'] {
  return remembered(
    ({ host, reverseName }) => `${host} ${reverseName ?? '?'}`,
    (_, request) => {
      const host = normalHost(request.host);
      const direct = match(host);
      if (direct !== false || acl.flags.has('-n') || !isNumeric(host)) return direct;
      return request.reverseName === undefined ? 'unknown' : match(request.reverseName);
    },
  );
}

/** Answers are kept: the same few hosts are compared again and again. */
function remembered(
  keyOf: (request: SquidRequest) => string,
  match: (key: string, request: SquidRequest) => Match,
): Leaf['match'] {
  const answers = new Map<string, Match>();
  return (request) => {
    const key = keyOf(request);
    let answer = answers.get(key);
    if (answer === undefined) {
      if (answers.size > 50_000) answers.clear();
      answer = match(key, request);
      answers.set(key, answer);
    }
    return answer;
  };
}

function header(name: string, acl: Acl): Leaf['match'] {
  return ({ headers }) => {
    if (!headers) return 'unknown';
    const value = headers[name];
    return value !== undefined && (patternsOf(acl).matches(value) ?? 'unknown');
  };
}

function matchCertificate([attribute = '', ...values]: readonly string[], { cert }: SquidRequest): Match {
  const value = cert && Object.entries(cert).find(([name]) => name.toLowerCase() === attribute.toLowerCase())?.[1];
  return value !== undefined && values.includes(value);
}

function matchUser(acl: Acl, values: readonly string[], user: string): boolean {
  if (values.includes('REQUIRED')) return true;
  const ignoreCase = acl.flags.has('-i');
  return values.some((value) => (ignoreCase ? value.toLowerCase() === user.toLowerCase() : value === user));
}

/** Whether the helper of an external ACL is given the user's name, so that Squid asks for it. */
export function needsLogin(config: Config, name: string): boolean {
  return directivesOf(config, 'external_acl_type')
    .filter(({ args }) => args[0]?.text === name)
    .some(({ args }) => args.some(({ text }) => /%(LOGIN|ul)\b/.test(text)));
}
