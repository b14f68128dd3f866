import type { Control } from '../_types';
import { inNamespace, type World } from '../_world';

function bound(
  name: string,
  title: string,
  rules: readonly string[],
  collection: string,
  object: string,
  isOn: (world: World, path: string) => Promise<boolean>,
): Control {
  const path = inNamespace(`${collection}/${object}`);
  return {
    name,
    title,
    rules,
    async off(world) {
      await world.lab.api.request('DELETE', path);
      await world.lab.waitFor(`${name} is off`, async () => (await world.lab.api.get(path)) === undefined);
    },
    async on(world) {
      await world.restore('client-egress-dev-client-a');
      await world.lab.waitFor(`${name} is on`, () => isOn(world, path));
    },
  };
}

/** By how much of the cluster is a tenant's. */
export const BOUNDS: readonly Control[] = [
  bound('quota', 'the quota', ['quota-differs'], 'resourcequotas', 'tenant-quota', async (world, path) =>
    Boolean((await world.lab.api.get(path))?.status?.hard?.pods),
  ),
  bound(
    'limit-range',
    'the limits that containers get by default',
    ['quota-refuses-pod'],
    'limitranges',
    'tenant-defaults',
    async (world, path) => Boolean(await world.lab.api.get(path)),
  ),
];
