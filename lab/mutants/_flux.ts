import { both, each, eachReconciliation, withoutAdmission, withoutAnnotation, withoutFlag } from './_rendered';
import { mutants } from './mutant';

const KEPT = 'a removed tenant loses no data';
const OUT = 'a tenant that is removed gets nowhere on its way out';
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';
const BOUND = 'is refused, and the status says so';

/** Mutants of how Flux brings it into the cluster. */
export const FLUX = mutants('two-tenants', {
  'object-left-alone': {
    breaks: 'Flux is told to leave an object alone',
    file: 'seed',
    scenario: '`kubectl diff --server-side` is empty after Flux has applied',
    shows: /LimitRange/,
    rendered: each('LimitRange', ({ metadata }) =>
      Object.assign(metadata, { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } }),
    ),
  },
  'drift-ignored': {
    breaks: 'Flux is told to create policies and to leave them alone after that',
    file: 'seed',
    scenario: 'what is edited or deleted by hand is put back',
    shows: /networkpolic/i,
    rendered: each('NetworkPolicy', ({ metadata }) =>
      Object.assign(metadata, { annotations: { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' } }),
    ),
  },
  'no-hash-suffix': {
    breaks: 'the ConfigMap has the same name whatever is in it',
    scenario: 'a changed proxy rolls the pods, and they leave by the new one',
    shows: /toEqual/,
    rendered: (object) => {
      const generatorOptions = { disableNameSuffixHash: true };
      if (object.configMapGenerator) Object.assign(object, { generatorOptions });
    },
  },
  'no-force': {
    breaks: 'Jobs are not marked as to be replaced',
    scenario: 'a Job whose settings changed is replaced, and runs anew',
    shows: /immutable/,
    rendered: withoutAnnotation('kustomize.toolkit.fluxcd.io/force', ['Job']),
  },
  'no-pruning': {
    breaks: 'the Kustomization does not prune',
    scenario: 'a removed workload is pruned, and nothing else',
    shows: /the workload is pruned/,
    rendered: eachReconciliation(({ spec }) => Object.assign(spec, { prune: false })),
  },
  'claims-pruned': {
    breaks: 'claims are not marked as never to be pruned',
    scenario: KEPT,
    shows: /Bound/,
    rendered: withoutAnnotation(PRUNE, ['PersistentVolumeClaim']),
  },
  'config-pruned': {
    breaks: 'the ConfigMap of the proxy’s address is not marked as never to be pruned',
    scenario: 'the ConfigMap that they name is not pruned',
    shows: /client-egress-config-/,
    rendered: each('Kustomization', ({ configMapGenerator = [] }) => {
      for (const generator of configMapGenerator as { options?: unknown }[]) delete generator.options;
    }),
  },
  'namespaces-pruned': {
    breaks: 'namespaces are not marked as never to be pruned',
    scenario: KEPT,
    shows: /phase|Bound/,
    rendered: withoutAnnotation(PRUNE, ['Namespace']),
  },
  'guardrails-pruned': {
    breaks: 'the policy that denies by default is not marked as never to be pruned',
    scenario: OUT,
    shows: /"path": "\/early"/,
    rendered: withoutAnnotation(PRUNE, ['NetworkPolicy']),
  },
  'account-pruned': {
    breaks: 'the account of a tenant and its role are not marked as never to be pruned',
    file: 'releases',
    scenario: OUT,
    // Whichever Flux turns to first: without the account it removes no more as it.
    shows: /- +"account": "client-b"|waited \d+ s until its workload is pruned/,
    rendered: withoutAnnotation(PRUNE, ['ServiceAccount', 'RoleBinding']),
  },
  'policies-after-pods': {
    breaks: 'Flux’s controller is installed without `--custom-apply-stage-kinds`, and applies policies after workloads',
    scenario: 'from its first moment on, a pod gets nowhere without its proxy',
    shows: /"allow-egress-proxy"|"path": "\/early"/,
    rendered: withoutFlag('--custom-apply-stage-kinds'),
  },
  'bootstrap-without-flags': {
    breaks: 'the kustomization.yaml that flux bootstrap keeps changes nothing in the controllers',
    file: 'first-start',
    scenario: 'no pod runs before its policies and admission are in force',
    shows: /before/,
    rendered: each('Kustomization', (object) => {
      if (object.apiVersion?.startsWith('kustomize.config')) Object.assign(object, { patches: [] });
    }),
  },
  'everything-forced': {
    breaks: 'the Kustomization replaces what it cannot change',
    scenario: 'a commit that changes what cannot be changed leaves alone what runs',
    shows: /the status says that it failed/,
    rendered: eachReconciliation(({ spec }) => Object.assign(spec, { force: true })),
  },
  'shape-in-one-commit': {
    breaks: 'Kustomizations prune while the shape changes',
    scenario: 'it changes, and changes back, in three commits each, and no pod restarts',
    shows: /"uid"/,
    rendered: eachReconciliation(({ spec }) => Object.assign(spec, { prune: true })),
  },
  'main-instead-of-tag': {
    breaks: 'production follows the branch',
    file: 'releases',
    scenario: 'what is merged is deployed when it is tagged, and not before',
    shows: /main@sha1/,
    // Of a branch Flux verifies no tag.
    rendered: each('GitRepository', ({ spec }) => Object.assign(spec, { ref: { branch: 'main' }, verify: undefined })),
  },
  'unsigned-releases': {
    breaks: 'production does not ask for signatures',
    file: 'releases',
    scenario: 'a release that is not signed is not deployed',
    shows: /v1\.9\.0@sha1/,
    rendered: each('GitRepository', ({ spec }) => Object.assign(spec, { verify: undefined })),
  },
  'no-impersonation': {
    breaks: 'the workloads of tenants are applied with the platform’s rights, and admission lets them through',
    file: 'releases',
    scenario: BOUND,
    shows: /waited \d+ s until the status of .* says that it failed/,
    rendered: both(
      withoutAdmission,
      eachReconciliation(({ spec }) => Object.assign(spec, { serviceAccountName: 'kustomize-controller' })),
    ),
  },
  'account-without-role': {
    breaks: 'the account of a tenant is bound to no role',
    file: 'releases',
    scenario: 'with two Kustomizations a tenant, each leaves by the address of its own proxy',
    shows: /cannot/,
    rendered: each('RoleBinding', ({ subjects }) => {
      for (const subject of subjects) subject.name = 'nobody';
    }),
  },
  'tenants-wait-for-each-other': {
    breaks: 'the workloads of one tenant wait for those of the other',
    file: 'releases',
    scenario: 'a mistake in what one tenant runs does not hold up the others',
    shows: /DependencyNotReady|dependency/,
    rendered: eachReconciliation(
      ({ spec }) => spec.dependsOn.push({ name: 'client-egress-prod-client-a-workloads' }),
      'client-egress-prod-client-b-workloads',
    ),
  },
});
