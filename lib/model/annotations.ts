import { FORCE, PRUNE } from '../vocabulary';

/** An annotation key that tenants may use, or all keys of one domain (`domain/`). */
interface AllowedAnnotation {
  readonly annotation: string;
  /** Who writes it, and why it is safe in a tenant's hands. */
  readonly why: string;
}

/**
 * The annotations with a domain that every environment allows on tenants' pods, services and claims. Each is read by
 * software that acts on the annotated object alone. Nothing here is read by a network plugin, a DNS controller or a cloud.
 */
const ALLOWED: readonly AllowedAnnotation[] = [
  { annotation: 'kubectl.kubernetes.io/', why: 'kubectl apply, rollout restart and logs write and read them' },
  { annotation: 'kubernetes.io/change-cause', why: 'kubectl: a note for people' },
  { annotation: 'kubernetes.io/description', why: 'a note for people' },
  { annotation: 'kubernetes.io/limit-ranger', why: 'the API server notes which limits it has set' },
  { annotation: 'batch.kubernetes.io/', why: 'the Job controller numbers and counts the pods of a Job' },
  { annotation: 'controller.kubernetes.io/pod-deletion-cost', why: 'orders the pods of one ReplicaSet' },
  {
    annotation: 'container.apparmor.security.beta.kubernetes.io/',
    why: 'API servers before 1.34 write it for appArmorProfile; Pod Security checks its value',
  },
  { annotation: 'pv.kubernetes.io/', why: 'the volume binder writes them on claims' },
  {
    annotation: 'volume.kubernetes.io/',
    why: 'the volume binder, the scheduler and provisioners write them on claims',
  },
  { annotation: 'volume.beta.kubernetes.io/', why: 'the same, by their older names' },
  { annotation: PRUNE, why: 'Flux keeps the object; claims are rendered with it' },
  { annotation: FORCE, why: 'Flux replaces the object; Jobs are rendered with it' },
  {
    annotation: 'helm.toolkit.fluxcd.io/driftDetection',
    why: 'Flux leaves the object as it is between two upgrades of its release',
  },
  { annotation: 'helm.sh/', why: 'Helm: hooks, and what an uninstall keeps' },
  { annotation: 'meta.helm.sh/', why: 'Helm: the release that an object belongs to' },
  { annotation: 'checksum/', why: 'charts roll pods by them when a configuration changes' },
  { annotation: 'prometheus.io/', why: 'Prometheus: where to read the metrics of this pod or service' },
];

export const DEFAULT_ANNOTATIONS: readonly string[] = ALLOWED.map(({ annotation }) => annotation);

/** The defaults and what an environment adds, each once. */
export function allowedAnnotations(added: readonly string[] = []): readonly string[] {
  return [...new Set([...DEFAULT_ANNOTATIONS, ...added])];
}
