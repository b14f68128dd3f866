import { EgressError } from '../errors';
import { groupsOf } from '../groups';
import type { Tenant } from '../model/types';
import type { Endpoint } from '../network-policy';
import type { TenantPod } from '../rules';
import { isAddress, readTarget, type Target } from '../settings/target';
import { CLIENTS, type Route } from './clients';
import { type Destination, destinationOf, type Given, isPodAddress } from './destinations';
import { directChange } from './direct-change';
import { policyHop } from './hops';
import { gatewayItselfHops, vmHops } from './itself';
import { nameHop } from './names';
import { proxyHops } from './proxy';
import { sentenceOf } from './sentence';
import { aliasesFor, tunnelHops } from './tunnel';
import { best, type ClientWay, type Explanation, type Hop, type Verdict, type Way, worst } from './types';
import { upstreamsOf } from './upstreams';
import { variablesOf } from './variables';
import { labelsOfNamespace, perWorld, renderedAt, type World } from './world';

interface Question extends Given {
  readonly tenant: Tenant;
  /** Default: all workloads of the tenant. */
  readonly workload?: string;
  readonly target: Target;
  /** The name inside TLS; empty: none. Default: the host, if it is a name. */
  readonly sni?: string;
  /** The proxy that a program asks, whatever the variables say. Default: that of the variables. */
  readonly proxy?: Target;
}

/**
 * Walks the whole path of a connection: variables, name, network policies, gateway, the VM’s firewall, Squid, the name
 * inside TLS, and the firewall again.
 *
 * @throws EgressError (2) for a workload that the tenant does not have
 */
export function explain(world: World, question: Question): Explanation {
  const { tenant, workload } = question;
  refuseUnused(world, question);
  const pods = (podsByTenant(world).get(tenant.name) ?? []).filter((each) => isWorkload(tenant, each));
  const names = pods.map(({ of }) => of.object.metadata.name);
  if (workload !== undefined && !names.includes(workload))
    throw new EgressError(
      `unknown workload ${workload} of ${tenant.name}; available: ${names.join(', ') || 'none'}`,
      2,
    );
  const chosen = pods.filter(({ of }) => workload === undefined || of.object.metadata.name === workload);
  const all = (chosen.length > 0 ? chosen : [undefined]).map((pod) => explainPod(world, question, pod));
  const first = all[0] as Explanation;
  const odd = all.find(({ verdict }) => verdict !== first.verdict);
  if (!odd) return first;
  const each = all.map((one) => `${one.workload}: ${one.verdict}`).join(', ');
  return {
    ...first,
    verdict: 'undecided',
    sentence: `undecided: it depends on the workload (${each}); choose one with --workload`,
  };
}

/** @throws EgressError (2) for a statement that is not about the target */
function refuseUnused(world: World, { target, addresses = [], pod, proxy }: Question): void {
  const { podCidr } = world.context.environment.cluster;
  if (pod && ![target.host, ...addresses].some((each) => isPodAddress(world, each)))
    throw new EgressError(`--pod is for an address of a pod (expected one of ${podCidr}, and not ${target.host})`, 2);
  if (proxy && isRaw(target))
    throw new EgressError(`--proxy is for requests (expected a URL or HOST:PORT, and not ${target.text})`, 2);
}

function isRaw({ scheme }: Target): boolean {
  return scheme === 'tcp' || scheme === 'udp';
}

const podsByTenant = perWorld(({ context }) => groupsOf(context.pods, ({ tenant }) => tenant.name));

const endpointsByWorkload = perWorld(({ pods }) => new Map(pods.map(({ of, endpoint }) => [of, endpoint])));

function isWorkload({ workloads }: Tenant, { of }: TenantPod): boolean {
  return workloads.some(({ name }) => name === of.object.metadata.name);
}

