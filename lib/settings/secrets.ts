import { z } from 'zod';
import { recipientFault } from './age';
import { objectName } from './names';
import { text, unique } from './schema';

/** Keys by which a tenant's encrypted Secrets are decrypted in the cluster. */
export const secrets = z
  .strictObject({
    key: objectName.meta({
      description:
        'Secret in flux-system, which the platform creates, with the tenant’s private key of age in an entry that ends in .agekey. Its name is the tenant’s name, or begins with <name>-',
    }),
    recipients: unique(text({ 'recipient-invalid': recipientFault }), 'recipient')
      .min(1)
      .meta({
        description:
          'Public keys of age that every file of tenants/<name>/secrets/ is encrypted for, no more and no fewer: age1…',
      }),
  })
  .meta({
    description:
      'Secrets in Git, encrypted with SOPS: files in tenants/<name>/secrets/. Only where the environment has flux.reconcile: per-tenant. Default: none',
  });
