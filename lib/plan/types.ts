import type { Owner } from '../vocabulary';
import type { MonitoringPlan } from '../watched';

/** Which object it is, as it is named after the change; a generated ConfigMap without its hash. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined: the cluster's own. */
  readonly namespace?: string;
  readonly name: string;
}

export interface FieldChange {
  /** For example `spec.template.spec.containers[curl].image`: list elements by what names them, or by their place. */
  readonly path: string;
  /** Null: there is none. */
  readonly before: unknown;
  /** Null: there is none. */
  readonly after: unknown;
}

/** What a change does to pods that run: they are replaced, a Job runs once more, or only later runs differ. */
export interface Rollout {
  readonly workload: ObjectRef;
  readonly how: 'restart' | 'rerun' | 'next-run';
}

export interface ObjectPlan {
  readonly object: ObjectRef;
  /** Undefined: the platform's. */
  readonly tenant?: string;
  /** Field by field; empty for an object that comes or goes as a whole. */
  readonly changes: readonly FieldChange[];
  /** Reasons why the change is destructive, one sentence each; empty: it is not. */
  readonly destructive: readonly string[];
  readonly rollouts: readonly Rollout[];
  /** What it does to tunnels that are open through a gateway; there when it does something. */
  readonly tunnels?: readonly string[];
  /** What it does to the use of certificates between a gateway and its proxies; there when it does something. */
  readonly certificates?: readonly string[];
  /** What it does to the guardrails of a tenant; there when they are turned off or on. */
  readonly guardrails?: readonly string[];
  /** What it does to the number of pods; there when an autoscaler takes over. */
  readonly scaling?: readonly string[];
  /** What it does to a chart of a tenant; there when one is installed, changed or uninstalled. */
  readonly charts?: readonly string[];
  /** There when it leaves the build, and Flux leaves it in the cluster (`prune: disabled`). */
  readonly kept?: true;
  /** The unmanaged file that it comes from; undefined: synth writes it. */
  readonly unmanaged?: string;
}

/** A file of a proxy's machine that differs by more than its first line. */
export interface MachineFile {
  /** For example `squid.conf`. `cloud-init.yaml` only where more of it differs than the files that it embeds. */
  readonly name: string;
  /** The lines that come and go, after `+ ` or `- `; none of `cloud-init.yaml` and `apply.sh`, which repeat the others. */
  readonly lines: readonly string[];
}

export interface MachinePlan {
  readonly tenant: string;
  readonly proxy: string;
  /** What is lost when its files are delivered, one sentence each; there when something is. */
  readonly destructive?: readonly string[];
  /** Empty for a machine that comes or goes as a whole. */
  readonly files: readonly MachineFile[];
}

/** A block of main.tf.json: `scaleway_instance_ip.client-a_squid-a`, `data.…`, `output.…`, `terraform`. */
export interface BlockPlan {
  readonly address: string;
  /** Undefined: the platform's. */
  readonly tenant?: string;
  readonly how: 'added' | 'changed' | 'removed';
  /** Where the resource was before a `moved` block; undefined: at the same address. */
  readonly from?: string;
  /** What is lost with it, one sentence each; empty: nothing. */
  readonly destructive: readonly string[];
}

/** What partners of a tenant see of one proxy changes. */
export interface AddressPlan {
  readonly tenant: string;
  readonly proxy: string;
  /** Null: nothing that they no longer see. */
  readonly before: string | null;
  /** Null: nothing that they did not see before. */
  readonly after: string | null;
  /** The tenant whose address it was. */
  readonly formerTenant?: string;
  /** There when the machine is on both sides, and one of them records no address. */
  readonly unrecorded?: true;
  /** There when partners of the tenant saw no address before. */
  readonly first?: true;
}

/** What would change in `dist/infra/<environment>/`, which Flux does not apply. */
export interface InfraPlan {
  readonly added: readonly MachinePlan[];
  readonly changed: readonly MachinePlan[];
  readonly removed: readonly MachinePlan[];
  /** There when partners see another address. */
  readonly publicAddresses?: readonly AddressPlan[];
  /** Who can change the VMs by a tag that they fetch, one sentence each; there when that changes. */
  readonly pull?: readonly string[];
  /** There when main.tf.json comes, changes or goes. */
  readonly terraform?: { readonly how: BlockPlan['how']; readonly blocks: readonly BlockPlan[] };
  /** Files that synth does not write, and Terraform may take; there when one comes, changes or goes. */
  readonly unmanaged?: readonly { readonly name: string; readonly how: BlockPlan['how'] }[];
}

/** A file that the environment lists under `extra`, whether it changes or not. */
export interface ExtraPlan {
  readonly path: string;
  readonly objects: readonly ObjectRef[];
}

/** What would change in one environment. Objects and machines that stay as they are appear nowhere. */
export interface EnvironmentPlan {
  readonly name: string;
  readonly added: readonly ObjectPlan[];
  readonly changed: readonly ObjectPlan[];
  readonly removed: readonly ObjectPlan[];
  /** Set when Flux deletes nothing (`prune: false`): what is removed stays in the cluster, unmanaged. */
  readonly unpruned?: true;
  /** There when a machine or main.tf.json changes; never between two environments. */
  readonly infra?: InfraPlan;
  /** There when files of the monitoring change. */
  readonly monitoring?: MonitoringPlan;
  /** There when the environment lists files that exist. */
  readonly extra?: readonly ExtraPlan[];
}

/** One of the two states that are compared. */
export interface Side {
  /** How a message calls it: `what is on disk`, `main`. */
  readonly label: string;
  /** Text of each manifest and each file of a machine below `dist/` and `clusters/`, by its posix path from the output's root. */
  readonly files: ReadonlyMap<string, string>;
  /** Owners of the files by path, where they are known; default: those that the paths and first lines tell. */
  readonly owners?: ReadonlyMap<string, Owner>;
  /** Paths of those that synth did not write; default: none but what the first lines say. */
  readonly unmanaged?: ReadonlySet<string>;
  /** Whether an object of an unmanaged file, or all of the file, counts as not there; default: nothing does. */
  readonly without?: (path: string, object?: ObjectRef) => boolean;
}
