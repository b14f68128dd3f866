import { z } from 'zod';
import { ports, refusedKeys, text, unique } from './_schema';
import { addressOrRangeFault } from './address';
import { audience } from './audience';
import { egress } from './egress';
import { formerPools, formerTenants } from './former-names';
import { label, poolName, tenantName, tenantNamespace } from './names';
import { overrideOf } from './override';
import { owners } from './owners';
import { registries } from './registries';
import { repository } from './repository';
import { quota } from './resources';
import { suppress } from './suppress';
import { show } from './text';
import { workload } from './workload';

const title = text({
  'title-invalid': (value) => {
    if (value.trim() === '') return 'is empty';
    if (value.length > 120) return `has ${value.length} characters; a title has at most 120`;
    return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) ? `${show(value)} holds a line break or control character` : undefined;
  },
});

const group = text({
  'group-invalid': (value) => {
    if (value.trim() !== value || value === '')
      return `${show(value)} is not the name of a group (expected, for example, client-a-developers)`;
    if (value.startsWith('system:')) return `${show(value)} is one of Kubernetes’ own groups; name a group of people`;
    return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) ? `${show(value)} holds a line break or control character` : undefined;
  },
});

const size = z.strictObject({
  min: z.int().min(0).max(500).meta({ description: 'Least nodes' }),
  max: z.int().min(1).max(500).meta({ description: 'Most nodes' }),
});

const nodePool = z
  .strictObject({
    name: poolName
      .meta({
        description:
          'Value of the node label node-pool: the tenant’s name, or one that begins with <name>-; default <name>-pool',
      })
      .optional(),
    formerly: formerPools.optional(),
    nodeType: text({
      'node-type-invalid': (value) =>
        /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(value)
          ? undefined
          : `${show(value)} is not a valid node type (expected, for example, DEV1-M)`,
    })
      .meta({ description: 'Instance type of the nodes, for Terraform' })
      .optional(),
    size: size.meta({ description: 'Bounds of the pool' }).optional(),
    sources: unique(text({ 'range-invalid': addressOrRangeFault }), 'address')
      .min(1)
      .meta({
        description:
          'Addresses or ranges of the nodes, if they are known; default: the private network, with a warning',
      })
      .optional(),
  })
  .meta({ description: 'The tenant’s own nodes' });

const ingressSource = z.strictObject({
  namespace: label.meta({ description: 'Namespace that may connect' }),
  ports: ports.meta({ description: 'TCP ports of the pods' }),
});

/** Everything that a tenant says, without what it says of environments. */
const identity = z.strictObject({
  name: tenantName.meta({ description: 'Name of the tenant and of this file, a DNS label' }),
  formerly: formerTenants.optional(),
  title: title.meta({ description: 'For descriptions; default: the name' }).optional(),
  namespace: tenantNamespace
    .meta({ description: 'The tenant’s name, or one that begins with <name>-; default: the name' })
    .optional(),
  owners: owners
    .meta({ description: 'Users and teams who review this file in addition to the platform; default: none' })
    .optional(),
  nodePool: nodePool.optional(),
  egress,
  ingress: z
    .strictObject({
      from: unique(ingressSource, 'namespace', (entry) => entry.namespace).meta({
        description: 'Namespaces and the ports that they reach',
      }),
    })
    .meta({ description: 'Who may connect to the pods; default: nobody outside the namespace' })
    .optional(),
  registries: registries.optional(),
  quota: quota.optional(),
  access: z
    .strictObject({
      groups: unique(group, 'group').meta({ description: 'Groups that have the tenant’s role' }).optional(),
      audiences: unique(audience, 'audience')
        .meta({ description: 'Audiences that tokens of pods may be issued for, as vault; default: none' })
        .optional(),
    })
    .meta({ description: 'People and tokens; default: none' })
    .optional(),
  workloads: z.array(workload).meta({ description: 'What the tenant runs' }).optional(),
  suppress: suppress.optional(),
  repository: repository.optional(),
});

const replaced =
  'was replaced by suppress: write suppress: [{ id: …, object: Kind/name, reason: … }], with the value of rule as id, for example { id: image-floating, object: Deployment/web, reason: … }';
const everywhere = 'cannot be overridden: it is the same in every environment';

/** What one environment changes: any part of the above, and whether the tenant is there at all. */
export const tenantOverride = overrideOf(identity, {
  refused: {
    name: everywhere,
    namespace: everywhere,
    owners: everywhere,
    'nodePool.name': everywhere,
    exceptions: replaced,
  },
  extra: {
    enabled: z
      .boolean()
      .meta({ description: 'false leaves the tenant out of this environment; default true' })
      .optional(),
  },
});

/** The file `tenants/<name>.yaml`. */
export const tenant = identity
  .extend({
    environments: z
      .record(z.string(), tenantOverride)
      .meta({ description: 'What is different in an environment, by its name' })
      .optional(),
  })
  .meta({ title: 'Tenant', description: 'One tenant: tenants/<name>.yaml' });

refusedKeys.add(tenant, { exceptions: replaced });

export type TenantSettings = z.input<typeof tenant>;
