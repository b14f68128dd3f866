import { ProxiedWorkload, TenantGateway, TenantGlobalPolicy, TenantNamespace, TenantRepository } from '../constructs';
import type { KubeObject } from '../kustomize';
import type { Environment, Tenant } from '../model/types';
import { render } from './render';

/** A tenant's objects: what it may not touch, and what it runs. */
export interface TenantObjects {
  readonly guardrails: readonly KubeObject[];
  readonly workloads: readonly KubeObject[];
}

/** @param environment where it is to be; undefined: the form that no environment has touched */
export function renderTenant(tenant: Tenant, environment?: Pick<Environment, 'cluster' | 'flux'>): TenantObjects {
  const { admissionPlugins, resolver, cni, podCidr } = environment?.cluster ?? {};
  const { name, namespace, egress, gateway, repository, workloads } = tenant;
  return {
    guardrails: render((chart) => {
      new TenantNamespace(chart, 'tenant', { ...tenant, admissionPlugins, ownResolver: resolver !== undefined });
      if (cni === 'calico' && podCidr !== undefined) {
        const proxies = gateway ? [] : egress.proxies;
        new TenantGlobalPolicy(chart, 'global-policy', { ...egress, tenant: name, namespace, podCidr, proxies });
      }
      if (gateway) new TenantGateway(chart, 'gateway', { tenant, ...egress, ...gateway });
      if (environment && repository) {
        new TenantRepository(chart, 'repository', { tenant: name, namespace, repository, flux: environment.flux });
      }
    }),
    workloads: render((chart) => {
      for (const workload of workloads) {
        // A name by itself could be that of something a construct has: `constructor`.
        new ProxiedWorkload(chart, `workload-${workload.name}`, { ...workload, tenant, resolver: resolver?.address });
      }
    }),
  };
}
