import type { Cni } from '../../binaries/versions';
import type { Outcome, Target } from '../../machine/prober';
import { HOST_NETWORK_PORT, HOST_PORT, NODE_PORTS } from './_objects';

/** Addresses of a running lab. */
export interface Places {
  readonly web: string;
  readonly publicDns: string;
  readonly gateway: string;
  readonly api: string;
  readonly proxies: { readonly own: string; readonly other: string };
  readonly nodes: { readonly own: string; readonly other: string };
  /** First address of each node’s range for pods: that of `cilium_host`. */
  readonly hostsAmongPods: { readonly own: string; readonly other: string };
  /** Address of the own node on the link to the pod. */
  readonly linkLocal: string;
  /** By name of the pod. */
  readonly pods: Readonly<Record<'near' | 'far' | 'dns' | 'sibling' | 'otherTenant', string>>;
  /** By name of the Service. */
  readonly services: Readonly<
    Record<
      | 'near'
      | 'far'
      | 'near-host'
      | 'far-host'
      | 'outside'
      | 'kubelet'
      | 'other-proxy'
      | 'api'
      | 'dns'
      | 'sibling'
      | 'otherTenant',
      string
    >
  >;
}

export interface Destination {
  readonly title: string;
  /** True: the tenant’s pods have to reach it. Default: they must not. */
  readonly open?: true;
  /** The datapath on which it is open although it must not be. Default: none. */
  readonly openOn?: Cni;
  /** True: where it leads nowhere the pod itself refuses it. Default: a refusal comes from where it leads to. */
  readonly isOwn?: true;
  target(places: Places): Target;
}

/** Whether packets have arrived there. */
export function isReached({ isOwn }: Pick<Destination, 'isOwn'>, outcome: Outcome | undefined): boolean {
  return outcome === 'open' || (outcome === 'refused' && !isOwn);
}

/** What a tenant’s pod reaches on a datapath: what it has to, and what is known to be open. */
export function reachable(cni: Cni): readonly Destination[] {
  return DESTINATIONS.filter(({ open, openOn }) => open || openOn === cni);
}

const tcp = (address: string, port: number): Target => ({ kind: 'tcp', address, port });
const dns = (address: string): Target => ({ kind: 'dns', address });
const ping = (address: string): Target => ({ kind: 'ping', address });

function must(title: string, target: Destination['target']): Destination {
  return { title, open: true, target };
}

function mustNot(title: string, target: Destination['target']): Destination {
  return { title, target };
}

/** A port of the nodes that only the suite listens at, on IPv6 too. */
export const LISTENING_PORT = 18099;
const UNUSED_PORT = 9;
const KUBELET = 10250;

