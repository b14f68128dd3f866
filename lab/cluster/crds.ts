import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../process/wait';
import type { Api } from './api';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Creates every definition of a folder, and waits until the API server serves them. */
export async function createDefinitions(api: Api, folder: string): Promise<void> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  await Promise.all(files.map((file) => api.create(CRDS, readFileSync(join(folder, file), 'utf8'))));
  await waitFor(`the definitions of ${folder} are served`, async () => {
    const names = new Set((await api.list(CRDS)).filter(isEstablished).map(({ metadata }) => metadata.name));
    // A file is named <group>_<plural>.yaml, a definition <plural>.<group>.
    return files.every((file) => names.has(file.replace(/^(.*)_(.*)\.yaml$/, '$2.$1')));
  });
}

// biome-ignore lint/suspicious/noExplicitAny: an object as the API server sends it
function isEstablished(definition: any): boolean {
  return (definition.status?.conditions ?? []).some(
    // biome-ignore lint/suspicious/noExplicitAny: as above
    (condition: any) => condition.type === 'Established' && condition.status === 'True',
  );
}
