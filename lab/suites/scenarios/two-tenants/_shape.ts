import type { Shape } from '../_settings';
import type { Ask } from './_context';
import { leavesByOwnAddress } from './_isolation';

const STEPS: readonly { readonly reconcile: Shape; readonly prune?: boolean }[] = [
  { reconcile: 'per-environment', prune: false },
  { reconcile: 'per-tenant', prune: false },
  { reconcile: 'per-tenant' },
  { reconcile: 'per-tenant', prune: false },
  { reconcile: 'per-environment', prune: false },
  { reconcile: 'per-environment' },
];

/** `reconcile`, from one shape to the other. */
export function shape(ask: Ask): void {
  test('it changes, and changes back, in three commits each, and no pod restarts', async () => {
    const { cluster, settings } = ask();
    const pods = async () => {
      const all = await Promise.all(settings.tenants.map(({ namespace }) => cluster.pods(namespace, 'web')));
      return all.flat().map(({ metadata, status }) => ({
        uid: metadata.uid,
        restarts: status.containerStatuses?.[0]?.restartCount,
      }));
    };
    const before = await pods();
    expect(before).toHaveLength(3);

    for (const step of STEPS) {
      const { prune: _, ...flux } = settings.environment.flux;
      settings.environment.flux = { ...flux, ...step };
      await cluster.deploy(settings);
      const wanted = step.reconcile === 'per-environment' ? 1 : 1 + 2 * settings.tenants.length;
      expect(cluster.kustomizations()).toHaveLength(wanted);
      const path = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations';
      const settled = async () => (await cluster.lab.api.list(path)).length === wanted + 1;
      await cluster.lab.waitFor('the Kustomizations of the other shape are gone', settled);
      expect(await pods()).toEqual(before);
      await leavesByOwnAddress(ask());
    }
  });
}
