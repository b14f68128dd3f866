import { z } from 'zod';
import { text, unique } from './_schema';
import { addressFault, addressOrRangeFault, rangeFault } from './address';
import { annotationFault } from './annotation';
import { image } from './container';
import { durationFault } from './duration';
import { extra } from './extra';
import { gitReference } from './git';
import { infrastructure } from './infrastructure';
import { kubernetesVersion } from './kubernetes-version';
import { label, objectName, poolName, tenantNamespace } from './names';
import { owners } from './owners';
import { registries } from './registries';
import { platformUrlFault } from './repository-url';
import { resources } from './resources';
import { retired } from './retired';
import { suppress } from './suppress';
import { terraformSettings } from './terraform';
import { show } from './text';
import { replicas } from './workload';

const range = text({ 'range-invalid': rangeFault });
const duration = text({ 'duration-invalid': durationFault });

const resolver = z.strictObject({
  address: text({ 'address-invalid': addressFault }).meta({
    description: 'Service address of the resolver, for example 10.32.0.53',
  }),
  image: image.meta({ description: 'Image of CoreDNS; default: the version that this is tested with' }).optional(),
  apiServer: text({ 'range-invalid': addressOrRangeFault })
    .meta({
      description:
        'Address or range of the API server, as `kubectl get endpoints kubernetes` has it; default: the private network',
    })
    .optional(),
});

const cluster = z
  .strictObject({
    version: kubernetesVersion
      .meta({ description: 'Version of Kubernetes, for example 1.35; default: that of infrastructure.create' })
      .optional(),
    zone: text({
      'zone-invalid': (value) =>
        /^[a-z]{2}-[a-z]{3}-\d$/.test(value)
          ? undefined
          : `${show(value)} is not a valid zone (expected, for example, fr-par-1)`,
    }).meta({
      description: 'Availability zone',
    }),
    privateNetwork: range.meta({ description: 'Range that nodes and proxies share' }),
    cni: z
      .enum(['cilium', 'cilium_native', 'calico'])
      .meta({
        description:
          'Network plugin of the cluster; with calico each tenant also gets a global policy that forged pod addresses cannot pass; default: not known, and Terraform creates clusters with cilium',
      })
      .optional(),
    gateway: text({ 'address-invalid': addressFault })
      .meta({ description: 'Gateway of the private network; default: not known' })
      .optional(),
    podCidr: range.meta({ description: 'Range of the pods, /16 or larger' }),
    serviceCidr: range.meta({ description: 'Range of the services, /24 or larger' }),
    dns: text({ 'address-invalid': addressFault }).meta({ description: 'Service address of the cluster’s DNS' }),
    resolver: resolver
      .meta({
        description:
          'A resolver for tenants that knows the names inside the cluster alone, so that no name leaves it; default: they ask the cluster’s DNS',
      })
      .optional(),
    admissionPlugins: z
      .array(z.enum(['PodNodeSelector', 'PodTolerationRestriction']))
      .meta({
        description:
          'Admission plugins that the cluster runs, which give pods their node pool and toleration, and refuse others; default: none',
      })
      .optional(),
    mutatingAdmission: z
      .enum(['v1beta1'])
      .meta({
        description:
          'Version in which the cluster serves MutatingAdmissionPolicy: pods without node pool, toleration and proxy variables get them then; default: it does not, and they are refused',
      })
      .optional(),
  })
  .meta({ description: 'Facts of the cluster and its network' });

const source = z
  .strictObject({
    name: objectName.meta({ description: 'Name of the GitRepository' }),
    url: text({ 'repository-url': platformUrlFault })
      .meta({ description: 'Address of the repository; default: no GitRepository is rendered, you create it' })
      .optional(),
    secret: objectName
      .meta({
        description:
          'Secret in flux-system with the credentials for url; required for ssh:// (identity and known_hosts); the one of flux bootstrap is flux-system; only with url',
      })
      .optional(),
    ref: gitReference.meta({ description: 'Exactly one of branch, tag and semver; only with url' }).optional(),
    verify: z
      .strictObject({
        mode: z.enum(['HEAD', 'Tag', 'TagAndHEAD']).meta({ description: 'What must be signed' }),
        secret: objectName.meta({ description: 'Secret with the public keys of those who may sign' }),
      })
      .meta({ description: 'Only signed revisions; only with url; Tag and TagAndHEAD only with ref.tag or ref.semver' })
      .optional(),
  })
  .meta({ description: 'Where Flux takes the manifests from' });

