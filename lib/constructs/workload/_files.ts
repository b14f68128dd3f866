import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { configMapHash } from '../../config-map-hash';
import type { WorkloadFile } from '../../model/types';
import { fileKeys } from '../../model/workload-files';
import { keptByFlux } from '../_flux';

/**
 * Renders the ConfigMap with a workload's files, whose name changes with them. Flux keeps those of earlier names, which
 * pods of an earlier template still start with.
 *
 * @returns its name; undefined without files
 */
export function filesConfigMap(
  scope: Construct,
  { name: workload, namespace }: { readonly name: string; readonly namespace: string },
  files: readonly WorkloadFile[],
): string | undefined {
  if (files.length === 0) return undefined;
  const keys = fileKeys(files.map(({ path }) => path));
  const data = Object.fromEntries(files.map(({ content }, index) => [keys[index] ?? '', content]));
  const name = `${workload}-files-${configMapHash({ data })}`;
  new k8s.KubeConfigMap(scope, 'files', {
    metadata: { name, namespace, annotations: keptByFlux(scope) },
    immutable: true,
    data,
  });
  return name;
}
