import { isDeepStrictEqual } from 'node:util';
import type { Environment, Quota } from '../../model/types';
import { parseQuantity } from '../../settings/quantity';
import { object } from '../_example';
import { PROBE } from '../_names';
import { probesIn } from '../_probe';
import { type Data, isKind, map, type Rendered, type TenantNamespace } from '../_rendered';
import { found, show } from '../_support';
import type { Found, RuleDefinition } from '../rule';

/** How a ResourceQuota names kinds of other groups than the core group. */
const COUNTED: Readonly<Record<string, string>> = {
  cronjobs: 'count/cronjobs.batch',
  daemonsets: 'count/daemonsets.apps',
  deployments: 'count/deployments.apps',
  horizontalpodautoscalers: 'count/horizontalpodautoscalers.autoscaling',
  jobs: 'count/jobs.batch',
  poddisruptionbudgets: 'count/poddisruptionbudgets.policy',
  statefulsets: 'count/statefulsets.apps',
};

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
  check: ({ namespaces, environment }) => namespaces.flatMap((each) => differences(each, environment)),
};

function differences({ tenant, namespace, objects }: TenantNamespace, environment: Environment): Found[] {
  if (!tenant.quota) return [];
  const quotas = objects.filter(
    (each) => isKind(each, 'ResourceQuota', '') && countsAll(map(each.object.spec), environment),
  );
  return Object.entries(bounds(tenant.quota, probesIn(environment))).flatMap(([key, wanted]): Found[] => {
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

/** Whether a quota counts all pods of the tenant: those of its probe are not its own. */
function countsAll({ scopes, scopeSelector }: Data, { probe }: Environment): boolean {
  if (scopes !== undefined) return false;
  if (scopeSelector === undefined) return true;
  const wanted = { scopeName: 'PriorityClass', operator: 'NotIn', values: [PROBE.name] };
  return probe !== undefined && isDeepStrictEqual(scopeSelector, { matchExpressions: [wanted] });
}

function bounds(
  { cpu, memory, pods, storage, objects = {} }: Quota,
  probes: number,
): Readonly<Record<string, string | number>> {
  return {
    ...(cpu === undefined ? {} : { 'requests.cpu': cpu, 'limits.cpu': cpu }),
    ...(memory === undefined ? {} : { 'requests.memory': memory, 'limits.memory': memory }),
    ...(pods === undefined ? {} : { pods }),
    ...(storage === undefined ? {} : { 'requests.storage': storage }),
    ...Object.fromEntries(
      Object.entries(objects).map(([kind, most]) => [
        COUNTED[kind] ?? kind,
        most + (kind === 'deployments' ? probes : 0),
      ]),
    ),
  };
}