function explainPod(world: World, question: Question, pod: TenantPod | undefined): Explanation {
  const { tenant, target } = question;
  const from = endpointOf(world, tenant, pod);
  const destination = destinationOf(world, tenant, target, question);
  const container = pod?.containers.find(({ sort }) => sort === 'containers');
  const variables = pod && container ? variablesOf(container, pod.of, world.context) : new Map<string, string>();
  const routes = pod ? CLIENTS.map((client) => ({ client: client.name, ...client.route(target, variables) })) : [];
  const raw = isRaw(target);
  // With --proxy the variables of the pod do not matter.
  const clients =
    raw || question.proxy
      ? []
      : routes.map(({ client, proxy, why }): ClientWay => ({ client, by: proxy ? 'proxy' : 'direct', why }));
  const ways = [
    ...(raw ? [] : [proxyWay(world, question, from, pod, destination, routes)]),
    ...(question.proxy ? [] : [directWay(world, question, from, pod, destination, routes)]),
  ];
  // The way that most clients take is what a reader expects first.
  const direct = clients.filter(({ by }) => by === 'direct').length;
  if (direct * 2 > clients.length) ways.reverse();
  const verdict = best(ways.map((way) => way.verdict));
  const name = pod?.of.object.metadata.name;
  const place = pod && container ? renderedAt(world, pod.of, [...container.path, 'env']) : undefined;
  const answer = {
    environment: world.context.environment.name,
    tenant: tenant.name,
    ...(name === undefined ? {} : { workload: name }),
    target: target.text,
    verdict,
    clients,
    ...(place ? { variables: place } : {}),
    ways,
  };
  return { ...answer, sentence: sentenceOf(answer, tenant) };
}

function endpointOf(world: World, { namespace }: Tenant, pod: TenantPod | undefined): Endpoint {
  const known = pod && endpointsByWorkload(world).get(pod.of);
  return known ?? { namespace, namespaceLabels: labelsOfNamespace(world.namespaces, namespace), labels: {} };
}

type ClientRoute = Route & { readonly client: string };

function proxyWay(
  world: World,
  { tenant, target, sni, proxy: chosen }: Question,
  from: Endpoint,
  pod: TenantPod | undefined,
  destination: Destination,
  routes: readonly ClientRoute[],
): Way {
  const asking = chosen ? [] : routes.filter(({ proxy }) => proxy !== undefined);
  const named = asking[0]?.proxy ?? `http://${tenant.podProxy.address}:${tenant.podProxy.port}`;
  const proxy = chosen ?? readTarget(named.replace(/^(?!\w+:\/\/)/, 'http://').replace(/\/$/, ''));
  if (typeof proxy === 'string') {
    return way('proxy', [
      {
        hop: 'variables',
        verdict: 'undecided',
        text: `the proxy of the variables cannot be read: ${named}`,
        change: 'name it as http://ADDRESS:PORT',
      },
    ]);
  }
  const hops: Hop[] = [variablesHop(world, pod, asking, `ask the proxy ${proxy.host}:${proxy.port}`)];
  const { upstreams, before } = upstreamsOf(world, tenant, from, pod?.spec, proxy);
  hops.push(...before);
  if (worst(hops.map(({ verdict }) => verdict)) === 'denied' || upstreams.length === 0) return way('proxy', hops);
  const name = sni ?? (isAddress(target.host) ? '' : target.host);
  const request = { target, destination, ...(name === '' ? {} : { sni: name }) };
  const all = upstreams.map((upstream) => proxyHops(world, tenant, upstream, request));
  const verdicts = all.map((each) => worst(each.map(({ verdict }) => verdict)));
  if (new Set(verdicts).size === 1) return way('proxy', [...hops, ...(all[0] ?? [])]);
  return { ...way('proxy', [...hops, ...all.flat()]), verdict: 'undecided' };
}