export const DESTINATIONS: readonly Destination[] = [
  must('its own proxy', ({ proxies }) => tcp(proxies.own, 3128)),
  must('a pod of its own namespace', ({ pods }) => tcp(pods.sibling, 8080)),
  must('a Service of its own namespace', ({ services }) => tcp(services.sibling, 8080)),
  must('the cluster’s DNS by its Service', ({ services }) => dns(services.dns)),
  must('the cluster’s DNS by its pod’s address', ({ pods }) => dns(pods.dns)),

  mustNot('another port of its own proxy', ({ proxies }) => tcp(proxies.own, 22)),
  mustNot('the other tenant’s proxy', ({ proxies }) => tcp(proxies.other, 3128)),
  mustNot('the other tenant’s proxy by a Service', ({ services }) => tcp(services['other-proxy'], 3128)),
  mustNot('the internet, HTTP', ({ web }) => tcp(web, 80)),
  mustNot('the internet, HTTPS', ({ web }) => tcp(web, 443)),
  mustNot('the internet, by a Service', ({ services }) => tcp(services.outside, 80)),
  mustNot('the internet, DNS', ({ publicDns }) => dns(publicDns)),
  mustNot('the internet, ping', ({ web }) => ping(web)),
  mustNot('the gateway of the private network', ({ gateway }) => tcp(gateway, UNUSED_PORT)),
  mustNot('metadata, 169.254.42.42', () => tcp('169.254.42.42', 80)),
  mustNot('metadata, 169.254.169.254', () => tcp('169.254.169.254', 80)),

  mustNot('its own node, kubelet', ({ nodes }) => tcp(nodes.own, KUBELET)),
  mustNot('its own node, a port that is not used', ({ nodes }) => tcp(nodes.own, UNUSED_PORT)),
  mustNot('its own node, a host port', ({ nodes }) => tcp(nodes.own, HOST_PORT)),
  mustNot('its own node, a pod in the host’s network', ({ nodes }) => tcp(nodes.own, HOST_NETWORK_PORT)),
  mustNot('its own node, ping', ({ nodes }) => ping(nodes.own)),
  mustNot('its own node, by its address among pods', ({ hostsAmongPods }) => tcp(hostsAmongPods.own, KUBELET)),
  // Without IPv6 Calico’s engine has no rules for it.
  {
    ...mustNot('its own node, by IPv6 on the link', ({ linkLocal }) => tcp(`${linkLocal}%eth0`, LISTENING_PORT)),
    openOn: 'calico',
  },
  mustNot('169.254.1.1, which is its own node on Calico', () => tcp('169.254.1.1', KUBELET)),
  mustNot('another node, kubelet', ({ nodes }) => tcp(nodes.other, KUBELET)),
  mustNot('another node, kubelet by a Service', ({ services }) => tcp(services.kubelet, KUBELET)),
  mustNot('another node, a port that is not used', ({ nodes }) => tcp(nodes.other, UNUSED_PORT)),
  mustNot('another node, a host port', ({ nodes }) => tcp(nodes.other, HOST_PORT)),
  mustNot('another node, a pod in the host’s network', ({ nodes }) => tcp(nodes.other, HOST_NETWORK_PORT)),
  mustNot('another node, by its address among pods', ({ hostsAmongPods }) => tcp(hostsAmongPods.other, KUBELET)),
  mustNot('the host’s network of its own node, by a Service', ({ services }) => tcp(services['near-host'], 80)),
  mustNot('the host’s network of another node, by a Service', ({ services }) => tcp(services['far-host'], 80)),

  mustNot('the API server', ({ api }) => tcp(api, 6443)),
  mustNot('the API server by its Service', ({ services }) => tcp(services.api, 443)),
  mustNot('the API server’s machine, a port that is not used', ({ api }) => tcp(api, UNUSED_PORT)),

  mustNot('a pod of its own node', ({ pods }) => tcp(pods.near, 8080)),
  mustNot('a pod of another node', ({ pods }) => tcp(pods.far, 8080)),
  mustNot('a pod of its own node, by a Service', ({ services }) => tcp(services.near, 80)),
  mustNot('a pod of another node, by a Service', ({ services }) => tcp(services.far, 80)),
  mustNot('the other tenant’s pod', ({ pods }) => tcp(pods.otherTenant, 8080)),
  mustNot('the other tenant’s pod by its Service', ({ services }) => tcp(services.otherTenant, 8080)),
  mustNot('the DNS pod, another port', ({ pods }) => tcp(pods.dns, 8181)),

  ...Object.entries({ near: 'a pod of its own node', far: 'a pod of another node', outside: 'the internet' }).flatMap(
    ([name, leadsTo]): Destination[] => {
      const port = NODE_PORTS[name as keyof typeof NODE_PORTS];
      return [
        mustNot(`node port of its own node, to ${leadsTo}`, ({ nodes }) => tcp(nodes.own, port)),
        mustNot(`node port of another node, to ${leadsTo}`, ({ nodes }) => tcp(nodes.other, port)),
        { ...mustNot(`node port of the loopback address, to ${leadsTo}`, () => tcp('127.0.0.1', port)), isOwn: true },
      ];
    },
  ),
  mustNot('IPv6, global', () => tcp('2001:db8::1', 80)),
];
