/** Labels of a pod by which it claims to be something else: a reserved identity, another namespace, account or cluster. */
export const CLAIMS: readonly (readonly [key: string, value: string])[] = [
  ['host', ''],
  ['remote-node', ''],
  ['kube-apiserver', ''],
  ['init', ''],
  ['health', ''],
  ['ingress', ''],
  ['world', ''],
  ['reserved.host', ''],
  ['reserved.remote-node', ''],
  ['reserved.kube-apiserver', ''],
  ['reserved.init', ''],
  ['reserved.health', ''],
  ['k8s.host', ''],
  ['any.host', ''],
  ['io.cilium.fixed-identity', 'host'],
  ['io.kubernetes.pod.namespace', 'kube-system'],
  ['io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name', 'kube-system'],
  ['io.cilium.k8s.policy.serviceaccount', 'coredns'],
  ['io.cilium.k8s.policy.cluster', 'other'],
  ['k8s-app', 'kube-dns'],
];

/**
 * Those that do open something. Cilium enforces no policy on a pod that has a label with the key `host`, whatever its value
 * (cilium/cilium#48027, seen on 1.18.6, reported for 1.20.0). It reads `reserved.host` as the same key.
 */
export const OPEN_ON_CILIUM = ['host', 'reserved.host'];
