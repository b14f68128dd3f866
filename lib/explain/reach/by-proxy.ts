import { type AddressRange, formatAddress } from '../../lint/addresses';
import { homesOf } from '../../model/homes';
import type { Tenant } from '../../model/types';
import { LAST_PORT } from '../../network-policy';
import { NFTABLES_CONF, SQUID_CONF } from '../../rules';
import type { Target } from '../../settings/target';
import { aclKey, type Config, parsePortRange } from '../../squid';
import type { Destination } from '../destinations';
import type { Upstream } from '../gateway';
import { ownerOf } from '../owners';
import { anyPodAmong, SOME_PUBLIC } from '../policies';
import { type ProxyRequest, proxyVerdicts } from '../proxy';
import { best, type Verdict } from '../types';
import { upstreamsOf } from '../upstreams';
import { machineFile, tenantNamed, type World } from '../world';
import type { Breakpoints } from './breakpoints';
import type { Cell } from './cells';

/** What a request of a host that no list names is called. */
export const ANY_HOST = 'any other host';
export const ANY_ADDRESS = 'a public address in place of a host';
const UNLISTED = 'unlisted-host.example';

/** ACLs that tell requests apart by more than host, port, address and client: what they decide is not a set of hosts. */
const OTHER_TYPES =
  /^(dstdom_regex|url_regex|urlpath_regex|browser|referer_regex|req_header|time|external|random|method)$/;

interface Kind {
  readonly protocol: 'CONNECT' | 'request';
  readonly scheme: 'connect' | 'http';
}

const KINDS: readonly Kind[] = [
  { protocol: 'CONNECT', scheme: 'connect' },
  { protocol: 'request', scheme: 'http' },
];

/** Where decisions of proxies may change. */
export interface ProxyBreakpoints {
  /** Hosts and domains that any ACL names. */
  readonly hosts: readonly string[];
  /** Ascending. */
  readonly ports: readonly number[];
}

/** Proxies that some pod of a tenant can connect to, to be asked thousands of times. */
export type AskedProxies = readonly ReturnType<typeof proxyVerdicts>[];

export function askedProxies(world: World, tenant: Tenant): AskedProxies {
  return reachable(world, tenant).map((upstream) => proxyVerdicts(world, tenant, upstream));
}

/** Of all proxies of a tenant, in one or more worlds; twice the same is once. */
export function proxyBreakpoints(worlds: readonly World[], name: string): ProxyBreakpoints {
  const hosts = new Set<string>();
  const ports = new Set([1]);
  const sides = [...new Set(worlds)];
  for (const config of sides.flatMap((world) => configsOf(world, name))) {
    for (const { type, values, builtin, lines } of config.acls.values()) {
      if (builtin && lines.length === 0) continue;
      if (type === 'dstdomain' || type === 'ssl::server_name')
        for (const { text } of values) hosts.add(text.toLowerCase());
      if (type !== 'port') continue;
      for (const { first, last } of values.flatMap(({ text }) => parsePortRange(text) ?? [])) {
        ports.add(first);
        if (last < LAST_PORT) ports.add(last + 1);
      }
    }
  }
  for (const port of sides.flatMap((world) => firewallPorts(world, name))) ports.add(port);
  return { hosts: [...hosts].sort(), ports: [...ports].filter((port) => port > 0).sort((a, b) => a - b) };
}

/** Where ranges of ports begin, or end before, in the firewalls of a tenant’s proxies. */
function firewallPorts(world: World, name: string): readonly number[] {
  const proxies = tenantNamed(world, name)?.egress.proxies ?? [];
  const texts = proxies.flatMap(
    (proxy) => world.context.files.get(machineFile(world.context, name, proxy.name, NFTABLES_CONF)) ?? [],
  );
  return texts
    .flatMap((text) => [...text.matchAll(/\bdport (?:!= )?(?:\{ ([^}]*) \}|(\S+))/g)])
    .flatMap(([, set, one = '']) => (set ?? one).split(','))
    .flatMap((text) => parsePortRange(text.trim()) ?? [])
    .flatMap(({ first, last }) => (last < LAST_PORT ? [first, last + 1] : [first]));
}

