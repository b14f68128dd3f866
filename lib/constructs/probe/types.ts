import type { PodProxy } from '../../model/pod-proxy';
import type { TenantIdentity } from '../namespace/tenant-namespace';

export interface TenantProbeProps {
  readonly environment: string;
  readonly tenant: TenantIdentity;
  /** Where the tenant's pods send their requests. */
  readonly podProxy: PodProxy;
  /** Addresses by which requests may leave. At least one. */
  readonly publicAddresses: readonly string[];
  /** Answers with the address of the caller. */
  readonly url: string;
  /** Pause between two rounds, in whole seconds. */
  readonly interval: string;
  readonly image: string;
  /** Address of the host of `url`, for the direct connection. @default - pods resolve the host */
  readonly address?: string;
  /** Service address of the tenants' resolver. @default - the cluster's DNS */
  readonly resolver?: string;
  /** Namespace whose pods may read the metrics. @default - none */
  readonly monitoring?: string;
}
