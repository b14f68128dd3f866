import { parse } from 'yaml';
import { type PodEndpoint, readPolicy } from '../../lib/network-policy';

/** A NetworkPolicy of the namespace `own`, by the YAML of its spec. */
export function networkPolicy(spec: string, namespace = 'own') {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'policy', namespace },
    spec: parse(spec) as object,
  };
}

/** The same, read. */
export function policy(spec: string, namespace = 'own') {
  return readPolicy(networkPolicy(spec, namespace));
}

/** A pod; its namespace has the labels given, and its name as a label. */
export function pod(
  namespace: string,
  labels: Readonly<Record<string, string>> = {},
  others: Partial<PodEndpoint> = {},
): PodEndpoint {
  return { namespace, labels, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, ...others };
}
