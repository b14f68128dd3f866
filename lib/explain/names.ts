import type { Tenant } from '../model/types';
import type { Endpoint } from '../network-policy';
import { isKind, list, map, type Rendered } from '../rules';
import { isAddress, type Target } from '../settings/target';
import { CLUSTER_DNS, type Destination, destinationOf } from './destinations';
import { policyHop } from './hops';
import type { Hop } from './types';
import { objectsIn, renderedAt, serviceAt, type World } from './world';

/**
 * Whether a pod gets an address for a name, by the DNS server that it asks. Undefined: it asks for none.
 *
 * @param spec of the pod; undefined: it is not rendered, and asks the cluster’s DNS
 */
export function nameHop(
  world: World,
  tenant: Tenant,
  from: Endpoint,
  spec: Readonly<Record<string, unknown>> | undefined,
  target: Target,
  destination: Destination,
): Hop | undefined {
  if (isAddress(target.host) || destination.kind === 'loopback') return undefined;
  const base = { hop: 'name' as const };
  const places = {
    ...(destination.rendered ? { rendered: destination.rendered } : {}),
    ...(destination.settings ? { settings: destination.settings } : {}),
  };
  if (destination.isGiven) return { ...base, verdict: 'allowed', text: destination.text };
  const [nameserver] = list(map(spec?.dnsConfig).nameservers).map(String);
  const asked = nameserver ? destinationOf(world, tenant, { ...target, host: nameserver, port: 53 }) : undefined;
  const dns = policyHop(world, {
    tenant,
    what: nameserver ? `the DNS server ${nameserver}` : 'the cluster’s DNS',
    from: [from],
    to: asked?.candidates ?? [{ endpoint: CLUSTER_DNS, port: 53 }],
    protocol: 'UDP',
    change: 'run npm run synth: allow-dns opens the DNS server of the environment',
  });
  if (dns.verdict !== 'allowed') return { ...dns, hop: 'name' };
  const corefile = nameserver === undefined ? undefined : inwardCorefile(world, nameserver);
  if (destination.kind === 'outside' || destination.kind === 'private' || destination.kind === 'unknown') {
    if (corefile) {
      const rendered = renderedAt(world, corefile, ['data', 'Corefile']);
      const text = `${target.host}: NXDOMAIN; the DNS server ${nameserver} forwards nothing (cluster.resolver)`;
      return {
        ...base,
        verdict: 'denied',
        text,
        rendered,
        change: 'request it through the proxy, which resolves names itself',
      };
    }
  }
  if (destination.kind === 'unknown') return { ...base, verdict: 'undecided', text: destination.text };
  const noEndpoint = destination.candidates.length === 0;
  if (noEndpoint)
    return {
      ...base,
      verdict: 'denied',
      text: destination.text,
      ...places,
      change: 'name a port of the Service, or give the workload this port',
    };
  return { ...base, verdict: 'allowed', text: destination.text, ...places };
}

/** The configuration of the DNS server at an address, if it is rendered and forwards nothing. */
function inwardCorefile(world: World, address: string): Rendered | undefined {
  const namespace = serviceAt(world, address)?.object.metadata.namespace;
  const config = (namespace === undefined ? [] : objectsIn(world, namespace)).find(
    (each) => isKind(each, 'ConfigMap', '') && typeof map(each.object.data).Corefile === 'string',
  );
  const text = String(map(config?.object.data).Corefile ?? 'forward');
  return /^\s*forward\b/m.test(text) ? undefined : config;
}
