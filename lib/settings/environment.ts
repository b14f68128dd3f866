import { z } from 'zod';
import { VERSIONS } from '../versions';
import { addressFault, addressOrRangeFault, rangeFault } from './address';
import { allowLists, denyHosts } from './allow';
import { annotationFault } from './annotation';
import { image } from './container';
import { durationFault } from './duration';
import { egressCheck } from './egress-check';
import { environmentExternalSecrets } from './external-secrets';
import { extra } from './extra';
import { gitReference } from './git';
import { guardrails } from './guardrails';
import { infrastructure } from './infrastructure';
import { kubernetesVersion } from './kubernetes-version';
import { logs } from './logs';
import { monitoring } from './monitoring';
import { label, objectName, poolName, tenantNamespace } from './names';
import { notify } from './notify';
import { owners } from './owners';
import { probe } from './probe';
import { REGISTRIES, registries } from './registries';
import { platformUrlFault } from './repository-url';
import { resources } from './resources';
import { retired } from './retired';
import { environmentIngress } from './routes';
import { runbooks } from './runbooks';
import { refusedKeys, text, unique } from './schema';
import { EXCEPTIONS_REPLACED, suppress } from './suppress';
import { terraformSettings } from './terraform';
import { show } from './text';
import { replicas } from './workload';
import { zone } from './zone';

/** More than any cluster's API server keeps busy. */
const MOST_SHARDS = 16;

const range = text({ 'range-invalid': rangeFault });
const duration = text({ 'duration-invalid': durationFault });

const resolver = z.strictObject({
  address: text({ 'address-invalid': addressFault }).meta({
    description: 'Service address of the resolver, for example 10.32.0.53',
  }),
  image: image.meta({ description: 'Image of CoreDNS' }).default(`coredns/coredns:${VERSIONS.coredns}`),
  apiServer: text({ 'range-invalid': addressOrRangeFault })
    .meta({
      description:
        'Address or range of the API server, as `kubectl get endpoints kubernetes` shows it. Default: the private network; with Cilium none, as the resolver’s policy names the API server itself',
    })
    .optional(),
});

const cluster = z
  .strictObject({
    version: kubernetesVersion
      .meta({
        description:
          'Version of Kubernetes, for example 1.35; check validates objects for it. Default: infrastructure.create.version, else all tested versions',
      })
      .optional(),
    uid: text({
      'cluster-uid-invalid': (value) =>
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
          ? undefined
          : `${show(value)} is not a valid uid (expected, for example, 6e5f8a0c-1b2d-4c3e-9f40-5a6b7c8d9e0f); kubectl get namespace kube-system -o jsonpath={.metadata.uid} prints it`,
    })
      .meta({
        description:
          'The uid of the namespace kube-system, which tells clusters apart: live refuses every other cluster. Default: not checked, with a warning that has the value',
      })
      .optional(),
    zone: zone.meta({
      description: 'Availability zone, for example fr-par-1',
    }),
    privateNetwork: range.meta({ description: 'IPv4 range of the private network of nodes and proxies' }),
    cni: z
      .enum(['cilium', 'cilium_native', 'calico'])
      .meta({
        description:
          'Network plugin of the cluster. With calico each tenant also gets a global policy against forged pod addresses; with cilium and cilium_native policies of Cilium’s own kind name nodes and the API server. Default: cilium if infrastructure.create is set, which creates the cluster with it, otherwise not known',
      })
      .optional(),
    gateway: text({ 'address-invalid': addressFault })
      .meta({ description: 'Gateway of the private network. Default: not known' })
      .optional(),
    podCidr: range.meta({ description: 'IPv4 range of the pods: /16 or larger' }),
    serviceCidr: range.meta({ description: 'IPv4 range of the services: /24 or larger' }),
    dns: text({ 'address-invalid': addressFault }).meta({ description: 'Service address of the cluster’s DNS' }),
    nodeLocalDns: text({ 'address-invalid': addressFault })
      .meta({
        description:
          'Address of NodeLocal DNSCache on every node, for example 169.254.20.10. Not with resolver. Default: pods ask the cluster’s DNS itself',
      })
      .optional(),
    resolver: resolver
      .meta({
        description:
          'DNS resolver for tenants that answers only for names inside the cluster, so that no query leaves it. Default: pods use the cluster’s DNS',
      })
      .optional(),
    admissionPlugins: z
      .array(z.enum(['PodNodeSelector', 'PodTolerationRestriction']))
      .meta({
        description:
          'Admission plugins of the API server that set the node pool and toleration of pods and refuse others',
      })
      .default([]),
    mutatingAdmission: z
      .enum(['v1beta1'])
      .meta({
        description:
          'Version of MutatingAdmissionPolicy that the cluster serves. Pods then get their node pool, toleration, proxy variables and the restricted security context. Default: not served; pods without them are refused',
      })
      .optional(),
  })
  .meta({ description: 'The cluster and its network' });

