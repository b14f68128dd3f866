import { Construct } from 'constructs';
import { noProxyOf } from '../../model/no-proxy';
import type { Cluster, Resources } from '../../model/types';

export interface EnvironmentSettingsProps {
  readonly cluster: Pick<Cluster, 'privateNetwork' | 'podCidr' | 'serviceCidr'> & {
    /** What pods ask for names. @default - the cluster's DNS */
    readonly resolver?: { readonly address: string };
  };
  /** What workloads get that do not say. @default - nothing */
  readonly workloads?: { readonly replicas?: number; readonly resources?: Resources };
}

/** The settings of one environment for all constructs below it in the tree. */
export class EnvironmentSettings extends Construct {
  /** The nearest one around a construct. */
  static of(construct: Construct): EnvironmentSettings | undefined {
    return construct.node.scopes.reverse().find((scope) => scope instanceof EnvironmentSettings);
  }

  readonly workloads: { readonly replicas?: number; readonly resources?: Resources };
  /** What is reached without the proxy. */
  readonly noProxy: readonly string[];
  /** Service address of the tenants' resolver; undefined: pods ask the cluster's DNS. */
  readonly resolver?: string;

  constructor(scope: Construct, id: string, props: EnvironmentSettingsProps) {
    super(scope, id);
    this.workloads = props.workloads ?? {};
    this.noProxy = noProxyOf(props.cluster);
    this.resolver = props.cluster.resolver?.address;
  }
}
