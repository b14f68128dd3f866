import type { Cni } from '../../../lab/binaries/versions';
import { type Change, changed, TAKEN_AWAY } from './_worlds';

/** The hop that decides: a file in dist/, and what the hop says of its line. */
interface Deciding {
  readonly file: RegExp;
  readonly text: RegExp;
}

/** A connection of an attack, as `explain` is asked about it. */
export interface Question {
  readonly target: string;
  /** Default: client-a and its workload agent, as in most attacks. */
  readonly from?: { readonly tenant: string; readonly workload: string };
  readonly addresses?: readonly string[];
  readonly pod?: { readonly namespace: string; readonly workload: string };
  readonly proxy?: string;
  readonly sni?: string;
  /** What decides, the proxy’s way first if there are two; of a datapath, if they have different policies. */
  readonly deciding: Readonly<Record<Cni, readonly Deciding[]>>;
  /** What the attack itself does before it connects. */
  readonly first?: Change;
  /** Controls that only see what is sent within the connection, or that an open connection is of no use. */
  readonly beyond?: readonly string[];
  /** True: without its controls it connects by a forged address, which is not part of the settings. */
  readonly isForged?: true;
  /** The datapath that it is about. Default: both. */
  readonly only?: Cni;
}

const both = (...deciding: readonly Deciding[]) => ({ calico: deciding, cilium: deciding });

const DEFAULT_DENY: Deciding = {
  file: /^dist\/base\/client-a\/guardrails\/networkpolicy-default-deny\.yaml$/,
  text: /NetworkPolicy client-a-demo\/default-deny lets nothing out/,
};
const GLOBAL_POLICY: Deciding = {
  file: /globalnetworkpolicy-default\.egress-tenant-client-a\.yaml$/,
  text: /GlobalNetworkPolicy default\.egress-tenant-client-a denies it/,
};
const AWAY = { calico: [GLOBAL_POLICY], cilium: [DEFAULT_DENY] };
const INSIDE = both(DEFAULT_DENY);

const NO_NAME: Deciding = {
  file: /platform\/configmap-egress-dns\.yaml$/,
  text: /NXDOMAIN; the DNS server 10\.32\.0\.53/,
};

const squid = (text: RegExp, of = 'client-a/squid-a'): Deciding => ({
  file: new RegExp(`^dist/infra/development/${of}/squid\\.conf$`),
  text,
});
/** What one proxy denies, and what the policies deny of the same without a proxy. */
const byProxy = (text: RegExp) => ({
  calico: [squid(text), GLOBAL_POLICY],
  cilium: [squid(text), DEFAULT_DENY],
});
/** The same of a name that is not known inside, as the tenants’ resolver answers. */
const byProxyByName = (text: RegExp, of?: string) => both(squid(text, of), NO_NAME);
const PRIVATE = byProxy(/http_access deny to_private because_private/);

const WEB = '203.0.113.77';
const CLIENT_C = { tenant: 'client-c', workload: 'web' };
const ELSEWHERE = { target: `tcp://${WEB}:80`, deciding: AWAY };
/** A pod with the web’s address by an annotation. Its packets are those of any pod, and the global policy judges where they go. */
const FORGED: Question = { ...ELSEWHERE, isForged: true, only: 'calico' };

