import {
  COLLECTOR,
  FLUX_SYSTEM,
  GATEWAY_NAMESPACE_SUFFIX,
  PLATFORM,
  PLATFORM_ACCOUNT,
  RESOLVER,
  SYSTEM_POOL,
} from '../vocabulary';
import { text } from './schema';
import { show } from './text';

/** Longest DNS label, label value and name of most objects. */
export const NAME_LIMIT = 63;

const RESERVED_NAMESPACES = [
  'default',
  'system',
  FLUX_SYSTEM,
  RESOLVER.namespace,
  COLLECTOR.namespace,
  'calico-system',
  'calico-apiserver',
  'tigera-operator',
  'cert-manager',
  'cilium-secrets',
];

/** Names that mean something else where a tenant's name is used: why. */
const RESERVED_TENANTS: Readonly<Record<string, string>> = {
  [PLATFORM]: 'is the folder of what is the cluster’s own',
  default: 'is the account that pods of flux-system run as',
  'control-plane': 'would make the tenant’s taint that of control plane nodes',
  master: 'would make the tenant’s taint that of control plane nodes',
  ...Object.fromEntries(
    [
      'flux-operator',
      'helm-controller',
      'image-automation-controller',
      'image-reflector-controller',
      PLATFORM_ACCOUNT,
      'notification-controller',
      'source-controller',
      'source-watcher',
    ].map((name) => [name, 'is the account of one of Flux’s own controllers']),
  ),
};

/** Node pools that a cluster has without any tenant: those of Kapsule, and the one that our Terraform makes. */
const RESERVED_POOLS = ['default', SYSTEM_POOL, PLATFORM, 'control-plane', 'master', 'kapsule'];

/** Why kustomize would write another name than this one; undefined: it keeps the name. */
function dateFault(name: string): string | undefined {
  return /^\d{4}-\d{1,2}-\d{1,2}$/.test(name)
    ? `${name} is a date to kustomize, which writes a time in its place; choose a name that does not look like a date`
    : undefined;
}

/** Returns why `name` is not a valid DNS label, or undefined if it is. */
export function labelFault(name: string): string | undefined {
  return grammarFault(name) ?? dateFault(name);
}

function grammarFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > NAME_LIMIT)
    return `${show(name)} has ${name.length} characters, ${name.length - NAME_LIMIT} more than a DNS label may have`;
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return undefined;
  const near = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${show(name)} is not a valid DNS label (a-z, 0-9, and dashes inside)${near === '' ? '' : `; did you mean ${near}?`}`;
}

function subdomainFault(name: string): string | undefined {
  if (name.length > 253) return `${show(name)} has more than 253 characters`;
  return name.split('.').reduce<string | undefined>((fault, part) => fault ?? grammarFault(part), dateFault(name));
}

export const label = text({ 'name-invalid': labelFault });

/** Names of most objects: labels with dots between. */
export const objectName = text({ 'name-invalid': subdomainFault });

export const tenantName = text({
  'name-invalid': labelFault,
  'name-reserved': (name) =>
    Object.hasOwn(RESERVED_TENANTS, name) ? `${name} is reserved: it ${RESERVED_TENANTS[name]}` : undefined,
});

/** Returns an error message for a namespace that tenants cannot have, or undefined. */
export function reservedNamespaceFault(name: string): string | undefined {
  if (name.endsWith(GATEWAY_NAMESPACE_SUFFIX))
    return `${name} is reserved: names that end in ${GATEWAY_NAMESPACE_SUFFIX} are the namespaces of gateways; choose another`;
  const reserved = /^kube-|-system$/.test(name) || RESERVED_NAMESPACES.includes(name);
  return reserved ? `${name} is a namespace of the cluster’s own; choose another` : undefined;
}

export const tenantNamespace = text({ 'name-invalid': labelFault, 'name-reserved': reservedNamespaceFault });

export const poolName = text({
  'name-invalid': labelFault,
  'name-reserved': (name) =>
    RESERVED_POOLS.includes(name) ? `${name} is a node pool of the cluster’s own; choose another` : undefined,
});