function directWay(
  world: World,
  question: Question,
  from: Endpoint,
  pod: TenantPod | undefined,
  destination: Destination,
  routes: readonly ClientRoute[],
): Way {
  const { tenant, target } = question;
  const asking = routes.filter(({ proxy }) => proxy === undefined);
  const hops: Hop[] = isRaw(target) ? [] : [variablesHop(world, pod, asking, 'connect without the proxy')];
  if (destination.kind === 'loopback') {
    hops.push({ hop: 'network policy', verdict: 'allowed', text: 'packets do not leave the pod' });
    return way('direct', hops);
  }
  const aliased = aliasesFor(world, tenant, pod, target.host).map((alias) =>
    way('direct', [...hops, ...aliasHops(world, question, from, destination, alias)]),
  );
  const open = best(aliased.map(({ verdict }) => verdict));
  const known = aliased.find(({ verdict }) => verdict === open);
  if (known) return known;
  const name = nameHop(world, tenant, from, pod?.spec, target, destination);
  if (name) hops.push(name);
  if (name?.verdict === 'denied' && destination.candidates.length === 0) return way('direct', hops);
  const policy = policyHop(world, {
    tenant,
    what: isAddress(target.host)
      ? `${target.host} (${destination.text.replace(`${target.host} is `, '')})`
      : target.host,
    from: [from],
    to: destination.candidates,
    protocol: target.protocol,
    change: directChange(world, tenant, target, destination),
  });
  // Whatever the name stands for, it is refused.
  const settled = hops.map((hop) =>
    policy.verdict === 'denied' && hop.verdict === 'undecided' ? { ...hop, verdict: 'allowed' as const } : hop,
  );
  if (policy.verdict === 'denied') return way('direct', [...settled, policy]);
  return way('direct', [...settled, policy, ...behindPolicies(world, question, destination, destination)]);
}

/** The way to a host that the pod’s hosts file has: no DNS server is asked. */
function aliasHops(
  world: World,
  question: Question,
  from: Endpoint,
  destination: Destination,
  { address, rendered }: ReturnType<typeof aliasesFor>[number],
): readonly Hop[] {
  const { tenant, target } = question;
  const found = destinationOf(world, tenant, { ...target, host: address });
  const text = `the pod’s hosts file has ${target.host} as ${address}; ${found.text}`;
  const name: Hop = { hop: 'name', verdict: 'allowed', text, rendered };
  if (found.kind === 'loopback') return [name];
  if (found.candidates.length === 0) {
    const change = `add port ${target.port} of ${target.host} to egress.tcp, if the tenant may reach it`;
    return [{ ...name, verdict: 'denied', change }];
  }
  const policy = policyHop(world, {
    tenant,
    what: `${target.host} (${address})`,
    from: [from],
    to: found.candidates,
    protocol: target.protocol,
    change: directChange(world, tenant, { ...target, host: address }, found),
  });
  if (policy.verdict === 'denied') return [name, policy];
  return [name, policy, ...behindPolicies(world, question, found, destination)];
}

/**
 * What decides where the packets arrive: the firewall of a VM, or the tenant’s gateway.
 *
 * @param reached where they arrive
 * @param meant what the host is outside of the pod
 */
function behindPolicies(
  world: World,
  { tenant, target, sni }: Question,
  reached: Destination,
  meant: Destination,
): readonly Hop[] {
  if (reached.vm) {
    const { vm } = reached;
    return vmHops(world, tenant, target, { owner: vm, address: vm.address, port: target.port, certificate: false });
  }
  const name = sni ?? (target.scheme === 'https' && !isAddress(target.host) ? target.host : '');
  const { candidates } = reached;
  const byName = reached !== meant;
  const request = { target, destination: meant, candidates, byName, ...(name === '' ? {} : { sni: name }) };
  const tunnel = tunnelHops(world, tenant, request);
  return tunnel.length > 0 ? tunnel : gatewayItselfHops(world, tenant, target, candidates);
}

/** Which clients take the way, by the variables of the pod. */
function variablesHop(world: World, pod: TenantPod | undefined, routes: readonly ClientRoute[], does: string): Hop {
  const container = pod?.containers.find(({ sort }) => sort === 'containers');
  const reasons = new Map<string, string[]>();
  for (const { client, why } of routes) reasons.set(why, [...(reasons.get(why) ?? []), client]);
  const who = [...reasons].map(([why, clients]) => `${clients.join(', ')} (${why})`).join('; ');
  const text = routes.length === 0 ? `no client does by itself; a program in the pod can ${does}` : `${who} ${does}`;
  return {
    hop: 'variables',
    verdict: 'allowed',
    text,
    ...(pod && container ? { rendered: renderedAt(world, pod.of, [...container.path, 'env']) } : {}),
  };
}

function way(by: Way['by'], hops: readonly Hop[]): Way {
  const verdict: Verdict = worst(hops.map((hop) => hop.verdict));
  return { by, verdict, hops };
}
