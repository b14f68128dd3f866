import type { CiliumMode } from '../../binaries/versions';
import type { Topology } from '../../machine/topology';

export function replacesKubeProxy(mode: CiliumMode): boolean {
  return mode.endsWith('-kpr');
}

/** What the chart of the release would set, for a cluster without IPv6, Envoy and Hubble. */
export function agentFlags(kubeconfig: string, topology: Topology, mode: CiliumMode): string[] {
  return [
    `--k8s-kubeconfig-path=${kubeconfig}`,
    '--identity-allocation-mode=crd',
    '--ipam=kubernetes',
    '--k8s-require-ipv4-pod-cidr=true',
    '--enable-ipv4=true',
    '--enable-ipv6=false',
    `--kube-proxy-replacement=${replacesKubeProxy(mode)}`,
    ...(mode.startsWith('tunnel') ? TUNNEL : native(topology)),
    '--enable-bpf-masquerade=false',
    '--devices=eth0',
    '--direct-routing-device=eth0',
    '--cgroup-root=/run/cilium/cgroupv2',
    '--bpf-root=/sys/fs/bpf',
    '--enable-l7-proxy=false',
    '--enable-envoy-config=false',
    '--enable-hubble=false',
    '--enable-health-checking=false',
    '--enable-endpoint-health-checking=false',
    '--enable-gops=false',
    '--cni-exclusive=false',
    `--cluster-name=${topology.environment}`,
    // Small maps: a lab has few pods, and the kernel counts their memory.
    '--preallocate-bpf-maps=false',
    '--bpf-map-dynamic-size-ratio=0.0005',
  ];
}

const TUNNEL = ['--routing-mode=tunnel', '--tunnel-protocol=vxlan'];

/** All nodes are in one network, so that each agent can add the routes to the other nodes' pods. */
function native({ podCidr }: Topology): string[] {
  return ['--routing-mode=native', '--auto-direct-node-routes=true', `--ipv4-native-routing-cidr=${podCidr}`];
}

/** It defines Cilium's kinds, and removes identities that no pod has. It leaves nodes and pods alone. */
export function operatorFlags(kubeconfig: string): string[] {
  return [
    `--k8s-kubeconfig-path=${kubeconfig}`,
    '--k8s-namespace=kube-system',
    '--identity-allocation-mode=crd',
    '--ipam=kubernetes',
    '--enable-ipv6=false',
    '--enable-l7-proxy=false',
    '--enable-policy-secrets-sync=false',
    '--operator-prometheus-serve-addr=',
    '--unmanaged-pod-watcher-interval=0',
    '--set-cilium-is-up-condition=false',
    '--set-cilium-node-taints=false',
    '--remove-cilium-node-taints=false',
  ];
}
