import type { Tenant } from '../../model/types';
import { EXTERNAL_SECRETS, FLUX_SYSTEM, RBAC } from '../_names';
import { type Context, type Data, isKind, map, maps, type Rendered, text, texts } from '../_rendered';

const READ = ['get', 'list', 'watch'];

/** What a tenant may write: workloads and what they need. Everything else belongs to the guardrails, or bypasses them. */
const WRITABLE: Readonly<Record<string, readonly string[]>> = {
  '': [
    'configmaps',
    'persistentvolumeclaims',
    'pods',
    'pods/attach',
    'pods/eviction',
    'pods/exec',
    'pods/portforward',
    'secrets',
    'services',
  ],
  apps: ['daemonsets', 'deployments', 'deployments/scale', 'statefulsets', 'statefulsets/scale'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  policy: ['poddisruptionbudgets'],
};

/** Subresources through which one connects, or gets credentials, even by reading. */
const CONNECTING = /\/(proxy|token|ephemeralcontainers)$|^nodes(\/|$)/;

const VERBS = [...READ, 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** Why a rule gives a tenant more than it should have in an environment; undefined: it does not. */
export function tooMuch(rule: Data, { externalSecrets }: Context['environment']): string | undefined {
  const [groups, resources, verbs] = [texts(rule.apiGroups), texts(rule.resources), texts(rule.verbs)];
  if (texts(rule.nonResourceURLs).length > 0)
    return `opens paths of the API server: ${texts(rule.nonResourceURLs).join(', ')}`;
  if ([...groups, ...resources, ...verbs].some((each) => each.includes('*'))) return 'contains a wildcard';
  const odd = verbs.find((verb) => !VERBS.includes(verb));
  if (odd !== undefined) return `lets it ${odd} ${resources.join(', ')}`;
  const connecting = resources.find((resource) => CONNECTING.test(resource));
  if (connecting !== undefined) return `opens ${connecting}`;
  const writing = verbs.filter((verb) => !READ.includes(verb));
  if (writing.length === 0) return undefined;
  // A policy of its own limits them.
  const writable = externalSecrets === undefined ? WRITABLE : { ...WRITABLE, [EXTERNAL_SECRETS]: ['externalsecrets'] };
  const foreign = groups.flatMap((group) => resources.filter((resource) => !writable[group]?.includes(resource)));
  return foreign.length === 0 ? undefined : `lets it ${writing.join(', ')} ${foreign.join(', ')}`;
}

interface Binding {
  readonly on: Rendered;
  /** Undefined: it holds in all namespaces. */
  readonly namespace?: string;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Subject[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  /** Of an account. */
  readonly namespace?: string;
}

const bindings = new WeakMap<Context, readonly Binding[]>();

export function bindingsOf(context: Context): readonly Binding[] {
  const known = bindings.get(context) ?? readBindings(context);
  bindings.set(context, known);
  return known;
}

function readBindings({ objects, flux }: Context): readonly Binding[] {
  return [...objects, ...flux].flatMap((on): Binding[] => {
    if (!isKind(on, 'RoleBinding', RBAC) && !isKind(on, 'ClusterRoleBinding', RBAC)) return [];
    const namespace = on.object.kind === 'RoleBinding' ? (on.object.metadata.namespace ?? 'default') : undefined;
    const role = map(on.object.roleRef);
    const subjects = maps(on.object.subjects).map((subject) => ({
      kind: String(subject.kind),
      name: String(subject.name),
      ...(subject.namespace === undefined ? {} : { namespace: String(subject.namespace) }),
    }));
    return [
      {
        on,
        ...(namespace === undefined ? {} : { namespace }),
        role: { kind: String(role.kind), name: String(role.name) },
        subjects,
      },
    ];
  });
}

/** The role that a binding gives, if it is rendered. */
export function roleOf(context: Context, { role, namespace }: Binding): Rendered | undefined {
  return context.find(RBAC, role.kind, role.name, role.kind === 'ClusterRole' ? undefined : namespace);
}

/** Whether a binding may name a subject, in the tenant's own namespace. */
export function isOwnSubject({ kind, name, namespace }: Subject, tenant: Tenant): boolean {
  if (kind === 'ServiceAccount')
    return name === tenant.name && (namespace === FLUX_SYSTEM || namespace === tenant.namespace);
  return kind === 'Group' && tenant.groups.includes(name);
}

/** Whether a subject is a tenant's, or holds one of a tenant's. */
export function holdsTenant({ kind, name, namespace }: Subject, tenant: Tenant): boolean {
  if (kind === 'ServiceAccount')
    return namespace === tenant.namespace || (namespace === FLUX_SYSTEM && name === tenant.name);
  const accounts = [
    'system:serviceaccounts',
    'system:authenticated',
    'system:unauthenticated',
    `system:serviceaccounts:${tenant.namespace}`,
  ];
  if (kind === 'Group') return accounts.includes(name) || tenant.groups.includes(name);
  return (
    name.startsWith(`system:serviceaccount:${tenant.namespace}:`) ||
    name === `system:serviceaccount:${FLUX_SYSTEM}:${tenant.name}`
  );
}

export function describeSubject({ kind, name, namespace }: Subject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** Whether a role's rules allow all of these verbs on a resource. */
export function permits(role: Rendered, group: string, resource: string, verbs: readonly string[]): boolean {
  const has = (value: unknown, wanted: string) => texts(value).some((each) => each === wanted || each === '*');
  return verbs.every((verb) =>
    maps(role.object.rules).some(
      (rule) => has(rule.apiGroups, group) && has(rule.resources, resource) && has(rule.verbs, verb),
    ),
  );
}

/** The plural that roles and paths of the API server say. */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (/(s|x|ch)$/.test(name)) return name === 'endpoints' ? name : `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

export function accountOf(spec: Data): string | undefined {
  return text(spec.serviceAccountName);
}
