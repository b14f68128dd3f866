import { addressBits, holds } from '../lint/addresses';
import { parseCidr } from '../network-policy';
import { isAddress, type Target } from '../settings/target';
import type { Variables } from './variables';

/** Where a client sends a request. */
export interface Route {
  /** `http://172.16.28.8:3128`; undefined: to the target itself. */
  readonly proxy?: string;
  readonly why: string;
}

/** A client program, as far as it reads proxy settings. docs/clients.md has what each of them did in the lab. */
interface Client {
  readonly name: string;
  route(target: Target, variables: Variables): Route;
}

/** Whether an entry of NO_PROXY is for the target. */
type Matches = (entry: string, target: Target) => boolean;

interface Habits {
  /** The variables that name the proxy of a scheme, the one that wins first. */
  readonly proxy: (scheme: 'http' | 'https') => readonly string[];
  /** Those that list exceptions. */
  readonly exceptions: readonly string[];
  readonly matches: Matches;
  /** What is never asked of the proxy, whatever the list contains. */
  readonly always?: (target: Target) => boolean;
}

const BOTH = (scheme: string) => [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`];
const LOWER_FIRST = ['no_proxy', 'NO_PROXY'];

/** curl, and what is built on libcurl: HTTP_PROXY in upper case is not read. Dots at the ends do not matter. */
const curl = reader('curl', {
  proxy: (scheme) => [...(scheme === 'http' ? ['http_proxy'] : BOTH(scheme)), 'all_proxy', 'ALL_PROXY'],
  exceptions: LOWER_FIRST,
  matches: (entry, { host }) =>
    isAddress(host)
      ? sameAddress(entry, host) || inRange(entry, host)
      : isBelow(host, entry.replace(/^\./, '').replace(/\.$/, '')),
});

/** Go’s net/http: an entry with a dot is for what is below it; loopback never asks a proxy. */
const go = reader('Go', {
  proxy: (scheme) => [...BOTH(scheme)].reverse(),
  exceptions: ['NO_PROXY', 'no_proxy'],
  always: ({ host }) => host === 'localhost' || isLoopback(host),
  matches: (entry, { host, port }) => {
    const { name, ports } = withPort(entry);
    if (ports !== undefined && ports !== port) return false;
    if (isAddress(host)) return sameAddress(name, host) || inRange(entry, host);
    const domain = name.replace(/^\*\./, '.');
    return domain.startsWith('.') ? host.endsWith(domain) : isBelow(host, domain);
  },
});

/** Python’s urllib, and httpx and aiohttp in the same way: no ranges. */
const urllib: Matches = (entry, { host, port }) => {
  const name = entry.replace(/^\.+/, '');
  return isBelow(host, name) || isBelow(`${host}:${port}`, name);
};
const python = reader('Python urllib', { proxy: BOTH, exceptions: LOWER_FIRST, matches: urllib });

/** requests compares the ends of names without regard to dots, and knows ranges. */
const requests = reader('Python requests', {
  proxy: BOTH,
  exceptions: LOWER_FIRST,
  matches: (entry, target) => {
    const { host, port } = target;
    if (isIpv4Text(host)) return entry === host || inRange(entry, host) || urllib(entry, target);
    return host.endsWith(entry) || `${host}:${port}`.endsWith(entry) || urllib(entry, target);
  },
});

/** Node’s http and https, and fetch from Node 26 on. They read the variables only if they are told to. */
const nodeReader = reader('Node', {
  proxy: BOTH,
  exceptions: LOWER_FIRST,
  matches: (entry, { host, port }) => {
    const { name, ports } = withPort(entry);
    if (ports !== undefined && ports !== port) return false;
    if (name.startsWith('*.')) return host.endsWith(name.slice(1));
    return name.startsWith('.') ? host.endsWith(name) : host === name;
  },
});
const node: Client = {
  name: 'Node',
  route: (target, variables) =>
    variables.get('NODE_USE_ENV_PROXY') === '1'
      ? nodeReader.route(target, variables)
      : { why: 'reads no variables without NODE_USE_ENV_PROXY=1 (runtime: node)' },
};

/** Java’s own clients read system properties only. */
const java: Client = {
  name: 'Java',
  route: (target, variables) => {
    const options = variables.get('JAVA_TOOL_OPTIONS') ?? '';
    const property = (name: string) =>
      new RegExp(`(?:^|\\s)-D${name.replaceAll('.', '\\.')}=(\\S+)`).exec(options)?.[1];
    const scheme = target.scheme === 'http' ? 'http' : 'https';
    const host = property(`${scheme}.proxyHost`);
    if (host === undefined) return { why: `has no ${scheme}.proxyHost (runtime: java)` };
    const entries = (property('http.nonProxyHosts') ?? 'localhost|127.*|[::1]').split('|').filter(Boolean);
    const entry = entries.find((each) => starred(each.toLowerCase()).test(target.host));
    if (entry !== undefined) return { why: `http.nonProxyHosts contains ${entry}` };
    return { proxy: `http://${host}:${property(`${scheme}.proxyPort`) ?? '80'}`, why: `${scheme}.proxyHost` };
  },
};

/** Clients in the order in which they are listed. */
export const CLIENTS: readonly Client[] = [curl, go, python, requests, node, java];

function reader(name: string, { proxy, exceptions, matches, always }: Habits): Client {
  return {
    name,
    route: (target, variables) => {
      const named = proxy(target.scheme === 'http' ? 'http' : 'https').find((each) => variables.get(each));
      if (named === undefined) return { why: 'no variable that it reads names a proxy' };
      if (always?.(target)) return { why: 'it never asks a proxy for loopback' };
      const list = exceptions.find((each) => variables.get(each));
      const entries = list === undefined ? [] : (variables.get(list) ?? '').toLowerCase().split(/[\s,]+/);
      const entry = entries.find((each) => each === '*' || (each !== '' && matches(each, target)));
      if (entry !== undefined) return { why: `${list} contains ${entry}` };
      return { proxy: variables.get(named) as string, why: named };
    },
  };
}

/** The name itself, or a name below it. */
function isBelow(host: string, name: string): boolean {
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

function withPort(entry: string): { readonly name: string; readonly ports?: number } {
  const [, name, port] = /^([^:]+):(\d+)$/.exec(entry) ?? [];
  return name === undefined ? { name: entry } : { name, ports: Number(port) };
}

function isIpv4Text(host: string): boolean {
  return isAddress(host) && !host.includes(':');
}

function sameAddress(entry: string, host: string): boolean {
  return addressBits(entry) !== undefined && addressBits(entry) === addressBits(host);
}

function inRange(entry: string, host: string): boolean {
  const [range, bits] = [parseCidr(entry), addressBits(host)];
  return range !== undefined && bits !== undefined && entry.includes(':') === host.includes(':') && holds(range, bits);
}

function isLoopback(host: string): boolean {
  return host === '::1' || /^127\./.test(host);
}

function starred(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
