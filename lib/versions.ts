/** What this project is written against. Every other place that needs one of these versions takes it from here. */
export const VERSIONS = {
  kubernetes: '1.35.4',
  'kustomize-controller': '1.9.4',
  'source-controller': '1.9.1',
  'notification-controller': '1.9.3',
  coredns: '1.12.4',
  haproxy: '3.0.25',
  calico: '3.28.5',
  cilium: '1.18.6',
  'prometheus-operator': '0.93.0',
  'cert-manager': '1.21.1',
} as const;

/** The minors of Kubernetes that the lab runs and of which we have the schemas, each with its release; the newest first. */
export const KUBERNETES_RELEASES = { '1.35': VERSIONS.kubernetes, '1.34': '1.34.4' } as const;
export type KubernetesMinor = keyof typeof KUBERNETES_RELEASES;
export const KUBERNETES_MINORS = Object.keys(KUBERNETES_RELEASES) as readonly KubernetesMinor[];

/** The minor that we render for: what a Pod Security label names. */
export const KUBERNETES_MINOR: KubernetesMinor = '1.35';
