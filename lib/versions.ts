/** What this project is written against. Every other place that needs one of these versions takes it from here. */
export const VERSIONS = {
  kubernetes: '1.35.4',
  'kustomize-controller': '1.9.4',
  'source-controller': '1.9.1',
  'notification-controller': '1.9.3',
  'helm-controller': '1.6.4',
  'source-watcher': '2.2.2',
  coredns: '1.12.4',
  curl: '8.11.1',
  haproxy: '3.0.25',
  calico: '3.28.5',
  cilium: '1.18.6',
  'prometheus-operator': '0.93.0',
  'cert-manager': '1.21.1',
  'gateway-api': '1.6.1',
} as const;

/** The minors of Kubernetes that the lab runs and of which we have the schemas, each with its release; the newest first. */
export const KUBERNETES_RELEASES = { '1.35': VERSIONS.kubernetes, '1.34': '1.34.4' } as const;
export type KubernetesMinor = keyof typeof KUBERNETES_RELEASES;
export const KUBERNETES_MINORS = Object.keys(KUBERNETES_RELEASES) as readonly KubernetesMinor[];

/** The minor that we render for: what a Pod Security label names. */
export const KUBERNETES_MINOR: KubernetesMinor = '1.35';

/** `[1, 35]` of `1.35` and of `1.35.4`. */
function minorNumbers(version: string): readonly [major: number, minor: number] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
}

/** Whether one version of Kubernetes is of an older minor than the other. */
export function isBefore(version: string, other: string): boolean {
  const [major, minor] = minorNumbers(version);
  const [otherMajor, otherMinor] = minorNumbers(other);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/**
 * The minors whose schemas objects of a cluster are checked with: its own, else the nearest lower one, else the oldest.
 *
 * @param version the cluster's. Default: not known, and then the objects have to fit all
 */
export function schemaMinors(version?: string): readonly KubernetesMinor[] {
  if (version === undefined) return KUBERNETES_MINORS;
  const nearest = KUBERNETES_MINORS.find((minor) => !isBefore(version, minor));
  return nearest === undefined ? KUBERNETES_MINORS.slice(-1) : [nearest];
}
