import type { Tenant } from '../model/types';
import { isKind, list, map, maps, placeIn, type Rendered, type Step, type TenantPod } from '../rules';
import { isAddress, type Target } from '../settings/target';
import { type Destination, destinationOf } from './destinations';
import { tunnelsOf, tunnelWay } from './gateway';
import { type Candidate, podsIn } from './policies';
import { proxyHops } from './proxy';
import { type FileLine, type Hop, worst } from './types';
import { reach } from './upstreams';
import { objectsIn, type World } from './world';

/** An address that a host has in a pod before any DNS server is asked. */
interface Alias {
  readonly address: string;
  readonly rendered: FileLine;
}

/**
 * The addresses that the hosts file of a pod has for a host.
 *
 * @param pod undefined: it is not rendered, and lists the Services of its gateway as docs/tcp.md says
 */
export function aliasesFor(world: World, tenant: Tenant, pod: TenantPod | undefined, host: string): readonly Alias[] {
  if (isAddress(host)) return [];
  if (!pod) {
    return tunnelServices(world, tenant).flatMap(({ service, address, tunnel }) =>
      tunnel.host === host ? [{ address, rendered: addressAt(world, service, ['spec', 'clusterIP'], address) }] : [],
    );
  }
  return maps(pod.spec.hostAliases).flatMap(({ ip, hostnames }, index): Alias[] => {
    const names = list(hostnames).map((each) => String(each).toLowerCase());
    const path: readonly Step[] = [...pod.path, 'hostAliases', index];
    const address = String(ip);
    return names.includes(host) ? [{ address, rendered: addressAt(world, pod.of, path, address) }] : [];
  });
}

/** Where an address stands: an environment adds those of its own in a patch. */
function addressAt({ context }: World, on: Rendered, path: readonly Step[], address: string): FileLine {
  const has = (file: string) => (context.files.get(file) ?? '').split(/[\s'"]+/).includes(address);
  const file = on.files.findLast(has) ?? on.files[0] ?? '';
  const { line } = placeIn(context.files, file, on, path);
  return { file, ...(line === undefined ? {} : { line }) };
}

/** A port of a Service that leads to a tunnel of the tenant’s gateway. */
interface TunnelService {
  readonly service: Rendered;
  readonly address: string;
  /** The port that pods connect to. */
  readonly port: number;
  readonly tunnel: { readonly listener: number; readonly host: string; readonly port: number };
}

export function tunnelServices(world: World, { gateway }: Tenant): readonly TunnelService[] {
  if (!gateway) return [];
  const tunnels = tunnelsOf(world, gateway.namespace);
  const services = objectsIn(world, gateway.namespace).filter((each) => isKind(each, 'Service', ''));
  return services.flatMap((service) => {
    const { clusterIP, ports } = map(service.object.spec);
    return maps(ports).flatMap(({ port, targetPort }) => {
      const tunnel = tunnels.find(({ listener }) => listener === targetPort);
      return tunnel && typeof clusterIP === 'string'
        ? [{ service, address: clusterIP, port: Number(port), tunnel }]
        : [];
    });
  });
}

interface Connection {
  readonly target: Target;
  /** What the host of the target is to Squid. */
  readonly destination: Destination;
  /** Where the packets go. */
  readonly candidates: readonly Candidate[];
  /** Whether the pod means the host of the target, and not the address of the Service. */
  readonly byName: boolean;
  /** The name inside TLS; undefined: none is sent. */
  readonly sni?: string;
}

/** Behind the network policies of the pod: the gateway’s listener, and what a proxy does with the tunnel. Empty: it is none. */
export function tunnelHops(
  world: World,
  tenant: Tenant,
  { target, destination, candidates, byName, sni }: Connection,
): readonly Hop[] {
  const { gateway } = tenant;
  const [first] = candidates;
  const isOwn = candidates.every(
    ({ endpoint }) => 'namespace' in endpoint && endpoint.namespace === gateway?.namespace,
  );
  if (!gateway || !first || !isOwn || target.protocol !== 'TCP') return [];
  const way = tunnelWay(world, gateway.namespace, first.port);
  if (!way) return [];
  const { hop, tunnel, upstreams } = way;
  if (!tunnel || upstreams.length === 0) return [hop];
  const { host, port } = tunnel;
  const isSame = host === target.host && port === target.port;
  if (byName && !isSame) return [{ ...hop, verdict: 'denied', change: 'run npm run synth' }];
  const asked: Target = { ...target, scheme: 'connect', method: 'CONNECT', host, port };
  const from = podsIn(world, [gateway.namespace]).map(({ endpoint }) => endpoint);
  const before = [
    hop,
    ...upstreams.map((upstream) => ({ ...reach(world, tenant, from, upstream), at: upstream.name })),
  ];
  if (worst(before.map(({ verdict }) => verdict)) === 'denied') return before;
  const request = {
    target: asked,
    destination: isSame ? destination : destinationOf(world, tenant, asked),
    ...(sni === undefined ? {} : { sni }),
  };
  const all = upstreams.map((upstream) => proxyHops(world, tenant, upstream, request));
  const verdicts = new Set(all.map((each) => worst(each.map(({ verdict }) => verdict))));
  if (verdicts.size === 1) return [...before, ...(all[0] ?? [])];
  const differ: Hop = { hop: 'gateway', verdict: 'undecided', text: 'the proxies decide differently' };
  // One that lets it through may be the one that the gateway takes.
  return [...before, differ, ...all.flat().filter(({ verdict }) => verdict !== 'denied')];
}