/** What the proxies of a tenant judge addresses by: squid.conf and nftables.conf. */
export function judgingTexts(world: World, { name, egress }: Tenant): readonly string[] {
  return egress.proxies.flatMap((proxy) =>
    [SQUID_CONF, NFTABLES_CONF].flatMap(
      (file) => world.context.files.get(machineFile(world.context, name, proxy.name, file)) ?? [],
    ),
  );
}

function configsOf(world: World, name: string): readonly Config[] {
  const tenant = tenantNamed(world, name);
  return (tenant?.egress.proxies ?? []).flatMap((proxy) => world.squid(name, proxy.name) ?? []);
}

/**
 * Hosts, ports and addresses that a tenant reaches by its proxies. A host stands for itself, a domain for all names in it
 * that no other pattern names; a name may have any address, and which of them are reached is a row of its own.
 */
export function proxyCells(
  world: World,
  tenant: Tenant,
  proxies: AskedProxies,
  { hosts, ports }: ProxyBreakpoints,
  breakpoints: Breakpoints,
): readonly Cell[] {
  if (proxies.length === 0) return [];
  const isExact = configsOf(world, tenant.name).every(isByHost);
  const decideAt = (target: Target, address: string, isPublic: boolean): Verdict => {
    const destination: Destination = {
      kind: isPublic ? 'outside' : 'private',
      text: '',
      candidates: [],
      resolved: [address],
    };
    const sni = target.host === address ? undefined : target.host;
    const request = { target, destination, ...(sni === undefined ? {} : { sni }) };
    const verdict = byAnyOf(proxies, request);
    return isExact ? verdict : 'undecided';
  };
  const found: { readonly cell: Cell; readonly target: Target }[] = [];
  for (const [what, host] of classesOf(hosts)) {
    for (const { protocol, scheme } of KINDS) {
      for (const [index, first] of ports.entries()) {
        const target = targetOf(host, first, scheme);
        const verdict = decideAt(target, host === SOME_PUBLIC ? host : SOME_PUBLIC, true);
        if (verdict === 'denied') continue;
        const last = (ports[index + 1] ?? LAST_PORT + 1) - 1;
        found.push({ cell: { direction: 'to', by: 'proxy', what, protocol, first, last, verdict }, target });
      }
    }
  }
  const shut = deniedWithin(hosts, new Set(found.map(({ cell }) => cell.what ?? '')));
  const [any] = found;
  const ranges = any
    ? breakpoints.addresses.flatMap((range) =>
        addressCell(range, (address) =>
          decideAt(
            { ...any.target, host: any.target.host === SOME_PUBLIC ? address : any.target.host },
            address,
            false,
          ),
        ),
      )
    : [];
  return [...found.map(({ cell }) => cell), ...shut, ...ranges];
}

/**
 * Hosts and ports where a tunnel may name another host inside TLS than the one that was asked for. Where any host is reached
 * anyway, that is of no use to a tenant, and left out.
 */
export function otherNameCells(proxies: AskedProxies, { hosts, ports }: ProxyBreakpoints): readonly Cell[] {
  const destination: Destination = { kind: 'outside', text: '', candidates: [], resolved: [SOME_PUBLIC] };
  const decide = (host: string, port: number, sni: string) => {
    const request = { target: targetOf(host, port, 'connect'), destination, sni };
    return byAnyOf(proxies, request);
  };
  return ports.flatMap((first, index): Cell[] => {
    if (decide(UNLISTED, first, UNLISTED) === 'allowed') return [];
    const last = (ports[index + 1] ?? LAST_PORT + 1) - 1;
    return classesOf(hosts).flatMap(([what, host]): Cell[] => {
      const verdict = decide(host, first, UNLISTED);
      return verdict === 'denied'
        ? []
        : [{ direction: 'to', by: 'name', what, protocol: 'CONNECT', first, last, verdict }];
    });
  });
}

