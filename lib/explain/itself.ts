import type { Tenant } from '../model/types';
import { isAddress, type Target } from '../settings/target';
import { type Config, decide, directivesOf, type SquidPort, type SquidRequest } from '../squid';
import { OWN_PAGES } from './changes';
import { gatewayAt } from './gateway';
import { type Owner, ownerOf } from './owners';
import { type Candidate, podsIn } from './policies';
import { type Hop, worst } from './types';
import { reach } from './upstreams';
import { inputHop, sourcesOf } from './vm';
import { contentLine, type World } from './world';

/** Squid’s own pages: the cache manager, icons and what its peers exchange. */
const OWN_PATHS = '/squid-internal-';
/** Listeners of these modes take requests for other servers as a web server does. */
const OTHER_MODES = /^(accel|vhost|vport|intercept|tproxy)\b/;

const AS_PROXY = 'set the proxy as the program’s proxy, and request a host through it';

/** The port of a proxy’s VM that a connection of a tenant arrives at. */
interface Arrival {
  readonly owner: Owner;
  readonly address: string;
  readonly port: number;
  /** The gateway is in between, and shows a certificate. */
  readonly certificate: boolean;
}

/** What a VM does with a connection of a tenant that ends there: its firewall, and Squid with a request for itself. */
export function vmHops(world: World, tenant: Tenant, target: Target, at: Arrival): readonly Hop[] {
  const { owner, address, port } = at;
  const sources = sourcesOf(world, tenant);
  const input = inputHop(world, owner, sources, address, port);
  const config = world.squid(owner.tenant.name, owner.proxy.name);
  const listener = config?.ports.find(
    (each) => each.port === port && (each.address === undefined || each.address === address),
  );
  if (input.verdict === 'denied' || !config || !listener || !isRequest(target)) return [input];
  return [input, squidHop(config, listener, tenant, target, at, sources)];
}

function isRequest({ scheme }: Target): boolean {
  return scheme === 'http' || scheme === 'https';
}

function squidHop(
  config: Config,
  listener: SquidPort,
  tenant: Tenant,
  target: Target,
  { owner, address, port, certificate }: Arrival,
  sources: readonly string[],
): Hop {
  const base = { hop: 'Squid' as const, at: owner.proxy.name };
  const rendered = contentLine(listener.file, listener.line);
  const what = `${target.method} ${target.path}`;
  const line = `${listener.directive.name} ${listener.directive.rest}`;
  if (!certificate && (listener.kind === 'https') !== (target.scheme === 'https')) {
    const text = `${target.scheme} at port ${port}, which takes ${listener.kind} only: ${line}`;
    return { ...base, verdict: 'denied', text, rendered, change: AS_PROXY };
  }
  if (listener.options.some(({ text }) => OTHER_MODES.test(text))) {
    const text = `${what}: what the listener does with it is not known: ${line}`;
    return { ...base, verdict: 'undecided', text, rendered };
  }
  if (!target.path.startsWith(OWN_PATHS)) {
    const text = `${what} of the proxy itself: a proxy is asked for whole URLs, and answers others with 400: ${line}`;
    return { ...base, verdict: 'denied', text, rendered, change: AS_PROXY };
  }
  const host = directivesOf(config, 'visible_hostname').at(-1)?.args[0]?.text ?? owner.proxy.name;
  const all = sources.map((src) => {
    const request: SquidRequest = {
      ...{ src, method: target.method, host, port, path: target.path, scheme: 'http' },
      dstAddresses: [address],
      local: { address, port, name: listener.name },
      ...(certificate ? { cert: { CN: tenant.name } } : {}),
    };
    return decide(config, request);
  });
  const decision = all.find(({ allowed }) => allowed !== true) ?? all[0];
  if (!decision) return { ...base, verdict: 'undecided', text: 'the addresses of the nodes are not known' };
  const text = `${what} of the proxy itself: ${decision.reason}`;
  const place = decision.line ? { rendered: contentLine(decision.line.file, decision.line.line) } : {};
  if (decision.allowed === false) return { ...base, verdict: 'denied', text, ...place, change: OWN_PAGES };
  return { ...base, verdict: decision.allowed === true ? 'allowed' : 'undecided', text, ...place };
}

/**
 * The hops after the pod’s network policies for a request to the tenant’s gateway itself: HAProxy forwards it unchanged to a
 * proxy. Empty: the request is not one to the gateway.
 */
export function gatewayItselfHops(
  world: World,
  tenant: Tenant,
  target: Target,
  candidates: readonly Candidate[],
): readonly Hop[] {
  const { gateway } = tenant;
  const [first] = candidates;
  const isOwn = candidates.every(
    ({ endpoint }) => 'namespace' in endpoint && endpoint.namespace === gateway?.namespace,
  );
  if (!gateway || !first || !isOwn || !isRequest(target)) return [];
  const found = gatewayAt(world, gateway.namespace, first.port);
  if (!found) return [];
  const { hop, upstreams } = found;
  if (target.scheme === 'https') {
    const text = `https at port ${first.port}: HAProxy takes http only`;
    return [
      {
        ...hop,
        verdict: 'denied',
        text,
        change: 'set the gateway as the program’s proxy, and request a host through it',
      },
    ];
  }
  const from = podsIn(world, [gateway.namespace]).map(({ endpoint }) => endpoint);
  const before = [
    hop,
    ...upstreams.map((upstream) => ({ ...reach(world, tenant, from, upstream), at: upstream.name })),
  ];
  if (worst(before.map(({ verdict }) => verdict)) === 'denied') return before;
  const all = upstreams.flatMap(({ address, port, certificate }): (readonly Hop[])[] => {
    const owner = isAddress(address) ? ownerOf(world, address) : undefined;
    return owner ? [vmHops(world, tenant, target, { owner, address, port, certificate })] : [];
  });
  const verdicts = new Set(all.map((each) => worst(each.map(({ verdict }) => verdict))));
  if (all.length === upstreams.length && verdicts.size === 1) return [...before, ...(all[0] ?? [])];
  const differ: Hop = { hop: 'gateway', verdict: 'undecided', text: 'what the proxies answer is not the same' };
  return [...before, differ, ...all.flat().filter(({ verdict }) => verdict !== 'denied')];
}
