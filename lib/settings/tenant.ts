import { z } from 'zod';
import { addressOrRangeFault } from './address';
import { audience } from './audience';
import { charts } from './charts';
import { egress } from './egress';
import { expectations } from './expect';
import { externalSecrets } from './external-secrets';
import { formerPools, formerTenants } from './former-names';
import { guardrails } from './guardrails';
import { label, poolName, tenantName, tenantNamespace } from './names';
import { tenantNotify } from './notify';
import { overrideOf } from './override';
import { owners } from './owners';
import { REGISTRIES, registries } from './registries';
import { repository } from './repository';
import { quota } from './resources';
import { routes } from './routes';
import { issue, ports, refusedKeys, text, unique } from './schema';
import { secrets } from './secrets';
import { EXCEPTIONS_REPLACED, suppress } from './suppress';
import { show } from './text';
import { workload } from './workload';

const title = text({
  'title-invalid': (value) => {
    if (value.trim() === '') return 'is empty';
    if (value.length > 120) return `has ${value.length} characters; a title has at most 120`;
    return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)
      ? `${show(value)} contains a line break or control character`
      : undefined;
  },
});

const group = text({
  'group-invalid': (value) => {
    if (value.trim() !== value || value === '')
      return `${show(value)} is not the name of a group (expected, for example, client-a-developers)`;
    if (value.startsWith('system:')) return `${show(value)} is one of Kubernetes’ own groups; name a group of people`;
    return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)
      ? `${show(value)} contains a line break or control character`
      : undefined;
  },
});

const size = z
  .strictObject({
    min: z.int().min(0).max(500).meta({ description: 'Minimum number of nodes' }),
    max: z.int().min(1).max(500).meta({ description: 'Maximum number of nodes' }),
  })
  .meta({ description: 'Number of nodes' })
  .default({ min: 1, max: 1 });

const nodePool = z
  .strictObject({
    name: poolName
      .meta({
        description:
          'Name of the pool, which its nodes have as label node-pool: the tenant’s name, or a name that begins with <name>-. Default: <name>-pool',
      })
      .optional(),
    formerly: formerPools.optional(),
    nodeType: text({
      'node-type-invalid': (value) =>
        /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(value)
          ? undefined
          : `${show(value)} is not a valid node type (expected, for example, DEV1-M)`,
    })
      .meta({
        description: 'Instance type of the nodes, for example DEV1-M; required where Terraform creates the pool',
      })
      .optional(),
    size,
    sources: unique(text({ 'range-invalid': addressOrRangeFault }), 'address')
      .min(1)
      .meta({
        description: 'Addresses or ranges of the nodes, if known. Default: the private network, with a warning',
      })
      .optional(),
  })
  .meta({ description: 'Nodes of the tenant' })
  .prefault({});

const ingressSource = z
  .strictObject({
    namespace: label.meta({ description: 'Namespace whose pods may connect. Default: nodes' }).optional(),
    nodes: z
      .literal(true)
      .meta({
        description:
          'Nodes may connect, and with them pods in the host’s network, such as an ingress controller there. Default: namespace',
      })
      .optional(),
    ports: ports.meta({ description: 'TCP ports of the tenant’s pods' }),
  })
  .superRefine(({ namespace, nodes }, context) => {
    if ((namespace === undefined) === (nodes === undefined))
      context.addIssue(issue('ingress-source', 'must have exactly one of namespace and nodes'));
  })
  .meta({ id: 'IngressSource', description: 'Exactly one of namespace and nodes, with ports' });

/** The settings of a tenant without its environments: what a tenant is once an environment’s changes are merged. */
export const tenantBase = z.strictObject({
  name: tenantName.meta({ description: 'Name of the tenant and of this file: a DNS label' }),
  formerly: formerTenants.optional(),
  title: title.meta({ description: 'Display name, for descriptions. Default: the name' }).optional(),
  namespace: tenantNamespace
    .meta({
      description: 'Namespace of the tenant: the tenant’s name, or a name that begins with <name>-. Default: the name',
    })
    .optional(),
  state: z
    .enum(['active', 'cordoned'])
    .meta({
      description:
        'cordoned: no new pods, and no new connections by the proxies; running pods, open connections, data and addresses stay. Default: active',
    })
    .optional(),
  owners: owners
    .meta({ description: 'Users and teams who review this file in addition to the platform. Default: none' })
    .optional(),
  nodePool,
  egress,
  ingress: z
    .strictObject({
      from: unique(ingressSource, 'source', (entry) => entry.namespace)
        .meta({
          description: 'Namespaces whose pods may connect, or the nodes, with the ports that they reach. Default: none',
        })
        .optional(),
      routes: routes.optional(),
    })
    .meta({ description: 'Connections from other namespaces, from nodes and from outside the cluster. Default: none' })
    .optional(),
  expect: expectations.optional(),
  registries: registries
    .meta({ description: `${REGISTRIES}. Default: the environment’s registries; without those any, with a warning` })
    .optional(),
  guardrails: guardrails
    .meta({
      description:
        'report: the API server lets in what admission policies and Pod Security would refuse, and warns of it. Network policies and quotas apply in both. Default: that of the environment',
    })
    .optional(),
  quota: quota.optional(),
  access: z
    .strictObject({
      groups: unique(group, 'group').meta({ description: 'Groups of people who get the tenant’s role' }).default([]),
      readSecrets: z
        .boolean()
        .meta({
          description:
            'These groups may read, change and delete Secrets with kubectl. Otherwise they may only create them. Who may start pods can still read what a pod mounts',
        })
        .default(false),
      audiences: unique(audience, 'audience')
        .meta({
          description:
            'Audiences that pods may request tokens for, in addition to the API server’s own, for example vault. Default: none',
        })
        .optional(),
    })
    .meta({ description: 'Access of people, and tokens of pods' })
    .prefault({}),
  charts: charts.optional(),
  workloads: z.array(workload).meta({ description: 'Workloads that the tenant runs' }).default([]),
  notify: tenantNotify
    .meta({
      description:
        'Receivers of Flux’s events about this tenant. Only where the environment has flux.reconcile: per-tenant. Default: none',
    })
    .optional(),
  secrets: secrets.optional(),
  externalSecrets: externalSecrets.optional(),
  suppress: suppress.optional(),
  repository: repository.optional(),
});

const everywhere = 'cannot be overridden: it is the same in every environment';

/** What one environment changes: any part of the above, and whether the tenant is there at all. */
const tenantOverride = overrideOf(tenantBase, {
  refused: {
    name: everywhere,
    namespace: everywhere,
    owners: everywhere,
    'nodePool.name': everywhere,
    exceptions: EXCEPTIONS_REPLACED,
  },
  extra: {
    enabled: z.boolean().meta({ description: 'false removes the tenant from this environment' }).default(true),
  },
}).meta({ id: 'TenantOverride', description: 'What differs in one environment' });

/** The file `tenants/<name>.yaml`. */
export const tenant = tenantBase
  .extend({
    environments: z
      .record(z.string(), tenantOverride)
      .meta({ description: 'What differs in an environment, by the environment’s name' })
      .optional(),
  })
  .meta({ title: 'Tenant', description: 'One tenant: tenants/<name>.yaml' });

refusedKeys.add(tenant, { exceptions: EXCEPTIONS_REPLACED });

/** A tenant’s settings with all defaults. */
export type ResolvedTenant = z.output<typeof tenantBase>;

/** The keys of `tenants/<name>.yaml`. */
export type TenantSettings = z.input<typeof tenant>;
