import type { ProblemId, Severity } from '../lint';
import type { Environment, Tenant } from '../model/types';
import type { Vm, VmStatus } from '../vms';
import type { Expected } from './expected';
import type { Cluster } from './kubectl';
import type { Right } from './rights';

/** What a check has seen of one thing: a workload, a policy, a VM. */
export interface Result {
  /** Undefined: it is the platform's. */
  readonly tenant?: string;
  /** For example `Deployment client-a-demo/curl-demo`. */
  readonly object: string;
  /** One line; of a failure, what is wrong and what was expected. */
  readonly message: string;
  /** Undefined: it is as it should be. */
  readonly found?: Found;
}

interface Found {
  readonly id: ProblemId;
  /** @default error */
  readonly severity?: Severity;
}

/** One part of what `live` looks at. Its name is the name of its file. */
export interface Check {
  /** What it shows, in a few words. */
  readonly title: string;
  readonly rights: readonly Right[];
  /** Where the environment has `flux.artifacts`, in addition. @default - none */
  readonly rightsForArtifacts?: readonly Right[];
  run(world: World): Promise<readonly Result[]>;
}

/** What checks look at: what the settings ask for, and what is there. */
export interface World {
  readonly environment: Environment;
  readonly tenants: readonly Tenant[];
  readonly expected: Expected;
  readonly cluster: Cluster;
  readonly options: LiveOptions;
  /** The state of the proxies' VMs, asked once. */
  vms(): Promise<readonly VmStatus[]>;
  /** Runs a shell command on a VM. */
  onVm(vm: Vm, command: string): Promise<string>;
  /** Remembers what several checks ask for. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
}

export interface LiveOptions {
  /** Name of the kubeconfig's context. @default - the current one */
  readonly context?: string;
  /** User who logs in to the VMs. */
  readonly user: string;
  /** Whether a pod may be created for each tenant. */
  readonly probe: boolean;
  /** Whether the rules judge what is live. */
  readonly audit: boolean;
  /** Certificates that end within so many days are reported. */
  readonly days: number;
  /** Folder of the Git repository whose HEAD the cluster should have. */
  readonly repository: string;
  /** What the cluster should have instead: a commit, branch or tag. */
  readonly revision?: string;
  /** Prints what is done to the cluster, before it is done. */
  readonly announce: (line: string) => void;
}
