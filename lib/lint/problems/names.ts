import type { Problems } from '../entry';

/** Names of tenants, namespaces, pools and objects. */
export const NAMES = {
  'name-invalid': {
    title: 'A name is not a valid DNS label',
    why: 'Kubernetes takes a-z, 0-9 and dashes within, 63 characters at most. Kustomize rewrites names that look like dates.',
    fix: 'Choose a name of these characters; the message proposes one where it can.',
  },
  'name-reserved': {
    title: 'A name belongs to the cluster, to Flux or to the platform',
    why: 'The tenant would take over a namespace, node pool, account or folder that exists for something else.',
    fix: 'Choose another name.',
  },
  'name-too-long': {
    title: 'A name that is derived from this one has too many characters',
    why: 'Labels and most names have at most 63 characters, and controllers append some of their own.',
    fix: 'Shorten the name.',
  },
  'name-taken': {
    title: 'Two tenants, or two objects of one tenant, use the same name',
    why: 'The names of namespaces, node pools, machines, claims and files must be unique.',
    fix: 'Rename one of them.',
  },
  'guardrails-report': {
    severity: 'warning',
    standing: true,
    title: 'Guardrails are set to report, and refuse nothing',
    why: 'The API server lets in what it would refuse otherwise: pods on the nodes of other tenants, privileged pods, and whatever the rights of an account allow.',
    fix: 'Correct what npm run live lists, then set guardrails: enforce, or remove the setting (docs/guardrails.md).',
  },
  'name-not-owned': {
    title: 'A namespace or node pool does not begin with the tenant’s name',
    why: 'Names tell whose they are, so that no tenant takes another tenant’s namespace or nodes.',
    fix: 'Begin it with the tenant’s name, or have the platform list it under namespaces or nodePools.',
  },
  'former-name-in-use': {
    title: 'A former name is still in use, or is listed twice',
    why: 'What was made under a former name can pass to one successor only.',
    fix: 'List only names that are no longer used, each in one place.',
  },
  'tenant-unknown': {
    severity: 'warning',
    title: 'An environment gives a name to a tenant that does not exist',
    why: 'The entry has no effect.',
    fix: 'Correct the tenant’s name, or remove the entry.',
  },
  'tenant-exists': {
    title: 'A tenant of this name exists already',
    why: 'tenant:add and tenant:rename do not overwrite a file.',
    fix: 'Edit the existing file, or choose another name.',
  },
  'environment-exists': {
    title: 'An environment of this name exists already',
    why: 'environment:add does not overwrite a file.',
    fix: 'Edit the existing file, or choose another name.',
  },
  'title-invalid': {
    title: 'A title is empty, too long or has a line break',
    why: 'It becomes part of a one-line description.',
    fix: 'Write one line of at most 120 characters.',
  },
  'group-invalid': {
    title: 'A value is not the name of a group of people',
    why: 'Groups that begin with system: are Kubernetes’ own.',
    fix: 'Write the group’s name as the identity provider spells it.',
  },
  'audience-invalid': {
    title: 'A value is not a valid token audience',
    why: 'Policies compare audiences as plain ASCII text, separated by commas.',
    fix: 'Write for example vault or https://vault.example.com.',
  },
  'annotation-invalid': {
    title: 'A value is not an annotation that tenants could be allowed to set',
    why: 'It must be a valid key or domain, and not one that the platform uses itself.',
    fix: 'Write example.com/ for a domain or example.com/name for one key.',
  },
} as const satisfies Problems;
