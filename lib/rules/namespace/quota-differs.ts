import type { Quota } from '../../model/types';
import { parseQuantity } from '../../settings/quantity';
import { object } from '../_example';
import { isKind, map, type Rendered, type TenantNamespace } from '../_rendered';
import { found, show } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A tenant’s quota is not what was declared',
  why: 'A tenant without bounds can starve others of what nodes share, and fill the API server with objects.',
  fix: 'Make the ResourceQuota equal to quota in the tenant’s settings.',
  good: [object('ResourceQuota client-b/tenant-quota')`spec: { hard: { requests.cpu: 8000m } }`],
  bad: [
    object('ResourceQuota client-b/tenant-quota')`spec: { hard: { pods: "500" } }`,
    object('ResourceQuota client-b/tenant-quota')`spec: { hard: { configmaps: "100000" } }`,
    object('ResourceQuota client-b/tenant-quota')`spec: { hard: { requests.storage: null } }`,
    object('ResourceQuota client-b/tenant-quota')`$patch: delete`,
  ],
  check: ({ namespaces }) => namespaces.flatMap(differences),
};

function differences({ tenant, namespace, objects }: TenantNamespace): Found[] {
  if (!tenant.quota) return [];
  const quotas = objects.filter(
    (each) => isKind(each, 'ResourceQuota', '') && map(each.object.spec).scopes === undefined,
  );
  return Object.entries(bounds(tenant.quota)).flatMap(([key, wanted]): Found[] => {
    const said = quotas.flatMap((on): { on: Rendered; value: unknown }[] => {
      const value = map(map(on.object.spec).hard)[key];
      return value === undefined ? [] : [{ on, value }];
    });
    if (said.length === 0)
      return [found(namespace, [], `no ResourceQuota bounds ${key}, and ${show(wanted)} was declared`)];
    return said
      .filter(({ value }) => parseQuantity(String(value)) !== parseQuantity(wanted))
      .map(({ on, value }) => found(on, ['spec', 'hard', key], `is ${show(value)}, and ${show(wanted)} was declared`));
  });
}

function bounds({ cpu, memory, pods, storage, objects }: Quota): Readonly<Record<string, string | number>> {
  return {
    ...(cpu === undefined ? {} : { 'requests.cpu': cpu, 'limits.cpu': cpu }),
    ...(memory === undefined ? {} : { 'requests.memory': memory, 'limits.memory': memory }),
    ...(pods === undefined ? {} : { pods }),
    ...(storage === undefined ? {} : { 'requests.storage': storage }),
    ...objects,
  };
}
