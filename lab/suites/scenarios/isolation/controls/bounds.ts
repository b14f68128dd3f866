import type { Control } from '../_types';
import { inNamespace, type World } from '../_world';
import { switched } from './_switched';

function bound(
  name: string,
  title: string,
  rules: readonly string[],
  collection: string,
  object: string,
  isOn: (world: World, path: string) => Promise<boolean>,
): Control {
  const path = inNamespace(`${collection}/${object}`);
  return switched(name, title, rules, {
    off: (world) => world.lab.api.request('DELETE', path),
    on: (world) => world.restore('client-egress-dev-client-a'),
    isOn: (world) => isOn(world, path),
  });
}

/** By how much of the cluster is a tenant's. */
export const BOUNDS: readonly Control[] = [
  // With a probe it is two objects: one counts what runs, without the probe.
  switched('quota', 'the quota', ['quota-differs'], {
    off: (world) => world.lab.api.request('DELETE', inNamespace('resourcequotas')),
    on: (world) => world.restore('client-egress-dev-client-a'),
    isOn: async (world) => {
      const path = inNamespace('resourcequotas/tenant-quota-pods');
      return Boolean((await world.lab.api.get(path))?.status?.hard?.pods);
    },
  }),
  bound(
    'limit-range',
    'the limits that containers get by default',
    ['quota-refuses-pod'],
    'limitranges',
    'tenant-defaults',
    async (world, path) => Boolean(await world.lab.api.get(path)),
  ),
];
