import type { Problems } from '../entry';

/** Manifests of a tenant's own repository. */
export const MANIFESTS = {
  'manifest-invalid': {
    title: 'A file of a tenant’s repository is not a manifest that can be applied',
    why: 'Flux applies nothing of a repository in which one file cannot be read.',
    fix: 'Correct the file at the place of the message.',
  },
  'manifest-forbidden': {
    title: 'The account that applies a tenant’s repository may not write this kind of object',
    why: 'Flux tries everything first: with one such object it applies nothing of the repository.',
    fix: 'Remove the object, and propose what it is for in the tenant’s settings.',
  },
  'manifest-refused': {
    title: 'An admission policy refuses an object of a tenant’s repository',
    why: 'The API server refuses it with the same message, and Flux then applies nothing of the repository.',
    fix: 'Do what the message says.',
  },
  'manifest-taken': {
    title: 'An object of a tenant’s repository exists already',
    why: 'Two sources of one object undo each other’s changes.',
    fix: 'Choose another name, or remove one of them.',
  },
  'manifest-namespace': {
    severity: 'warning',
    title: 'An object of a tenant’s repository names another namespace',
    why: 'Flux applies all of the repository in the tenant’s own namespace, whatever an object says.',
    fix: 'Remove metadata.namespace.',
  },
  'manifest-ignored': {
    severity: 'warning',
    title: 'A Kustomize file of a tenant’s repository is not read',
    why: 'Flux applies the manifests as they stand, unless the tenant’s settings have repository.kustomize: true.',
    fix: 'Commit what it builds, or ask the platform for that setting.',
  },
} as const satisfies Problems;
