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

/** `1.35`: what a Pod Security label names. */
export const KUBERNETES_MINOR = VERSIONS.kubernetes.split('.').slice(0, 2).join('.');