const flux = z
  .strictObject({
    name: label.meta({ description: 'Name of the environment’s Kustomization, and prefix of the tenants’ ones' }),
    interval: duration.meta({ description: 'How often it reconciles, for example 5m' }),
    timeout: duration.meta({ description: 'Default: the interval' }).optional(),
    retryInterval: duration.meta({ description: 'Default: the interval' }).optional(),
    prune: z
      .boolean()
      .meta({ description: 'Remove what is no longer in the repository; false while reconcile changes; default true' })
      .optional(),
    lockdown: z
      .boolean()
      .meta({
        description:
          'Run Flux’s controllers with --default-service-account=default, and name an account in every Kustomization of the platform; default false',
      })
      .optional(),
    registry: text({
      'flux-registry-invalid': (value) =>
        /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*$/.test(value)
          ? undefined
          : `${show(value)} is not a valid registry (expected, for example, registry.example.com/fluxcd)`,
    })
      .meta({
        description:
          'Where the images of Flux’s controllers come from, as in flux bootstrap --registry; default: ghcr.io/fluxcd',
      })
      .optional(),
    source,
    reconcile: z
      .enum(['per-environment', 'per-tenant'])
      .meta({ description: 'One Kustomization in all, or two a tenant; default per-environment' })
      .optional(),
  })
  .meta({ description: 'How Flux reconciles the environment' });

const gateways = z
  .strictObject({
    image: image
      .meta({ description: 'HAProxy with a shell; default: the version that this is tested with' })
      .optional(),
    certificates: z
      .enum(['secret', 'cert-manager'])
      .meta({
        description:
          'Where the certificates of tenants with clientCertificate come from: a Secret that you provide, or cert-manager, which the cluster has; default secret',
      })
      .optional(),
  })
  .meta({ description: 'The gateways of tenants with several proxies or client certificates' });

/** The default export of `overlays/<environment>.ts`. */
export const environment = z
  .strictObject({
    name: label.meta({ description: 'Name of the environment and of its file, a DNS label' }),
    cluster,
    flux,
    registries: registries.optional(),
    gateways: gateways.optional(),
    annotations: unique(text({ 'annotation-invalid': annotationFault }), 'annotation')
      .meta({
        description:
          'Annotations that tenants may set on pods, services and claims, in addition to the defaults: example.com/ for all keys of that domain, example.com/name for one; keys without a domain are always allowed; default: none',
      })
      .optional(),
    namespaces: z
      .record(label, unique(tenantNamespace, 'namespace'))
      .meta({ description: 'Namespaces that do not begin with the tenant’s name, by tenant; default: none' })
      .optional(),
    nodePools: z
      .record(label, unique(poolName, 'node pool'))
      .meta({ description: 'Node pools that do not begin with the tenant’s name, by tenant; default: none' })
      .optional(),
    infrastructure: infrastructure.optional(),
    owners: owners
      .meta({
        description:
          'Users and teams who own every file of the repository, tenants/ included: synth writes .github/CODEOWNERS; default: no such file',
      })
      .optional(),
    extra: extra
      .meta({
        description:
          'Files in clusters/<environment>/ and dist/infra/<environment>/ that you wrote yourself: rules judge them and plan shows them, but check accepts them; default: none',
      })
      .optional(),
    retired: retired.optional(),
    suppress: suppress.optional(),
    terraform: terraformSettings.optional(),
    workloads: z
      .strictObject({ replicas: replicas.optional(), resources: resources.optional() })
      .meta({ description: 'Defaults of every workload in this environment' })
      .optional(),
  })
  .meta({ title: 'Environment', description: 'One environment: overlays/<environment>.ts' });

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** The settings of one environment, which is one cluster and one private network. */
export type EnvironmentSettings = Frozen<z.input<typeof environment>>;

/**
 * The settings of an environment, for `export default` in `overlays/<environment>.ts`. It gives them back as they are:
 * the loader judges them, together with everything else.
 */
export function defineEnvironment(settings: EnvironmentSettings): EnvironmentSettings {
  return settings;
}
