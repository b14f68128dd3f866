import { ROWS, type SchemaFileName } from '../kinds';
import type { KubernetesMinor } from '../versions';

/** The kinds of each committed file, by `apiVersion kind`. An object of any other kind is a problem. */
export const SCHEMA_KINDS: Readonly<Record<SchemaFileName, readonly string[]>> = {
  kubernetes: kindsOf('kubernetes'),
  flux: kindsOf('flux'),
  calico: kindsOf('calico'),
  cilium: kindsOf('cilium'),
  'cert-manager': kindsOf('cert-manager'),
  'gateway-api': kindsOf('gateway-api'),
  'external-secrets': kindsOf('external-secrets'),
  monitoring: kindsOf('monitoring'),
};

function kindsOf(file: SchemaFileName): readonly string[] {
  return [...ROWS].flatMap(([type, row]) => (row.schema === file ? [type] : []));
}

/** Name of the file with what is different in an older minor of Kubernetes. */
export function differenceName(minor: KubernetesMinor): string {
  return `kubernetes-${minor}`;
}
