import { ProxiedWorkload, TenantNamespace } from '../constructs';
import type { KubeObject } from '../kustomize';
import type { Tenant } from '../model/types';
import { render } from './render';

/** A tenant's objects: what it may not touch, and what it runs. */
export interface TenantObjects {
  readonly guardrails: readonly KubeObject[];
  readonly workloads: readonly KubeObject[];
}

export function renderTenant(tenant: Tenant): TenantObjects {
  return {
    guardrails: render((chart) => new TenantNamespace(chart, tenant.name, tenant)),
    workloads: render((chart) => {
      for (const workload of tenant.workloads) new ProxiedWorkload(chart, workload.name, { ...workload, tenant });
    }),
  };
}
