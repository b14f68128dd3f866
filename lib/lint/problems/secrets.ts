import type { Problems } from '../entry';

/** Encrypted Secrets of tenants. */
export const SECRETS = {
  'recipient-invalid': {
    title: 'A value is not a public key of age',
    why: 'Nothing could be encrypted for it, or Flux could not decrypt it.',
    fix: 'Write the public key that age-keygen prints: age1 and 58 more characters.',
  },
  'secret-in-clear': {
    title: 'A Secret of a tenant is in the repository in clear, or part of it is',
    why: 'Everyone who can read the repository, now or later, has the Secret. A value that the pattern of SOPS does not select is not decrypted either.',
    fix: 'Encrypt the file with sops and encrypted_regex ^(data|stringData)$, and replace every credential that was in clear (docs/secrets.md).',
  },
  'secret-recipients': {
    title: 'A Secret is not encrypted for exactly the tenant’s keys',
    why: 'Who holds another key can read it; without the tenant’s key Flux cannot decrypt it. A file that was copied from another tenant’s folder is found by this.',
    fix: 'Encrypt it for the recipients in the tenant’s settings: sops updatekeys, or sops rotate.',
  },
  'secret-file-invalid': {
    title: 'A file of a tenant’s secrets folder is not an encrypted Secret that can be applied',
    why: 'Only Secrets are carried to the cluster from there, and with metadata that steers neither Flux nor the cluster.',
    fix: 'Correct the key of the message with sops edit.',
  },
  'secret-file-misplaced': {
    title: 'A file or folder next to a tenant’s Secrets is not read',
    why: 'It could be a Secret in clear, or one that its author expects to be applied.',
    fix: 'Remove it, or move it to tenants/<name>/secrets/ as a file that ends in .yaml.',
  },
  'secret-namespace': {
    title: 'A Secret is for a namespace that is not the tenant’s',
    why: 'The tenant’s account may not write there, and Flux would apply nothing of the tenant.',
    fix: 'Set metadata.namespace to the tenant’s namespace, or remove it.',
  },
  'secret-without-key': {
    title: 'A tenant has encrypted Secrets, and no key for them',
    why: 'Flux would not decrypt them, and applies nothing of the tenant’s workloads then.',
    fix: 'Set secrets with key and recipients in the tenant’s settings, for each environment that the files are for.',
  },
  'secret-key-shared': {
    title: 'Two tenants have the same key for their Secrets',
    why: 'A file that one tenant copies from the folder of the other would be decrypted into its own namespace.',
    fix: 'Create a key for each tenant, and encrypt its files for that key alone.',
  },
  'secrets-shape': {
    title: 'A tenant has encrypted Secrets where all tenants have one Kustomization',
    why: 'With flux.reconcile: per-environment one key would decrypt the files of all tenants.',
    fix: 'Set flux.reconcile: per-tenant in the environment.',
  },
} as const satisfies Problems;
