import type { Tenant } from '../model/types';
import { isAddress, type Target } from '../settings/target';
import {
  type AccessLine,
  type Config,
  decide,
  deciderFor,
  decideTunnel,
  domainMatcher,
  type SquidRequest,
} from '../squid';
import { squidChange } from './changes';
import type { Destination } from './destinations';
import type { Upstream } from './gateway';
import { type Owner, ownerOf } from './owners';
import { type FileLine, type Hop, type Verdict, worst } from './types';
import { inputHop, outputHop, outputVerdicts, sourcesOf } from './vm';
import { contentLine, settingAt, type World } from './world';

export interface ProxyRequest {
  readonly target: Target;
  readonly destination: Destination;
  /** The name inside TLS; undefined: none is sent. */
  readonly sni?: string;
}

/** The proxy at an address, as a tenant that connects to it meets it. */
interface Met {
  readonly owner: Owner;
  readonly config: Config;
  /** Addresses that stand for the tenant’s nodes. */
  readonly sources: readonly string[];
  readonly local: NonNullable<SquidRequest['local']>;
}

/** A proxy that can be asked, or the hop that says why not. */
function meet(world: World, tenant: Tenant, upstream: Upstream): Met | Hop {
  const owner = ownerOf(world, upstream.address);
  if (!owner) {
    const change = 'set the address under egress.proxies of the tenant';
    const text = 'no proxy of the settings has this address';
    return { hop: 'Squid', at: upstream.address, verdict: 'undecided', text, change };
  }
  const { proxy } = owner;
  const config = world.squid(owner.tenant.name, proxy.name);
  const listener = config?.ports.find(
    ({ address, port }) => port === upstream.port && (address === undefined || address === upstream.address),
  );
  if (!config || !listener) {
    const text = `${config ? `nothing listens at ${upstream.address}:${upstream.port}` : 'no squid.conf is rendered'}`;
    return { hop: 'Squid', at: proxy.name, verdict: 'denied', text, change: 'run npm run synth' };
  }
  const local = { address: upstream.address, port: upstream.port, name: listener.name };
  return { owner, config, sources: sourcesOf(world, tenant), local };
}

/** What the VM of a proxy does with a request of a tenant: its firewall, Squid, the name inside TLS, and the way out. */
export function proxyHops(world: World, tenant: Tenant, upstream: Upstream, request: ProxyRequest): readonly Hop[] {
  const met = meet(world, tenant, upstream);
  if ('hop' in met) return [met];
  const { owner, config, sources, local } = met;
  const input = inputHop(world, owner, sources, upstream.address, upstream.port);
  if (input.verdict === 'denied') return [input];
  const squid = squidHop(
    world,
    tenant,
    owner,
    config,
    sources.map((src) => requestOf(request, tenant, upstream, src, local)),
    request,
  );
  const hops = [input, squid.hop];
  if (squid.hop.verdict === 'denied') return hops;
  const tls = tlsHop(world, tenant, owner, config, squid, request);
  if (tls) hops.push(tls);
  if (tls?.verdict === 'denied') return hops;
  const { target, destination } = request;
  const output = outputHop(world, owner, target, destination);
  const { vm } = destination;
  if (output.verdict === 'denied' || !vm || isSameVm(vm, owner)) return [...hops, output];
  return [...hops, output, inputHop(world, vm, [upstream.address], vm.address, target.port)];
}

function isSameVm(one: Owner, other: Owner): boolean {
  return one.tenant.name === other.tenant.name && one.proxy.name === other.proxy.name;
}

/** The worst verdict of {@link proxyHops}, for callers that ask one proxy thousands of times and read no text. */
export function proxyVerdicts(world: World, tenant: Tenant, upstream: Upstream): (request: ProxyRequest) => Verdict {
  const met = meet(world, tenant, upstream);
  if ('hop' in met) return () => met.verdict;
  const { owner, config, sources, local } = met;
  const input = inputHop(world, owner, sources, upstream.address, upstream.port).verdict;
  if (input === 'denied') return () => input;
  const deciders = sources.map((src) => ({ src, decideFor: deciderFor(config, { src, local }) }));
  const output = outputVerdicts(world, owner);
  return (request) => {
    const { target, destination } = request;
    // What any hop denies is denied, so the cheapest one is asked first.
    const out = output(target.port, destination.resolved ?? []);
    if (out === 'denied' || destination.kind === 'inside') return 'denied';
    const all = deciders.map(({ src, decideFor }) => {
      const asked = requestOf(request, tenant, upstream, src, local);
      return { asked, decision: decideFor(asked) };
    });
    const { asked, decision } = chosenOf(all);
    if (decision.allowed === false) return 'denied';
    const tunnel =
      asked.method === 'CONNECT' ? decideTunnel(config, asked, decision.accessLine, request.sni) : undefined;
    const others = [decision.allowed, ...(tunnel ? [tunnel.allowed] : [])].map(verdictOf);
    return worst([input, out, ...others]);
  };
}

function verdictOf(allowed: boolean | 'unknown'): Verdict {
  if (allowed === 'unknown') return 'undecided';
  return allowed ? 'allowed' : 'denied';
}

/** Of the nodes that a request may come from, the first that is not let through, or the first. */
function chosenOf<Asked extends { readonly decision: ReturnType<typeof decide> }>(all: readonly Asked[]): Asked {
  return all.find(({ decision }) => decision.allowed !== true) ?? (all[0] as Asked);
}

