import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { waitFor } from '../process/wait';
import type { Api, KubernetesObject } from './api';

const IMPORTS = join(__dirname, '../../imports/definitions');
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Returns the definitions of Flux's kinds, from which `imports/` is generated too. */
export function fluxDefinitions(): KubernetesObject[] {
  return readDefinitions(IMPORTS).filter(({ metadata }) => metadata.name.endsWith('.toolkit.fluxcd.io'));
}

/** That of Flux's ArtifactGenerator. */
export function artifactDefinitions(): KubernetesObject[] {
  return readDefinitions(IMPORTS).filter(({ spec }) => spec.group === 'source.extensions.fluxcd.io');
}

/** Those of the kinds of the Gateway API that we render. */
export function gatewayDefinitions(): KubernetesObject[] {
  return readDefinitions(IMPORTS).filter(({ spec }) => spec.group === 'gateway.networking.k8s.io');
}

/** The one of them that its controller's module does not bring. */
export function kustomizeDefinitions(): KubernetesObject[] {
  return fluxDefinitions().filter(({ spec }) => spec.group === 'kustomize.toolkit.fluxcd.io');
}

/** Returns the definitions in the YAML files of a folder. */
export function readDefinitions(folder: string): KubernetesObject[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()),
  );
}

/** Creates definitions, and waits until the API server serves them. */
export async function createDefinitions(api: Api, definitions: readonly KubernetesObject[]): Promise<void> {
  await Promise.all(definitions.map((definition) => api.create(CRDS, definition)));
  const wanted = definitions.map(({ metadata }) => metadata.name);
  await waitFor(`the API server serves ${wanted.join(', ')}`, async () => {
    const names = new Set((await api.list(CRDS)).filter(isEstablished).map(({ metadata }) => metadata.name));
    return wanted.every((name) => names.has(name));
  });
}

// biome-ignore lint/suspicious/noExplicitAny: an object as the API server sends it
function isEstablished(definition: any): boolean {
  return (definition.status?.conditions ?? []).some(
    // biome-ignore lint/suspicious/noExplicitAny: as above
    (condition: any) => condition.type === 'Established' && condition.status === 'True',
  );
}
