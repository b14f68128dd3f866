import type { EnvironmentModel } from '../lib';
import type { KubernetesMinor } from '../lib/versions';
import type { CiliumMode, Cni } from './binaries/versions';
import type { ControlPlaneOptions } from './cluster/control-plane';
import type { StandIn } from './cluster/images';
import type { Site } from './outside/internet';
import type { ConfigureProxy } from './outside/proxy-host';

export interface LabOptions {
  /** The environment to build: machines, addresses and images follow from it. */
  readonly model: EnvironmentModel;
  /** What connects pods and enforces policies. Default: `calico`. */
  readonly cni?: Cni;
  /** How Cilium runs, where it is the datapath. Default: `tunnel`. */
  readonly ciliumMode?: CiliumMode;
  /** Minor of Kubernetes that the cluster runs. Default: the newest that the lab knows. */
  readonly kubernetes?: KubernetesMinor;
  /** A DNS label of at most 30 characters. Labs of different names do not meet. Default: `lab`. */
  readonly name?: string;
  /** Folder whose `dist/` and `clusters/` Flux applies, as they lie there. Default: none, an empty repository. */
  readonly repository?: string;
  /** Images to be there beyond those of the model's workloads; all are busybox and curl. Default: none. */
  readonly images?: readonly string[];
  /** Images of the model's workloads and others that do more than sleep, by name. Default: none. */
  readonly standIns?: Readonly<Record<string, StandIn>>;
  /** What the web serves beyond ifconfig.me. Default: nothing. */
  readonly sites?: readonly Site[];
  /** What each proxy runs. Default: what the repository renders for it, else `plainSquid`. */
  readonly configureProxy?: ConfigureProxy;
  readonly controlPlane?: ControlPlaneOptions;
  /** True: cert-manager is there. Default: when the environment's gateways have their certificates from it. */
  readonly certManager?: boolean;
  /** True: it stays when this process ends. Default: false, it goes with it. */
  readonly detached?: boolean;
  /** Told about the progress. Default: nobody. */
  readonly say?: (line: string) => void;
}
