import { groupOf } from '../../kustomize';
import { NOTIFICATION } from '../../vocabulary';
import { compareObjects } from '../objects';
import { list } from '../rights';
import type { Check } from '../types';

export const check: Check = {
  title: 'Alerts and their Providers are as rendered (with notify)',
  rights: list(NOTIFICATION, 'alerts', 'providers'),
  run(world) {
    const objects = world.expected.flux.filter(({ object }) => groupOf(object) === NOTIFICATION);
    return compareObjects(world, objects, {
      missing: 'live-flux-missing',
      differs: 'live-flux-differs',
      exact: false,
    });
  },
};