/** Every attack of the matrix that is a connection of a pod, by its name. */
export const QUESTIONS: Readonly<Record<string, Question>> = {
  'direct-https': { target: `tcp://${WEB}:443`, deciding: AWAY },
  'direct-http': ELSEWHERE,
  'direct-tcp': { target: `tcp://${WEB}:2222`, deciding: AWAY },
  'direct-udp': { target: `udp://${WEB}:4433`, deciding: AWAY },
  'first-moment': ELSEWHERE,
  'exempt-label': {
    ...ELSEWHERE,
    first: changed(/^dist\/base\/client-a\/workloads\/deployment-agent\.yaml$/, (text) =>
      text.replace(/^( {6}labels:\n)/m, '$1        k8s-app: kube-dns\n'),
    ),
  },
  'ghost-pod': FORGED,
  'ghost-pod-singular': FORGED,
  'ghost-pod-of-a-cloud': FORGED,
  'ghost-pod-of-many': FORGED,
  'ghost-deployment': FORGED,
  'ghost-daemonset': FORGED,
  'ghost-annotated-later': FORGED,
  'ghost-metadata': { ...FORGED, target: 'tcp://169.254.42.42:80' },
  'dns-outside': { target: 'udp://9.9.9.9:53', deciding: AWAY },
  'dns-over-tls': { target: `tcp://${WEB}:853`, deciding: AWAY },
  'dns-of-the-cluster': { target: 'udp://10.32.0.10:53', deciding: INSIDE },
  'dns-of-the-tenants': {
    target: 'tcp://message-1.tunnel.example:443',
    deciding: both(NO_NAME),
  },
  'delete-policies': { ...ELSEWHERE, first: TAKEN_AWAY['network-policies'] as Change },
  'open-policy': {
    ...ELSEWHERE,
    first: changed(/^dist\/base\/client-a\/guardrails\/networkpolicy-allow-same-namespace\.yaml$/, (text) =>
      text.replace(/^spec:[\s\S]*$/m, 'spec: { podSelector: {}, policyTypes: [Egress], egress: [{}] }\n'),
    ),
  },
  'other-proxy': { target: 'http://ifconfig.me/other-proxy', proxy: '172.16.28.9', deciding: AWAY },
  'other-proxy-tunnel': { target: 'https://ifconfig.me/other-proxy-tunnel', proxy: '172.16.28.9', deciding: AWAY },
  'proxy-behind-proxy': {
    target: '172.16.28.9:3128',
    deciding: byProxy(/http_access deny !Safe_ports !manager because_port/),
    beyond: ['proxy-of-the-other-rules'],
  },
  metadata: { target: 'tcp://169.254.42.42:80', deciding: AWAY },
  'metadata-by-proxy': { target: 'http://169.254.42.42/', deciding: PRIVATE },
  'private-by-proxy': { target: 'http://inside.partner.example/', addresses: ['172.16.28.1'], deciding: PRIVATE },
  'private-network': { target: 'tcp://172.16.28.1:80', deciding: AWAY },
  'api-server': { target: 'tcp://10.32.0.1:443', deciding: INSIDE },
  kubelet: { target: 'tcp://172.16.28.20:10250', deciding: AWAY },
  'other-pod': {
    target: 'tcp://100.64.3.4:8080',
    pod: { namespace: 'client-b-demo', workload: 'web' },
    deciding: INSIDE,
  },
  'other-service': { target: 'tcp://web.client-b-demo.svc.cluster.local:8080', deciding: INSIDE },
  // A Service of the attacker’s leads what the other tenant sends to its own proxy to a pod of the attacker’s.
  'address-of-the-other': {
    target: 'tcp://100.64.3.4:8080',
    from: { tenant: 'client-b', workload: 'web' },
    pod: { namespace: 'client-a-demo', workload: 'agent' },
    deciding: both({
      file: /^dist\/base\/client-b\/guardrails\/networkpolicy-default-deny\.yaml$/,
      text: /NetworkPolicy client-b-demo\/default-deny lets nothing out/,
    }),
    // Cilium judges by the address before kube-proxy changes it, which is that of the other’s proxy.
    only: 'calico',
  },
  // Where the Service of the attacker’s leads.
  endpoints: ELSEWHERE,
  'endpoint-slice': ELSEWHERE,
  'own-machine': { target: 'http://self.partner.example/', addresses: ['203.0.113.10'], deciding: PRIVATE },
  'own-machine-inside': {
    target: 'http://self-inside.partner.example/',
    addresses: ['172.16.28.8'],
    deciding: PRIVATE,
  },
  'unlisted-host': {
    target: 'https://elsewhere.example/unlisted-host',
    deciding: byProxyByName(/http_access deny because_list/),
  },
  'fronted-host': {
    target: 'https://ifconfig.me/',
    sni: 'elsewhere.example',
    deciding: byProxyByName(/ssl_bump terminate all because_sni/),
  },
  'tunnel-to-80': { target: 'CONNECT ifconfig.me:80', deciding: byProxyByName(/http_access deny CONNECT !SSL_ports/) },
  mail: {
    target: 'CONNECT ifconfig.me:25',
    deciding: byProxyByName(/http_access deny !Safe_ports !manager because_port/),
  },
  'cache-manager': {
    target: 'http://squid-a.client-a.development:3128/squid-internal-mgr/info',
    addresses: ['172.16.28.8'],
    deciding: both(
      squid(/http_access deny manager because_manager/),
      squid(/of the proxy itself: http_access deny manager because_manager/),
    ),
  },
  'partner-of-the-other': {
    target: 'tcp://egress-tcp-sftp-partner-example-a9b0efd8.client-c-demo-egress.svc:2222',
    deciding: INSIDE,
  },
  'partner-port-elsewhere': {
    target: 'CONNECT elsewhere.example:2222',
    from: CLIENT_C,
    deciding: byProxyByName(/http_access deny !Safe_ports !manager !tcp_2222 because_port/, 'client-c/squid-c'),
  },
  'partner-inside': {
    target: 'tcp://inside.partner.example:2222',
    from: CLIENT_C,
    addresses: ['172.16.28.1'],
    deciding: both(squid(/http_access deny to_private because_private/, 'client-c/squid-c')),
  },
};

/** Attacks that one of these controls refuses, or none, and that are still no connections of a pod that `explain` is asked about. */
export const NOT_ASKED: Readonly<Record<string, string>> = {
  'direct-icmp': 'echo requests have no port; `reach` and `explain` are about TCP and UDP',
  'names-by-address':
    'a question for the name of an address: the connection is that to the DNS server, which is allowed',
  'names-by-guess': 'the same: what the DNS server answers is learned, and nothing is connected to',
  'dns-without-resolver': 'needs settings without `cluster.resolver`, and is asked below',
  'host-port': 'comes from outside of the cluster, and is asked of `reach` below',
  'node-port': 'comes from outside of the cluster, and is asked of `reach` below',
  'image-anywhere': 'the node asks for an image, not the pod',
  'remote-file-by-permission': 'Flux’s controller asks, not the pod',
  'source-redirect': 'Flux’s controller asks, not the pod',
};
