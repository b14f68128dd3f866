import { AGENT_CHECK_PORT, AGENT_METRICS_PORT, API_SERVER_PORT, EXPORTER_PORT, PROXY_PORT } from '../vocabulary';

/** Lowest port that a program can take without being root: what is below belongs to services of the system. */
const FIRST_FREE = 1024;

/** Ports from 1024 on that machines of a cluster listen on, nodes, control plane and proxies' VMs: what answers there. */
const MACHINE_PORTS: readonly (readonly [first: number, last: number, what: string])[] = [
  [2379, 2381, 'etcd'],
  [4240, 4245, 'the health checks and flows of Cilium'],
  [5473, 5473, 'Typha of Calico'],
  [API_SERVER_PORT, API_SERVER_PORT, 'the API server'],
  [9090, 9099, 'health and metrics of Calico and Cilium'],
  [9100, 9100, 'the node exporter'],
  [9253, 9254, 'the DNS cache of a node'],
  [EXPORTER_PORT, EXPORTER_PORT, 'the exporter on the VM of a proxy'],
  [AGENT_CHECK_PORT, AGENT_METRICS_PORT, 'the agent on the VM of a proxy'],
  [9353, 9353, 'the DNS cache of a node'],
  [9878, 9901, 'agents of Cilium'],
  [9962, 9966, 'the metrics of Cilium'],
  [10010, 10010, 'containerd'],
  [10247, 10260, 'the kubelet, kube-proxy and the control plane'],
  [30000, 32767, 'services of the type NodePort'],
];

/** What may listen on a port of a machine, so that no proxy can have it; undefined: the port is free for one. */
export function machinePort(port: number): string | undefined {
  if (port < 1) return undefined;
  if (port < FIRST_FREE) return `services of the system (below ${FIRST_FREE})`;
  return MACHINE_PORTS.find(([first, last]) => first <= port && port <= last)?.[2];
}

/** Ports of the proxy's own VM, or of machines in general, that no request of a tenant is for. */
const LOGINS: Readonly<Record<number, string>> = {
  22: 'SSH, which the VM of the proxy answers as well',
  23: 'Telnet, which opens a session on a machine',
  [PROXY_PORT]: 'the port of the proxy itself on its VM',
  3389: 'Remote Desktop, which opens a session on a machine',
  [EXPORTER_PORT]: 'the exporter on the VM of the proxy',
  [AGENT_CHECK_PORT]: 'the agent on the VM of the proxy',
  [AGENT_METRICS_PORT]: 'the agent on the VM of the proxy',
};

/** What listens on a port of the proxy's own VM or gives a login, so that no allow list opens it; undefined: nothing. */
export function loginPort(port: number): string | undefined {
  return LOGINS[port];
}
