import { CALICO_RELEASE } from '../binaries/versions';
import type { State } from '../lifetime/state';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import { CONTROL_PLANE, type Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import type { Api } from './api';
import { addPlugin, configurePlugins, PORTMAP } from './cni';
import { serverUrl } from './control-plane';
import { createDefinitions, readDefinitions } from './crds';
import { assignPodRanges, routePods } from './routes';
import type { Datapath, Site } from './site';

const KINDS = '/apis/crd.projectcalico.org/v1';

/** Calico, with its policy engine on each node and routes between them. */
export const CALICO: Datapath = {
  replacesKubeProxy: false,

  async issue(pki, topology) {
    // One user for the engine and the plugin, with more rights than they need: their rights are not the lab's subject.
    await pki.issueUser({ file: 'calico', subject: '/O=system:masters/CN=calico' }, serverUrl(topology));
  },

  async prepare({ state, hosts, binaries }, node) {
    const host = hosts.get(node.name) as Host;
    await configurePlugins(host, 'calico', [plugin(node.name, state), PORTMAP]);
    await addPlugin(host, binaries.calico as string);
  },

  async install(site, api, kubelets) {
    const { hosts, topology, binaries } = site;
    const inCluster = [CONTROL_PLANE, ...topology.nodes.map(({ name }) => name)];
    await Promise.all([
      routePods(
        topology,
        inCluster.map((name) => hosts.get(name) as Host),
      ),
      kubelets.then(() => assignPodRanges(api, topology)),
      createDefinitions(api, readDefinitions(binaries['calico-crds'] as string))
        .then(() => configure(api, topology))
        .then(() => Promise.all(topology.nodes.map(({ name }) => runFelix(hosts.get(name) as Host, site)))),
    ]);
  },
};

/** What Calico's installer would create; the addresses of pods come from each node's own range. */
async function configure(api: Api, topology: Topology): Promise<void> {
  const clusterInformation = {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'ClusterInformation',
    metadata: { name: 'default' },
    spec: {
      clusterGUID: '6c61620000000000000000000000000a',
      clusterType: 'k8s',
      calicoVersion: CALICO_RELEASE,
      datastoreReady: true,
    },
  };
  const pool = {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'IPPool',
    metadata: { name: 'default-ipv4-ippool' },
    spec: {
      cidr: topology.podCidr,
      blockSize: 26,
      ipipMode: 'Never',
      vxlanMode: 'Never',
      // A proxy sees the node's address, not the pod's.
      natOutgoing: true,
      nodeSelector: 'all()',
      allowedUses: ['Workload', 'Tunnel'],
    },
  };
  await waitFor("Calico's settings are in", async () => {
    await api.create(`${KINDS}/clusterinformations`, clusterInformation);
    await api.create(`${KINDS}/ippools`, pool);
    return true;
  });
}

/** Starts the policy engine. Resolves when it is ready: until then pods would come up without policy. */
async function runFelix(host: Host, site: Site): Promise<void> {
  const felix = await startFelix(host, site);
  const probe = ['curl', '-sf', '-o', '/dev/null', 'http://127.0.0.1:9099/readiness'];
  await waitFor(`the policy engine of ${host.name} is ready`, async () => (await host.run(probe)).code === 0, {
    needs: [felix],
    interval: 200,
  });
}

/** It ends with 129 when its configuration has changed, and is to be started again then. */
function startFelix(host: Host, { state, binaries }: Site): Promise<Daemon> {
  const loop = 'while :; do "$1"; code=$?; [ $code = 129 ] || exit $code; done';
  return host.start('felix', ['bash', '-c', loop, 'felix', binaries['calico-felix'] as string], {
    KUBECONFIG: state.kubeconfig('calico'),
    FELIX_DATASTORETYPE: 'kubernetes',
    FELIX_FELIXHOSTNAME: host.name,
    FELIX_USEINTERNALDATAPLANEDRIVER: 'true',
    FELIX_TYPHAK8SSERVICENAME: 'none',
    FELIX_BPFENABLED: 'false',
    // It would look for remains of that mode with bpftool, and ends where that command is installed.
    FELIX_DebugSkipCTLBCleanup: 'true',
    FELIX_XDPENABLED: 'false',
    FELIX_IPV6SUPPORT: 'false',
    FELIX_WIREGUARDENABLED: 'false',
    FELIX_IPTABLESBACKEND: 'nft',
    FELIX_IPINIPENABLED: 'false',
    FELIX_VXLANENABLED: 'false',
    FELIX_DEFAULTENDPOINTTOHOSTACTION: 'ACCEPT',
    FELIX_USAGEREPORTINGENABLED: 'false',
    FELIX_HEALTHENABLED: 'true',
    FELIX_HEALTHHOST: '127.0.0.1',
    FELIX_LOGSEVERITYSCREEN: 'INFO',
    FELIX_LOGFILEPATH: 'none',
    FELIX_LOGSEVERITYFILE: 'FATAL',
    FELIX_LOGSEVERITYSYS: 'none',
  });
}

/** The plugin that connects pods, for a node; it is called `calico`. */
function plugin(node: string, state: State): object {
  return {
    type: 'calico',
    log_level: 'info',
    log_file_path: '/var/log/calico/cni.log',
    datastore_type: 'kubernetes',
    nodename: node,
    nodename_file_optional: true,
    mtu: 1500,
    ipam: { type: 'host-local', subnet: 'usePodCidr' },
    policy: { type: 'k8s' },
    kubernetes: { kubeconfig: state.kubeconfig('calico') },
  };
}
