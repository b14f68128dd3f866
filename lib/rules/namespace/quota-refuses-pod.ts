import { pod } from '../_example';
import { type Data, isKind, map, maps, type TenantNamespace } from '../_rendered';
import { inContainers, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

const KEYS = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'cpu'],
  ['limits', 'memory'],
] as const;

export const rule: RuleDefinition = {
  title: 'A container sets no value for a resource that the quota counts',
  why: 'Under a quota of CPU or memory the API server refuses a pod of which one container has neither a value of its own nor a default from a LimitRange.',
  fix: 'Give the container resources, or the namespace a LimitRange with defaults for what the quota counts.',
  good: [pod('Deployment client-b/api')`containers: [{ name: api, resources: null }]`],
  bad: [
    yaml`
      apiVersion: v1
      kind: LimitRange
      metadata: { name: tenant-defaults, namespace: client-b }
      $patch: delete
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: api, namespace: client-b }
      spec: { template: { spec: { containers: [{ name: api, resources: null }] } } }
    `,
  ],
  check: (context) => {
    const counted = new Map(context.namespaces.map((each) => [each.tenant.name, countedWithoutDefault(each)]));
    return inContainers(context, ({ spec }, { tenant }) => {
      const resources = map(spec.resources);
      const lacking = (counted.get(tenant.name) ?? []).filter(
        // What has a limit and no request requests its limit.
        ([kind, name]) =>
          map(resources[kind])[name] === undefined && (kind === 'limits' || map(resources.limits)[name] === undefined),
      );
      return lacking.length === 0 ? [] : [[['resources'], `lacks ${lacking.map((key) => key.join('.')).join(', ')}`]];
    });
  },
};

function countedWithoutDefault({ objects }: TenantNamespace) {
  const hard = merged(
    objects.filter((each) => isKind(each, 'ResourceQuota', '')).map(({ object }) => map(map(object.spec).hard)),
  );
  const limits = objects
    .filter((each) => isKind(each, 'LimitRange', ''))
    .flatMap(({ object }) => maps(map(object.spec).limits))
    .filter(({ type }) => type === 'Container');
  const defaults = {
    limits: merged(limits.map((limit) => map(limit.default))),
    requests: merged(limits.flatMap((limit) => [map(limit.default), map(limit.defaultRequest)])),
  };
  return KEYS.filter(([kind, name]) => {
    const isCounted = hard[`${kind}.${name}`] !== undefined || (kind === 'requests' && hard[name] !== undefined);
    return isCounted && defaults[kind][name] === undefined;
  });
}

function merged(all: readonly Data[]): Data {
  return Object.assign({}, ...all);
}
