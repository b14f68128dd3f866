import { Construct } from 'constructs';
import type { ClusterRanges } from '../../model/no-proxy';
import type { EnvironmentSettings as Settings } from '../../settings/generated';

type WorkloadDefaults = NonNullable<Settings['workloads']>;

export interface EnvironmentSettingsProps {
  readonly cluster: ClusterRanges & {
    /** DNS resolver of the pods. @default - the cluster's DNS */
    readonly resolver?: { readonly address: string };
  };
  /** Defaults of all workloads. @default - none */
  readonly workloads?: WorkloadDefaults;
}

/** The settings of one environment for all constructs below it in the tree. */
export class EnvironmentSettings extends Construct {
  /** The nearest one around a construct. */
  static of(construct: Construct): EnvironmentSettings | undefined {
    return construct.node.scopes.reverse().find((scope) => scope instanceof EnvironmentSettings);
  }

  readonly workloads: WorkloadDefaults;
  readonly cluster: EnvironmentSettingsProps['cluster'];

  constructor(scope: Construct, id: string, props: EnvironmentSettingsProps) {
    super(scope, id);
    this.workloads = props.workloads ?? {};
    this.cluster = props.cluster;
  }
}
