import { text } from './_schema';
import { show } from './text';

/** Longest DNS label, label value and name of most objects. */
export const NAME_LIMIT = 63;

const RESERVED_NAMESPACES = [
  'default',
  'flux-system',
  'egress-dns',
  'calico-system',
  'calico-apiserver',
  'tigera-operator',
  'cert-manager',
  'cilium-secrets',
];

/** Names that mean something else where a tenant's name is used: why. */
const RESERVED_TENANTS: Readonly<Record<string, string>> = {
  platform: 'is the folder of what is the cluster’s own',
  default: 'is the account that pods of flux-system run as',
  'control-plane': 'would make the tenant’s taint that of control plane nodes',
  master: 'would make the tenant’s taint that of control plane nodes',
  ...Object.fromEntries(
    [
      'flux-operator',
      'helm-controller',
      'image-automation-controller',
      'image-reflector-controller',
      'kustomize-controller',
      'notification-controller',
      'source-controller',
      'source-watcher',
    ].map((name) => [name, 'is the account of one of Flux’s own controllers']),
  ),
};

/** Why `name` is no DNS label; undefined: it is one. */
export function labelFault(name: string): string | undefined {
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
  return `${show(name)} is no DNS label (a-z, 0-9, dashes within)${near === '' ? '' : `; did you mean ${near}?`}`;
}

function subdomainFault(name: string): string | undefined {
  if (name.length > 253) return `${show(name)} has more than 253 characters`;
  return name.split('.').reduce<string | undefined>((fault, part) => fault ?? labelFault(part), undefined);
}

export const label = text(labelFault);

/** Names of most objects: labels with dots between. */
export const objectName = text(subdomainFault);

export const tenantName = text((name) => {
  const why = Object.hasOwn(RESERVED_TENANTS, name) ? RESERVED_TENANTS[name] : undefined;
  return labelFault(name) ?? (why && `${name} is reserved: it ${why}`);
});

/** Why a tenant may not have this namespace; undefined: it may. */
export function tenantNamespaceFault(name: string): string | undefined {
  const reserved = name.startsWith('kube-') || RESERVED_NAMESPACES.includes(name);
  return labelFault(name) ?? (reserved ? `${name} is a namespace of the cluster’s own; choose another` : undefined);
}

export const tenantNamespace = text(tenantNamespaceFault);