const source = z
  .strictObject({
    name: objectName.meta({ description: 'Name of the GitRepository' }),
    url: text({ 'repository-url': platformUrlFault })
      .meta({ description: 'Address of the repository. Default: no GitRepository is rendered, and you create it' })
      .optional(),
    secret: objectName
      .meta({
        description:
          'Secret in flux-system with the credentials for url; required for ssh:// (identity and known_hosts). The Secret of flux bootstrap is flux-system. Only with url',
      })
      .optional(),
    ref: gitReference
      .meta({ description: 'Exactly one of branch, tag and semver. Only with url. Default: the branch main' })
      .optional(),
    verify: z
      .strictObject({
        mode: z.enum(['HEAD', 'Tag', 'TagAndHEAD']).meta({ description: 'What must be signed' }),
        secret: objectName.meta({ description: 'Secret with the public keys of the signers' }),
      })
      .meta({
        description: 'Apply only signed revisions. Only with url; Tag and TagAndHEAD only with ref.tag or ref.semver',
      })
      .optional(),
  })
  .meta({ description: 'Repository with the manifests' });

const flux = z
  .strictObject({
    name: label.meta({
      description: 'Name of the environment’s Kustomization, and prefix of the tenants’ Kustomizations',
    }),
    interval: duration.meta({ description: 'How often Flux reconciles, for example 5m' }),
    timeout: duration
      .meta({ description: 'How long a reconciliation may take. Default: the interval; with wait, 5m for workloads' })
      .optional(),
    retryInterval: duration
      .meta({ description: 'When a failed reconciliation is retried. Default: the interval' })
      .optional(),
    prune: z
      .boolean()
      .meta({
        description: 'Remove objects that are no longer in the repository. Set to false while reconcile changes',
      })
      .default(true),
    lockdown: z
      .boolean()
      .meta({
        description:
          'Run Flux’s controllers with --default-service-account=default, and set an account in each Kustomization of the platform',
      })
      .default(false),
    registry: text({
      'flux-registry-invalid': (value) =>
        /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*$/.test(value)
          ? undefined
          : `${show(value)} is not a valid registry (expected, for example, registry.example.com/fluxcd)`,
    })
      .meta({
        description:
          'Registry of the images of Flux’s controllers, as in flux bootstrap --registry. Default: ghcr.io/fluxcd',
      })
      .optional(),
    source,
    reconcile: z
      .enum(['per-environment', 'per-tenant'])
      .meta({ description: 'Use one Kustomization for the environment, or two for each tenant' })
      .default('per-environment'),
    wait: z
      .boolean()
      .meta({
        description: 'A tenant’s workloads are Ready in Flux only when their pods are. Only with reconcile: per-tenant',
      })
      .default(false),
    shards: z
      .int()
      .min(1)
      .max(MOST_SHARDS)
      .meta({
        description: `Number of sets of Flux’s kustomize-controller and helm-controller between which tenants are divided by name, 1 to ${MOST_SHARDS}. Only with reconcile: per-tenant. Default: none; the main controllers reconcile all tenants`,
      })
      .optional(),
    artifacts: z
      .boolean()
      .meta({
        description:
          'Each tenant’s Kustomizations read an artifact with that tenant’s files alone, so that a commit wakes only those whose files it changes. Needs source-watcher of Flux 2.7 or newer. Only with reconcile: per-tenant',
      })
      .default(false),
    notify: notify
      .meta({ description: 'Receivers of Flux’s events: chat messages, webhooks, and commit statuses. Default: none' })
      .optional(),
  })
  .meta({ description: 'Reconciliation by Flux' });

