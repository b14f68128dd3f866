import { CALICO_RELEASE } from '../binaries/versions';
import type { State } from '../lifetime/state';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import type { Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import type { Api } from './api';
import { serverUrl } from './control-plane';
import type { Pki } from './pki';

const CALICO = '/apis/crd.projectcalico.org/v1';

/** One user for the engine and the plugin, with more rights than they need: their rights are not the lab's subject. */
export async function issueCalico(pki: Pki, topology: Topology): Promise<void> {
  await pki.issueUser({ file: 'calico', subject: '/O=system:masters/CN=calico' }, serverUrl(topology));
}

/** What Calico's installer would create; the addresses of pods come from each node's own range. */
export async function configureCalico(api: Api, topology: Topology): Promise<void> {
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
    await api.create(`${CALICO}/clusterinformations`, clusterInformation);
    await api.create(`${CALICO}/ippools`, pool);
    return true;
  });
}

/** Starts the policy engine. It ends with 129 when its configuration has changed, and is to be started again then. */
export async function startFelix(
  host: Host,
  state: State,
  binaries: Readonly<Record<string, string>>,
): Promise<Daemon> {
  const loop = 'while :; do "$1"; code=$?; [ $code = 129 ] || exit $code; done';
  return host.start('felix', ['bash', '-c', loop, 'felix', binaries['calico-felix'] as string], {
    KUBECONFIG: state.kubeconfig('calico'),
    FELIX_DATASTORETYPE: 'kubernetes',
    FELIX_FELIXHOSTNAME: host.name,
    FELIX_USEINTERNALDATAPLANEDRIVER: 'true',
    FELIX_TYPHAK8SSERVICENAME: 'none',
    FELIX_BPFENABLED: 'false',
    // Built without C, it dies of that cleanup where the machine has bpftool.
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

/** Until then pods would come up without policy. */
export async function felixIsReady(host: Host, felix: Daemon): Promise<void> {
  const probe = ['curl', '-sf', '-o', '/dev/null', 'http://127.0.0.1:9099/readiness'];
  await waitFor(`the policy engine of ${host.name} is ready`, async () => (await host.run(probe)).code === 0, {
    needs: [felix],
    interval: 200,
  });
}

/** The plugin that connects pods, for a node; it is called `calico`. */
export function cniConfiguration(node: string, state: State): string {
  return JSON.stringify({
    cniVersion: '0.3.1',
    name: 'k8s-pod-network',
    plugins: [
      {
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
      },
      { type: 'portmap', snat: true, capabilities: { portMappings: true } },
    ],
  });
}
