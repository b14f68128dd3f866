import { ProxiedWorkload, TenantNamespace } from '../constructs';
import type { KubeObject } from '../kustomize';
import type { Cluster, Tenant } from '../model/types';
import { render } from './render';

/** A tenant's objects: what it may not touch, and what it runs. */
export interface TenantObjects {
  readonly guardrails: readonly KubeObject[];
  readonly workloads: readonly KubeObject[];
}

/** @param cluster where it is to be; undefined: the form that no environment has touched */
export function renderTenant(tenant: Tenant, cluster?: Cluster): TenantObjects {
  const admissionPlugins = cluster?.admissionPlugins;
  return {
    guardrails: render((chart) => new TenantNamespace(chart, tenant.name, { ...tenant, admissionPlugins })),
    workloads: render((chart) => {
      for (const workload of tenant.workloads) new ProxiedWorkload(chart, workload.name, { ...workload, tenant });
    }),
  };
}
