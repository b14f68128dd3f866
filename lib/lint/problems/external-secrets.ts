import type { Problems } from '../entry';

/** Secrets that External Secrets Operator fills: `externalSecrets` of tenants and environments. */
export const EXTERNAL_SECRETS = {
  'external-secret-key': {
    title: 'A value is not a key of a Secret',
    why: 'The API server refuses a Secret with such a key.',
    fix: 'Use letters, digits, dashes, underscores and dots.',
  },
  'external-secret-remote': {
    title: 'A value is not the place of a value at the provider',
    why: 'The operator asks the provider for a key, or for one property of it.',
    fix: 'Write shop/db, or shop/db#password for one property.',
  },
  'external-secret-source': {
    title: 'An external Secret has no source, or two',
    why: 'Either its keys are listed one by one, or all properties of one place become its keys.',
    fix: 'Set keys or from, and not both.',
  },
  'external-secret-without-store': {
    title: 'A tenant has external Secrets in an environment without a provider',
    why: 'There is no store to read them from.',
    fix: 'Set externalSecrets in the environment, or externalSecrets: [] for it in the tenant.',
  },
  'external-secrets-provider': {
    title: 'The provider of tenants’ Secrets cannot be used for several tenants',
    why: 'A store without the tenant’s name in it would give each tenant the Secrets of all. A SecretStore cannot refer to another namespace.',
    fix: 'Name one provider, with {tenant} or {namespace} where the rights differ, and references without a namespace.',
  },
} as const satisfies Problems;
