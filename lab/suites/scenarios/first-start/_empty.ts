import type { Lab } from '../../../lab';
import { CONTROL_PLANE } from '../../../machine/topology';
import { objectsOf } from '../_objects';

const FLUX = ['kustomize.toolkit.fluxcd.io/v1:kustomizations', 'source.toolkit.fluxcd.io/v1:gitrepositories'];

/**
 * Takes everything out of a cluster that Flux has brought there, and Flux itself.
 *
 * @param repository folder of the files that it has applied
 */
export async function emptyCluster(lab: Lab, repository: string, environment: string): Promise<void> {
  await lab.stop('kustomize-controller', CONTROL_PLANE);
  for (const kind of FLUX) await forget(lab, kind);
  const objects = await objectsOf(lab, repository, environment);
  const isNamespace = ({ kind }: { kind?: string }) => kind === 'Namespace';
  const namespaces = objects.filter(isNamespace).map(({ metadata }) => metadata.name);
  for (const name of namespaces) {
    await lab.api.request('DELETE', `/api/v1/namespaces/${name}/pods?gracePeriodSeconds=0`);
  }
  // Admission first: it guards the rest.
  const rank = ({ kind = '' }: { kind?: string }) => (kind.endsWith('Binding') ? 0 : isNamespace({ kind }) ? 2 : 1);
  const items = objects
    .filter(({ metadata, kind }) => kind !== 'Kustomization' && !namespaces.includes(metadata.namespace ?? ''))
    .sort((a, b) => rank(a) - rank(b));
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const removal = ['delete', '--filename=-', '--ignore-not-found', '--wait=false'];
  const { code, stderr } = await lab.kubectl(removal, { input });
  expect({ code, stderr: stderr.replace(/^Warning:.*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  await lab.waitFor('the namespaces are gone', async () => {
    for (const name of namespaces) {
      // A controller that was not told yet makes another pod.
      await lab.api.request('DELETE', `/api/v1/namespaces/${name}/pods?gracePeriodSeconds=0`);
    }
    const left = await Promise.all(namespaces.map((name) => lab.api.get(`/api/v1/namespaces/${name}`)));
    return left.every((object) => object === undefined);
  });
}

async function forget(lab: Lab, kind: string): Promise<void> {
  const [group, plural] = kind.split(':');
  for (const { metadata } of await lab.api.list(`/apis/${group}/${plural}`)) {
    const path = `/apis/${group}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
    await lab.api.patch(path, { metadata: { finalizers: null } });
    await lab.api.request('DELETE', path);
  }
}