export const gateways = z
  .strictObject({
    image: image.meta({ description: 'Image of HAProxy, with a shell' }).default(`haproxy:${VERSIONS.haproxy}-alpine`),
    certificates: z
      .enum(['secret', 'cert-manager'])
      .meta({
        description:
          'Source of the certificates of tenants with clientCertificate: a Secret that you create, or cert-manager in the cluster',
      })
      .default('secret'),
  })
  .meta({ description: 'Gateways of tenants with several proxies or with client certificates' });

/** The default export of `overlays/<environment>.ts`. */
export const environment = z
  .strictObject({
    name: label.meta({ description: 'Name of the environment and of its file: a DNS label' }),
    cluster,
    flux,
    registries: registries
      .meta({ description: `${REGISTRIES}, where a tenant sets none. Default: any, with a warning` })
      .optional(),
    gateways: gateways.prefault({}),
    allowLists: allowLists.default({}),
    denyHosts: denyHosts.default([]),
    egressCheck: egressCheck.optional(),
    probe: probe.optional(),
    guardrails: guardrails
      .meta({
        description:
          'report: the API server lets in what admission policies and Pod Security would refuse, and warns of it, for tenants that set nothing else. Network policies and quotas apply in both. Default: enforce',
      })
      .optional(),
    annotations: unique(text({ 'annotation-invalid': annotationFault }), 'annotation')
      .meta({
        description:
          'Annotations that tenants may set on pods, services and claims, in addition to the built-in list: example.com/ for all keys of a domain, example.com/name for one key. Keys without a domain are always allowed',
      })
      .default([]),
    namespaces: z
      .record(label, unique(tenantNamespace, 'namespace'))
      .meta({
        description: 'Namespaces that tenants may use although they do not begin with the tenant’s name, by tenant',
      })
      .default({}),
    nodePools: z
      .record(label, unique(poolName, 'node pool'))
      .meta({
        description: 'Node pools that tenants may use although they do not begin with the tenant’s name, by tenant',
      })
      .default({}),
    ingress: environmentIngress.optional(),
    externalSecrets: environmentExternalSecrets.optional(),
    infrastructure: infrastructure.optional(),
    monitoring: monitoring.optional(),
    logs: logs.optional(),
    owners: owners
      .meta({
        description:
          'Users and teams who own all files of the repository, tenants/ included. synth then writes .github/CODEOWNERS. Default: none',
      })
      .optional(),
    extra: extra
      .meta({
        description:
          'Files that you wrote in clusters/<environment>/ and dist/infra/<environment>/. check accepts them; rules still apply to them, and plan shows them. Default: none',
      })
      .optional(),
    retired: retired.optional(),
    runbooks: runbooks.optional(),
    suppress: suppress.optional(),
    terraform: terraformSettings.optional(),
    workloads: z
      .strictObject({
        replicas: replicas.meta({ description: 'Number of pods. Default: 1' }).optional(),
        resources: resources.meta({ description: 'CPU and memory of each container. Default: none' }).optional(),
      })
      .meta({ description: 'Defaults of all workloads in this environment' })
      .prefault({}),
  })
  .meta({ title: 'Environment', description: 'One environment: overlays/<environment>.ts' });

refusedKeys.add(environment, { exceptions: EXCEPTIONS_REPLACED });

/** An environment’s settings with all defaults. */
export type ResolvedEnvironment = z.output<typeof environment>;
