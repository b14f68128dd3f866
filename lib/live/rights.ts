import type { Tenant } from '../model/types';
import { type Cluster, ClusterError } from './kubectl';

/** A right that a check needs. */
export interface Right {
  readonly verb: 'get' | 'list' | 'create' | 'delete';
  /** Empty for the core group. */
  readonly group: string;
  /** In the plural, with a subresource if it is about one: `pods/exec`. */
  readonly resource: string;
  /** Where it is needed: in the namespaces of tenants, in those of their gateways. @default - in all of the cluster */
  readonly where?: 'tenants' | 'gateways';
  /** Names of the objects. @default - all */
  readonly names?: readonly string[];
}

/** A right in one place. */
interface Asked extends Right {
  readonly namespace?: string;
}

export function list(group: string, ...resources: readonly string[]): Right[] {
  return resources.map((resource) => ({ verb: 'list', group, resource }));
}

/** To tell which cluster it is. */
export const IDENTITY: readonly Right[] = [{ verb: 'get', group: '', resource: 'namespaces', names: ['kube-system'] }];

/** To run curl in a pod of a tenant. */
export const EXEC: readonly Right[] = [
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'create', group: '', resource: 'pods/exec', where: 'tenants' },
];

/** To create a pod for each tenant, read its log and delete it. */
export const PROBE: readonly Right[] = (
  [
    ['create', 'pods'],
    ['get', 'pods'],
    ['get', 'pods/log'],
    ['delete', 'pods'],
  ] as const
).map(([verb, resource]) => ({ verb, group: '', resource, where: 'tenants' }));

/** The places where rights are needed for these tenants, each once. */
function placesOf(rights: readonly Right[], tenants: readonly Tenant[]): readonly Asked[] {
  const all = rights.flatMap((right): Asked[] => {
    if (right.where === undefined) return [right];
    const namespaces = tenants.flatMap(({ namespace, gateway }) =>
      right.where === 'tenants' ? [namespace] : gateway ? [gateway.namespace] : [],
    );
    return namespaces.map((namespace) => ({ ...right, namespace }));
  });
  return [...new Map(all.map((right) => [textOf(right), right])).values()];
}

/**
 * Those rights that the user does not have, in words. The API server answers anyone about its own rights.
 *
 * @throws ClusterError
 */
export async function missingRights(
  cluster: Cluster,
  rights: readonly Right[],
  tenants: readonly Tenant[],
): Promise<ReadonlySet<string>> {
  const asked = placesOf(rights, tenants).flatMap((right) =>
    (right.names ?? [undefined]).map((name) => ({ right, name })),
  );
  if (asked.length === 0) return new Set();
  const reviews = asked.map(({ right, name }) => {
    const [resource = '', subresource] = right.resource.split('/');
    const { verb, group, namespace } = right;
    return {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource, subresource, namespace, name } },
    };
  });
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: reviews });
  const answers = await cluster.documents(['create', '--filename=-'], list);
  if (answers.length !== asked.length) throw new ClusterError('the API server did not answer about each right');
  return new Set(
    asked.flatMap(({ right }, index) => {
      const { status } = answers[index] as { readonly status?: { readonly allowed?: boolean } };
      return status?.allowed === true ? [] : [textOf(right)];
    }),
  );
}

/** Of a check's rights, those that are missing. */
export function amongMissing(
  rights: readonly Right[],
  tenants: readonly Tenant[],
  missing: ReadonlySet<string>,
): readonly string[] {
  return placesOf(rights, tenants)
    .map(textOf)
    .filter((text) => missing.has(text));
}

/** For example `create pods/exec in client-a-demo`. */
function textOf({ verb, group, resource, namespace }: Asked): string {
  return `${verb} ${resource}${group && `.${group}`}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/** The ClusterRole with these rights, as YAML. */
export function clusterRole(rights: readonly Right[]): string {
  const groups = new Map<
    string,
    { readonly right: Right; readonly verbs: Set<string>; readonly resources: Set<string> }
  >();
  const verbsOf = new Map<string, Set<string>>();
  for (const { group, resource, verb, names } of rights) {
    const key = JSON.stringify([group, resource, names]);
    verbsOf.set(key, (verbsOf.get(key) ?? new Set()).add(verb));
  }
  for (const [key, verbs] of verbsOf) {
    const [group, resource, names] = JSON.parse(key) as [string, string, string[] | null];
    const rule = JSON.stringify([group, [...verbs].sort(), names]);
    const right: Right = { verb: 'get', group, resource, ...(names ? { names } : {}) };
    const known = groups.get(rule) ?? { right, verbs, resources: new Set<string>() };
    known.resources.add(resource);
    groups.set(rule, known);
  }
  const rules = [...groups.values()].map(({ right, verbs, resources }) =>
    [
      `  - apiGroups: ["${right.group}"]`,
      `    resources: [${[...resources].sort().join(', ')}]`,
      ...(right.names ? [`    resourceNames: [${right.names.join(', ')}]`] : []),
      `    verbs: [${[...verbs].sort().join(', ')}]`,
    ].join('\n'),
  );
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    '  name: egress-live',
    'rules:',
    ...rules.sort(),
  ].join('\n');
}
