import type { Cluster } from '../_cluster';
import type { Settings } from '../_settings';

/** What a scenario starts with: the cluster, in which the settings are deployed. */
export interface Context {
  readonly cluster: Cluster;
  /** The scenario's own copy, to be changed and deployed again. */
  readonly settings: Settings;
}

/** Asked for inside a test, since neither is there before. */
export type Ask = () => Context;
