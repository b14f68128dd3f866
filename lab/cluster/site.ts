import type { State } from '../lifetime/state';
import type { Host } from '../machine/host';
import type { NodePlan, Topology } from '../machine/topology';
import type { Api } from './api';
import type { Pki } from './pki';

/** The part of a lab that a datapath is installed into. */
export interface Site {
  readonly state: State;
  readonly topology: Topology;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly binaries: Readonly<Record<string, string>>;
}

/** What connects pods and enforces their policies. `--cni` chooses it. */
export interface Datapath {
  /** True: it answers for Services itself, and no kube-proxy runs. */
  readonly replacesKubeProxy: boolean;
  /** Issues the certificates of its components. */
  issue(pki: Pki, topology: Topology): Promise<void>;
  /** Puts its plugin and its files on a node, before anything runs there. */
  prepare(site: Site, node: NodePlan): Promise<void>;
  /**
   * Installs it in the cluster. Resolves when each pod that starts has its policies.
   *
   * @param kubelets resolves when the kubelet of each node runs
   */
  install(site: Site, api: Api, kubelets: Promise<unknown>): Promise<void>;
}
