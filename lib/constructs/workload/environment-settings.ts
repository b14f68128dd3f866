import { Construct } from 'constructs';
import type { ClusterRanges } from '../../model/no-proxy';
import { environmentFaults, type PropsFault } from '../../model/props';
import type { EnvironmentSettings as Settings } from '../../settings/generated';
import { showTyped } from '../../settings/text';
import { CONTEXT } from '../../vocabulary';
import { unknownProps, validateProps } from '../_props';

type WorkloadDefaults = NonNullable<Settings['workloads']>;

export interface EnvironmentSettingsProps {
  readonly cluster: ClusterRanges & {
    /** DNS resolver of the pods. @default - the cluster's DNS */
    readonly resolver?: { readonly address: string };
  };
  /** Defaults of all workloads. @default - none */
  readonly workloads?: WorkloadDefaults;
  /**
   * Flux applies what is rendered: tenants get the account that Flux applies their workloads with, and objects get
   * annotations that tell Flux what to keep and what to replace.
   *
   * @default false
   */
  readonly flux?: boolean;
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
    const paths = ['cluster', 'cluster.privateNetwork', 'cluster.podCidr', 'cluster.serviceCidr'];
    validateProps(this, () => faultsOf(props), { props, paths });
    if (props.flux) this.node.setContext(CONTEXT.flux, true);
    this.workloads = props.workloads ?? {};
    this.cluster = props.cluster;
  }
}

function faultsOf(props: EnvironmentSettingsProps): readonly PropsFault[] {
  const { cluster, workloads, flux } = props;
  return [
    ...environmentFaults({ cluster, workloads }),
    ...(flux === undefined || typeof flux === 'boolean'
      ? []
      : [{ path: 'flux', message: `must be true or false and not ${showTyped(flux)}` }]),
    ...unknownProps(props, ['cluster', 'workloads', 'flux']),
  ];
}