/** What the best of some proxies does with a request. */
function byAnyOf(proxies: AskedProxies, request: ProxyRequest): Verdict {
  let found: Verdict = 'denied';
  for (const decide of proxies) {
    found = best([found, decide(request)]);
    if (found === 'allowed') break;
  }
  return found;
}

/** Hosts and domains that are denied although a wider pattern is allowed. */
function deniedWithin(patterns: readonly string[], open: ReadonlySet<string>): readonly Cell[] {
  const isWithinOpen = (pattern: string) =>
    open.has(ANY_HOST) || [...open].some((other) => other.startsWith('.') && `.${pattern}`.endsWith(other));
  return patterns
    .filter((pattern) => !open.has(pattern) && isWithinOpen(pattern))
    .map((what) => ({
      direction: 'to',
      by: 'proxy',
      what,
      protocol: 'CONNECT',
      first: 1,
      last: LAST_PORT,
      verdict: 'denied',
    }));
}

function addressCell(range: AddressRange, decideAt: (address: string) => Verdict): Cell[] {
  const verdict = decideAt(formatAddress(range.first));
  if (verdict === 'denied') return [];
  return [{ direction: 'to', by: 'proxy', range, protocol: 'TCP', first: 1, last: LAST_PORT, verdict }];
}

/** Each pattern with a host that it alone is for. */
function classesOf(patterns: readonly string[]): readonly (readonly [what: string, host: string])[] {
  return [
    ...patterns.map(
      (pattern) => [pattern, pattern.startsWith('.') ? `${unlike(pattern, patterns)}${pattern}` : pattern] as const,
    ),
    [ANY_HOST, UNLISTED],
    [ANY_ADDRESS, SOME_PUBLIC],
  ];
}

function unlike(domain: string, patterns: readonly string[]): string {
  let label = 'any';
  while (patterns.some((pattern) => pattern.replace(/^\./, '').endsWith(`${label}${domain}`))) label += '-x';
  return label;
}

function targetOf(host: string, port: number, scheme: Kind['scheme']): Target {
  return {
    text: `${host}:${port}`,
    scheme,
    method: scheme === 'http' ? 'GET' : 'CONNECT',
    host,
    port,
    path: '/',
    protocol: 'TCP',
  };
}

/** Proxies that some pod of the tenant can connect to. */
export function reachable(world: World, tenant: Tenant): readonly Upstream[] {
  const { address, port } = tenant.podProxy;
  const proxy: Target = {
    text: address,
    scheme: 'http',
    method: 'GET',
    host: address,
    port,
    path: '/',
    protocol: 'TCP',
  };
  const found = anyPodAmong(world, tenant.namespace, homesOf(tenant)).flatMap((from) => {
    const { upstreams, before } = upstreamsOf(world, tenant, from, undefined, proxy);
    const denied = before.filter(({ verdict }) => verdict === 'denied');
    // Of several proxies, each that is reached is enough.
    if (denied.some(({ at }) => at === undefined)) return [];
    return upstreams.filter(({ name }) => !denied.some(({ at }) => at === name));
  });
  return [...new Map(found.map((each) => [`${each.address}:${each.port}`, each])).values()].filter(({ address: at }) =>
    ownerOf(world, at),
  );
}

/** Whether http_access decides by host, port, address, client and scheme alone. */
function isByHost({ references, acls }: Config): boolean {
  const typesOf = (name: string, seen: ReadonlySet<string>): readonly string[] => {
    const acl = acls.get(name);
    // The predefined `manager` is about the proxy itself.
    if (!acl || seen.has(name) || (acl.builtin && acl.lines.length === 0)) return [];
    if (acl.type !== 'all-of' && acl.type !== 'any-of') return [acl.type];
    return acl.values.flatMap(({ text }) => typesOf(aclKey(text.replace(/^!/, '')), new Set([...seen, name])));
  };
  const used = references.filter(({ directive }) => directive.name === 'http_access');
  return used.every(({ name }) => typesOf(name, new Set()).every((type) => !OTHER_TYPES.test(type)));
}
