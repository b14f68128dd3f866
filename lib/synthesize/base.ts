import { EGRESS_CONFIG, TenantAdmission, TenantResolver, TenantRole, toldProxy } from '../constructs';
import { type ConfigMapGenerator, type KubeObject, literal } from '../kustomize';
import type { Environment, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { Folder } from './folder';
import { render } from './render';
import type { TenantObjects } from './tenant';

export const BASE = 'dist/base';

/**
 * What the cluster has once, whatever tenants it has.
 *
 * @param environment where it is to be; undefined: the form that no environment has touched
 */
export function renderPlatform(environment?: Pick<Environment, 'cluster' | 'annotations'>): KubeObject[] {
  const { cluster, annotations } = environment ?? {};
  return render((chart) => {
    new TenantRole(chart, 'tenant-role');
    new TenantAdmission(chart, 'tenant-admission', {
      admissionPlugins: cluster?.admissionPlugins,
      annotations,
      mutatingAdmission: cluster?.mutatingAdmission,
    });
    if (cluster?.resolver) new TenantResolver(chart, 'tenant-resolver', cluster.resolver);
  });
}

export function basePlatform(objects: readonly KubeObject[]): OutputFile[] {
  return new Folder(`${BASE}/platform`, 'lib/constructs').add(objects).toFiles();
}

/** A tenant as every environment has it; overlays say what differs. */
export function baseTenant(tenant: Tenant, objects: TenantObjects): OutputFile[] {
  const path = `${BASE}/${tenant.name}`;
  return [
    ...new Folder(`${path}/guardrails`, tenant.source).add(objects.guardrails).toFiles(),
    ...new Folder(`${path}/workloads`, tenant.source)
      .generate(egressConfig(tenant, 'base'))
      .add(objects.workloads)
      .toFiles(),
  ];
}

/** The ConfigMap that pods take their proxy from. Its namespace stands on each entry: a replacement has to find it. */
export function egressConfig(tenant: Tenant, environment: string): ConfigMapGenerator {
  const proxy = toldProxy(tenant);
  return {
    name: EGRESS_CONFIG,
    namespace: tenant.namespace,
    literals: [
      literal('PROXY_ADDRESS', proxy.address),
      literal('PROXY_PORT', String(proxy.port)),
      literal('ENVIRONMENT', environment),
    ],
  };
}
