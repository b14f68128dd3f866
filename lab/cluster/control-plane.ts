import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatAddress, parseRange } from '../../lib/settings';
import type { State } from '../lifetime/state';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import type { Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import { Api } from './api';
import type { Pki } from './pki';

export interface ControlPlaneOptions {
  /** Admission plugins beyond the API server's own. Default: NodeRestriction and the environment's. */
  readonly admissionPlugins?: readonly string[];
  /** For example `admissionregistration.k8s.io/v1alpha1=true`. Default: the API server's own. */
  readonly runtimeConfig?: readonly string[];
}

export function serverUrl(topology: Topology): string {
  return `https://${topology.controlPlane.address}:6443`;
}

/** Issues what the control plane's components prove themselves with. */
export async function issueControlPlane(pki: Pki, topology: Topology): Promise<void> {
  const server = serverUrl(topology);
  const service = formatAddress(parseRange(topology.serviceCidr).first + 1);
  const addresses = [topology.controlPlane.address, service, '127.0.0.1'].map((address) => `IP:${address}`);
  const services = ['DNS:kubernetes', 'DNS:kubernetes.default', 'DNS:kubernetes.default.svc'];
  await Promise.all([
    pki.issue({ file: 'apiserver', subject: '/CN=kube-apiserver', names: [...addresses, ...services] }),
    pki.issueUser({ file: 'admin', subject: '/O=system:masters/CN=admin' }, server),
    pki.issueUser({ file: 'controller-manager', subject: '/CN=system:kube-controller-manager' }, server),
    pki.issueUser({ file: 'scheduler', subject: '/CN=system:kube-scheduler' }, server),
  ]);
}

/** Starts etcd and the API server, waits until it is ready, then starts what works by it. */
export async function startControlPlane(
  host: Host,
  state: State,
  topology: Topology,
  pki: Pki,
  binaries: Readonly<Record<string, string>>,
  options: ControlPlaneOptions,
): Promise<Api> {
  const etcd = await host.start('etcd', [binaries.etcd as string, ...etcdFlags('/var/lib/etcd', 2379, 2380)]);
  const apiserver = await host.start('kube-apiserver', [
    binaries['kube-apiserver'] as string,
    ...flagsOf(topology, pki, options),
  ]);
  const api = await startApiSocket(host, state, binaries);
  const ready = async () => (await api.request('GET', '/readyz')).status === 200;
  await waitFor('the API server is ready', ready, { needs: [etcd, apiserver] });
  await Promise.all([
    host.start('kube-controller-manager', [
      binaries['kube-controller-manager'] as string,
      ...controllerManagerFlags(state, pki),
      `--service-cluster-ip-range=${topology.serviceCidr}`,
    ]),
    host.start('kube-scheduler', [
      binaries['kube-scheduler'] as string,
      `--kubeconfig=${state.kubeconfig('scheduler')}`,
      '--leader-elect=false',
    ]),
  ]);
  return api;
}

/** Without durability: what a lab keeps is gone with it. */
export function etcdFlags(folder: string, port: number, peerPort: number): string[] {
  return [
    `--data-dir=${folder}`,
    `--listen-client-urls=http://127.0.0.1:${port}`,
    `--advertise-client-urls=http://127.0.0.1:${port}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

/** What every API server of a lab has. */
export function apiServerFlags(
  pki: Pki,
  at: { readonly address: string; readonly port: number; readonly etcdPort: number; readonly serviceCidr: string },
  admissionPlugins: readonly string[],
): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${at.etcdPort}`,
    `--bind-address=${at.address}`,
    `--advertise-address=${at.address}`,
    `--secure-port=${at.port}`,
    `--service-cluster-ip-range=${at.serviceCidr}`,
    `--tls-cert-file=${pki.file('apiserver.crt')}`,
    `--tls-private-key-file=${pki.file('apiserver.key')}`,
    `--client-ca-file=${pki.file('ca.crt')}`,
    `--service-account-key-file=${pki.file('sa.pub')}`,
    `--service-account-signing-key-file=${pki.file('sa.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    `--enable-admission-plugins=${admissionPlugins.join(',')}`,
    // On by default since 1.35. Without it the API server drops a volume's image, and attacks with one show nothing.
    '--feature-gates=ImageVolume=true',
  ];
}

export function controllerManagerFlags(state: State, pki: Pki): string[] {
  return [
    `--kubeconfig=${state.kubeconfig('controller-manager')}`,
    `--service-account-private-key-file=${pki.file('sa.key')}`,
    `--root-ca-file=${pki.file('ca.crt')}`,
    '--use-service-account-credentials',
    '--leader-elect=false',
  ];
}

function flagsOf(topology: Topology, pki: Pki, options: ControlPlaneOptions): string[] {
  const { address } = topology.controlPlane;
  const { admissionPlugins = ['NodeRestriction'], runtimeConfig = [] } = options;
  const at = { address, port: 6443, etcdPort: 2379, serviceCidr: topology.serviceCidr };
  return [
    ...apiServerFlags(pki, at, admissionPlugins),
    `--kubelet-client-certificate=${pki.file('admin.crt')}`,
    `--kubelet-client-key=${pki.file('admin.key')}`,
    // Else it looks the nodes' names up in a DNS that does not know them.
    '--kubelet-preferred-address-types=InternalIP',
    ...(runtimeConfig.length > 0 ? [`--runtime-config=${runtimeConfig.join(',')}`] : []),
  ];
}

/** Whoever reaches the socket is the cluster's administrator, so its folder is root's alone. */
async function startApiSocket(host: Host, state: State, binaries: Readonly<Record<string, string>>): Promise<Api> {
  mkdirSync(dirname(state.api), { recursive: true });
  chmodSync(dirname(state.api), 0o700);
  const proxy: Daemon = await host.start('api-socket', [
    binaries.kubectl as string,
    `--kubeconfig=${state.kubeconfig('admin')}`,
    'proxy',
    `--unix-socket=${state.api}`,
  ]);
  const api = new Api(state.api);
  await waitFor('the API socket answers', async () => (await api.request('GET', '/api')).status > 0, {
    needs: [proxy],
  });
  return api;
}
