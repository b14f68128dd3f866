import { basename } from 'node:path';
import { stringify } from 'yaml';
import { PAUSE_IMAGE } from '../binaries/versions';
import type { State } from '../lifetime/state';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import { type NodePlan, SYSTEM_NODE, type Topology } from '../machine/topology';
import { createCgroup } from '../process/cgroups';
import { waitFor } from '../process/wait';
import { CNI_BIN, CNI_CONF } from './cni';
import { serverUrl } from './control-plane';
import type { Archives } from './images';
import type { Pki } from './pki';

export async function issueNode(pki: Pki, topology: Topology, node: NodePlan): Promise<void> {
  const names = [`DNS:${node.name}`, `IP:${node.address}`];
  const subject = `/O=system:nodes/CN=system:node:${node.name}`;
  await pki.issueUser({ file: `kubelet-${node.name}`, subject, names }, serverUrl(topology));
}

/** Starts the container runtime and puts the images into it. Needs no API server. */
export async function startRuntime(host: Host, node: NodePlan, images: Promise<Archives>): Promise<void> {
  await host.write('/etc/containerd/config.toml', CONTAINERD);
  const containerd = await host.start('containerd', ['containerd', '--config', '/etc/containerd/config.toml']);
  await waitFor('the container runtime answers', async () => (await host.run(['ctr', 'version'])).code === 0, {
    needs: [containerd],
  });
  const ctr = ['ctr', '--namespace', 'k8s.io', 'images'];
  const { common, dns, digests, base } = await images;
  await host.must([...ctr, 'import', common]);
  if (node.name === SYSTEM_NODE) await host.must([...ctr, 'import', dns]);
  for (const name of digests) await host.must([...ctr, 'tag', base, name]);
}

export async function startKubelet(
  host: Host,
  node: NodePlan,
  state: State,
  topology: Topology,
  pki: Pki,
  binaries: Readonly<Record<string, string>>,
): Promise<Daemon> {
  const cgroup = state.cgroup(node.name);
  createCgroup(cgroup);
  await host.write('/var/lib/kubelet/config.yaml', kubeletConfiguration(node, topology, pki, cgroup));
  const taint = `node-role.kubernetes.io/${node.tenant}=dedicated:NoSchedule`;
  return host.start('kubelet', [
    binaries.kubelet as string,
    '--config=/var/lib/kubelet/config.yaml',
    `--kubeconfig=${state.kubeconfig(`kubelet-${node.name}`)}`,
    `--node-ip=${node.address}`,
    `--node-labels=node-pool=${node.pool}`,
    ...(node.tenant ? [`--register-with-taints=${taint}`] : []),
  ]);
}

export async function startKubeProxy(
  host: Host,
  state: State,
  topology: Topology,
  binaries: Readonly<Record<string, string>>,
): Promise<Daemon> {
  await host.write('/var/lib/kube-proxy/config.yaml', proxyConfiguration(topology, state));
  return host.start('kube-proxy', [binaries['kube-proxy'] as string, '--config=/var/lib/kube-proxy/config.yaml']);
}

/** `restrict_oom_score_adj`: without CAP_SYS_RESOURCE runc could not lower it, and dies. */
const CONTAINERD = `version = 2
[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  sandbox_image = "${PAUSE_IMAGE}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${CNI_BIN}"
    conf_dir = "${CNI_CONF}"
`;

function kubeletConfiguration(node: NodePlan, topology: Topology, pki: Pki, cgroup: string): string {
  return stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: pki.file('ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: pki.file(`kubelet-${node.name}.crt`),
    tlsPrivateKeyFile: pki.file(`kubelet-${node.name}.key`),
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${basename(cgroup)}`,
    enforceNodeAllocatable: [],
    // The machine that runs the lab decides about these two; the kubelet would refuse to start.
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [topology.dns],
    clusterDomain: 'cluster.local',
    // A full disk of that machine is not the lab's subject, and its images cannot be pulled again.
    evictionHard: { 'memory.available': '50Mi' },
    imageGCHighThresholdPercent: 100,
    healthzPort: 0,
    // How soon a pod sees that a ConfigMap or Secret in it has changed; a minute, where nobody says.
    syncFrequency: '5s',
    address: '0.0.0.0',
  });
}

function proxyConfiguration(topology: Topology, state: State): string {
  return stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: state.kubeconfig('kube-proxy') },
    mode: 'iptables',
    clusterCIDR: topology.podCidr,
    // The table's size is the machine's, and not to be changed from a namespace.
    conntrack: { maxPerCore: 0, min: 0 },
  });
}
