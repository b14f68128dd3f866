import { type KustomizationFile, kustomization } from '../kustomize';
import { BOOTSTRAP_FILES, FLUX_SYSTEM, PLATFORM_ACCOUNT, shardNames } from '../vocabulary';
import { MAIN_ONLY, SHARDED, WATCHED_BY_MAIN } from './shard';

/** Flux applies these after workloads unless they have a stage of their own; a first pod would run without them. */
const POLICIES = [
  'networking.k8s.io/NetworkPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
];

/** Makes artifacts. */
const SOURCE_WATCHER = 'source-watcher';

/** Controllers that refuse references to other namespaces. Those that are not installed are no matter. */
const REFERRING = [
  PLATFORM_ACCOUNT,
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
] as const;

interface ControllerArguments {
  readonly controllers: readonly string[];
  readonly args: readonly string[];
  /** Whether the controllers of shards must not have them. Default: they have them, too. */
  readonly mainOnly?: boolean;
}

/** What the controllers' arguments depend on. */
export interface ControllerSettings {
  readonly lockdown: boolean;
  /** Whether Calico's own policies are rendered, too. Default: false. */
  readonly calico?: boolean;
  /** Whether Kustomizations wait for pods. Default: false. */
  readonly wait?: boolean;
  /** Number of shards. Default: none. */
  readonly shards?: number;
  /** Whether Kustomizations read artifacts that source-watcher makes. Default: false. */
  readonly artifacts?: boolean;
}

/** The arguments that Flux's controllers need here, in addition to those of their release. */
export function controllerArguments(settings: ControllerSettings): readonly ControllerArguments[] {
  const { lockdown, calico, wait, shards, artifacts } = settings;
  const kinds = [...POLICIES, ...(calico ? ['crd.projectcalico.org/GlobalNetworkPolicy'] : [])];
  // In one argument: of two, the controller takes the last one.
  const gates = [
    // So that a repair is applied at once, and not after the timeout of what it repairs.
    ...(wait ? ['CancelHealthCheckOnNewRevision=true'] : []),
    ...(artifacts ? ['ExternalArtifact=true'] : []),
  ];
  const referring = [...REFERRING, ...(artifacts ? [SOURCE_WATCHER] : [])];
  return [
    {
      controllers: [PLATFORM_ACCOUNT],
      args: [
        `--custom-apply-stage-kinds=${kinds.join(',')}`,
        '--no-remote-bases=true',
        ...(gates.length > 0 ? [`--feature-gates=${gates.join(',')}`] : []),
      ],
    },
    { controllers: referring, args: ['--no-cross-namespace-refs=true'] },
    ...(lockdown
      ? [{ controllers: [PLATFORM_ACCOUNT, 'helm-controller'], args: ['--default-service-account=default'] }]
      : []),
    ...(shards === undefined ? [] : [{ controllers: SHARDED, args: [WATCHED_BY_MAIN], mainOnly: true }]),
  ];
}

interface Operation {
  readonly op: 'add';
  readonly path: string;
  readonly value: string;
}

/** A JSON patch for all objects that a kind and a regular expression for names select. */
interface TargetedPatch {
  readonly target: { readonly kind: string; readonly name: string; readonly annotationSelector?: string };
  readonly patch: readonly Operation[];
}

/** What the kustomization.yaml in the folder of `flux bootstrap` changes in what bootstrap writes there. */
export function controllerPatches(settings: ControllerSettings): readonly TargetedPatch[] {
  const patches = controllerArguments(settings).map(({ controllers, args, mainOnly }) => ({
    target: {
      kind: 'Deployment',
      // A controller of a shard is selected by the name that it had in the file of bootstrap, too.
      name: controllers.length === 1 ? `${controllers[0]}` : `(${controllers.join('|')})`,
      ...(mainOnly ? { annotationSelector: MAIN_ONLY } : {}),
    },
    patch: args.map((value): Operation => ({ op: 'add', path: '/spec/template/spec/containers/0/args/-', value })),
  }));
  if (!settings.lockdown) return patches;
  const account: Operation = { op: 'add', path: '/spec/serviceAccountName', value: PLATFORM_ACCOUNT };
  return [...patches, { target: { kind: 'Kustomization', name: FLUX_SYSTEM }, patch: [account] }];
}

/** The start of that kustomization.yaml; its patches follow. */
export function bootstrapKustomization({ shards }: Pick<ControllerSettings, 'shards'>): KustomizationFile {
  return kustomization({ resources: [...BOOTSTRAP_FILES, ...shardNames(shards)] });
}