function requestOf(
  { target, destination }: ProxyRequest,
  tenant: Tenant,
  upstream: Upstream,
  src: string,
  local: SquidRequest['local'],
): SquidRequest {
  const tunnel = target.scheme !== 'http';
  return {
    src,
    method: tunnel ? 'CONNECT' : target.method,
    host: target.host,
    port: target.port,
    ...(tunnel ? {} : { path: target.path, scheme: 'http' }),
    ...(destination.resolved ? { dstAddresses: destination.resolved } : {}),
    ...(isAddress(target.host) ? { reverseName: 'none' } : {}),
    ...(upstream.certificate ? { cert: { CN: tenant.name } } : {}),
    ...(local ? { local } : {}),
  };
}

interface SquidAnswer {
  readonly hop: Hop;
  readonly line?: AccessLine;
  readonly request: SquidRequest;
}

function squidHop(
  world: World,
  tenant: Tenant,
  { tenant: of, proxy }: Owner,
  config: Config,
  requests: readonly SquidRequest[],
  { target, destination }: ProxyRequest,
): SquidAnswer {
  const all = requests.map((request) => ({ request, decision: decide(config, request) }));
  const { decision, request } = chosenOf(all);
  const base = { hop: 'Squid' as const, at: proxy.name };
  const what = `${request.method} ${target.host}:${target.port}`;
  const place = {
    ...(decision.line ? { rendered: contentLine(decision.line.file, decision.line.line) } : {}),
    ...allowedAt(world, tenant, target, decision.accessLine),
  };
  const answer = (hop: Hop): SquidAnswer => ({
    hop,
    request,
    ...(decision.accessLine ? { line: decision.accessLine } : {}),
  });
  if (decision.allowed === false) {
    const { settings, change } = squidChange(world, tenant, of, decision.accessLine, target, destination);
    const text = `${what}: ${decision.reason}`;
    return answer({
      ...base,
      verdict: 'denied',
      text,
      ...(place.rendered ? { rendered: place.rendered } : {}),
      ...(settings ? { settings } : {}),
      change,
    });
  }
  if (decision.allowed === 'unknown') {
    const text = `${what}: ${decision.reason}${destination.resolved ? '' : '; the address of the name is not known'}`;
    return answer({ ...base, verdict: 'undecided', text, ...place });
  }
  if (destination.kind === 'inside') {
    const change = 'request it without the proxy: by its name with .svc, which NO_PROXY contains';
    return answer({
      ...base,
      verdict: 'denied',
      text: `${what}: the VM does not know names inside the cluster`,
      ...place,
      change,
    });
  }
  const list = decision.accessLine ? listed(decision.accessLine, target.host) : undefined;
  const text = `${what}: ${decision.reason}${list ? `, as ${list.file}:${list.line} lists it` : ''}`;
  return answer({ ...base, verdict: 'allowed', text, ...place });
}

/** The line of a list of hosts that has the host. */
function listed({ terms }: AccessLine, host: string): FileLine | undefined {
  for (const { acl, negated } of terms) {
    if (!acl || negated || acl.type !== 'dstdomain') continue;
    const found = acl.values.find(({ text }) => domainMatcher([text])(host));
    if (found) return contentLine(found.file, found.line);
  }
  return undefined;
}

/** The entry of `egress.tcp` or of the allow list that has the host and the port; without a list, `egress`. */
function allowedAt(
  world: World,
  tenant: Tenant,
  { host, port }: Target,
  line: AccessLine | undefined,
): { readonly settings?: FileLine } {
  const notes = line?.terms.flatMap(({ acl }) => acl?.values.map(({ text }) => text) ?? []) ?? [];
  const forward = tenant.forwards.findIndex((each) => each.host === host && each.port === port);
  if (forward >= 0 && notes.includes('allowed_by=tcp')) return settingAt(world, tenant, ['egress', 'tcp', forward]);
  const { allow } = tenant.egress;
  if (allow === undefined) return settingAt(world, tenant, ['egress', 'allow']);
  const index = allow.findIndex((entry) => entry.ports.includes(port) && domainMatcher([entry.host])(host));
  const place = index < 0 ? undefined : world.places.allowed(tenant.name, index, world.context.environment.name);
  return place ? { settings: place } : {};
}

function tlsHop(
  world: World,
  tenant: Tenant,
  { proxy }: Owner,
  config: Config,
  { request, line }: SquidAnswer,
  { target, sni }: ProxyRequest,
): Hop | undefined {
  if (request.method !== 'CONNECT') return undefined;
  const tunnel = decideTunnel(config, request, line, sni);
  if (!tunnel) return undefined;
  const base = {
    hop: 'TLS name' as const,
    at: proxy.name,
    ...(tunnel.line ? { rendered: contentLine(tunnel.line.file, tunnel.line.line) } : {}),
    ...allowedAt(world, tenant, target, line),
  };
  const name = sni === undefined ? 'no name inside TLS' : `the name ${sni} inside TLS`;
  if (tunnel.allowed === true) return { ...base, verdict: 'allowed', text: `${name}: ${tunnel.reason}` };
  if (tunnel.allowed === 'unknown') return { ...base, verdict: 'undecided', text: `${name}: ${tunnel.reason}` };
  const change =
    sni === undefined
      ? `set sni: any for ${target.host} in egress.allow, if its clients send no name`
      : `add ${sni} to egress.allow, or request it by its own name`;
  return { ...base, verdict: 'denied', text: `${name}: ${tunnel.reason}`, change };
}
