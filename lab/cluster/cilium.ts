import { join } from 'node:path';
import { formatAddress, parseRange } from '../../lib/settings';
import { cacheFolder } from '../binaries/cache';
import type { CiliumMode } from '../binaries/versions';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import { CONTROL_PLANE } from '../machine/topology';
import { bpfCgroup, createCgroup } from '../process/cgroups';
import { waitFor } from '../process/wait';
import { agentFlags, operatorFlags, replacesKubeProxy } from './cilium/flags';
import { addPlugin, configurePlugins, PORTMAP } from './cni';
import { serverUrl } from './control-plane';
import { assignPodRanges, podRanges } from './routes';
import type { Datapath, Site } from './site';

/**
 * Of a node alone: the file system of pinned BPF objects, the control group that the agent attaches programs to, the
 * programs' source, and files over the two settings of the whole machine that the agent would change.
 */
const PREPARE = `set -e
while mountpoint -q /sys/fs/bpf; do umount /sys/fs/bpf; done
mount -t bpf bpf /sys/fs/bpf
mkdir -p /run/cilium/cgroupv2 /var/lib/cilium
mount --bind "$1" /run/cilium/cgroupv2
cp -r "$2" /var/lib/cilium/bpf
for setting in unprivileged_bpf_disabled timer_migration; do
  cat /proc/sys/kernel/$setting >/run/cilium/$setting
  mount --bind /run/cilium/$setting /proc/sys/kernel/$setting
done`;

/**
 * The agent writes hardware addresses and the node's address among its pods into the programs, and makes them up where there
 * are none. With the same ones in each lab it compiles the same programs.
 */
function links(index: number, podCidr: string): string {
  const address = (device: number) => `02:00:00:00:${device.toString(16).padStart(2, '0')}:${index + 1}`;
  const own = formatAddress(parseRange(podCidr).first + 1);
  return `link set eth0 address ${address(0)}
link add cilium_host address ${address(1)} type veth peer name cilium_net address ${address(2)}
addr add ${own}/32 dev cilium_host scope link
link set cilium_host up
link set cilium_net up
`;
}

/** Cilium, as an agent on each node and an operator. */
export function cilium(mode: CiliumMode): Datapath {
  return {
    replacesKubeProxy: replacesKubeProxy(mode),

    async issue(pki, topology) {
      // One user with more rights than it needs: its rights are not the lab's subject.
      await pki.issueUser({ file: 'cilium', subject: '/O=system:masters/CN=cilium' }, serverUrl(topology));
    },

    async prepare({ state, topology, hosts, binaries }, node) {
      const host = hosts.get(node.name) as Host;
      const cgroup = state.cgroup(node.name);
      createCgroup(cgroup);
      await addPlugin(host, binaries['cilium-cni'] as string);
      await host.must(['sh', '-c', PREPARE, 'prepare', bpfCgroup(cgroup), binaries['cilium-bpf'] as string]);
      const index = topology.nodes.indexOf(node);
      await host.must(['ip', '-batch', '-'], { input: links(index, podRanges(topology)[index] as string) });
    },

    async install(site, api, kubelets) {
      const { hosts, state, topology, binaries } = site;
      const operator = [binaries['cilium-operator'] as string, ...operatorFlags(state.kubeconfig('cilium'))];
      await (hosts.get(CONTROL_PLANE) as Host).start('cilium-operator', operator);
      await kubelets;
      await assignPodRanges(api, topology);
      await Promise.all(
        topology.nodes.map(async ({ name }) => {
          const host = hosts.get(name) as Host;
          const agent = await startAgent(host, site, mode);
          await agentIsReady(host, agent);
          // Not before the agent: without the plugin the node is not Ready, and no pod starts.
          await configurePlugins(host, 'cilium', [
            { type: 'cilium-cni', 'log-file': '/var/log/cilium-cni.log' },
            // In its place the agent opens host ports.
            ...(replacesKubeProxy(mode) ? [] : [PORTMAP]),
          ]);
        }),
      );
    },
  };
}

function startAgent(host: Host, { state, topology, binaries }: Site, mode: CiliumMode): Promise<Daemon> {
  const flags = agentFlags(state.kubeconfig('cilium'), topology, mode);
  return host.start('cilium-agent', [binaries['cilium-agent'] as string, ...flags], {
    K8S_NODE_NAME: host.name,
    PATH: `${join(__dirname, 'cilium')}:/usr/sbin:/usr/bin:/sbin:/bin`,
    CLANG_CACHE: join(cacheFolder(), 'cilium-programs'),
  });
}

async function agentIsReady(host: Host, agent: Daemon): Promise<void> {
  const probe = ['curl', '-sf', '-o', '/dev/null', '-H', 'brief: true', 'http://127.0.0.1:9879/healthz'];
  const isReady = async () => (await host.run(probe)).code === 0;
  await waitFor(`the agent of ${host.name} is ready`, isReady, { needs: [agent], interval: 200 });
}
