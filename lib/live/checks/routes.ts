import { compareObjects } from '../objects';
import { list } from '../rights';
import type { Check } from '../types';

export const check: Check = {
  title: 'Ingresses and HTTPRoutes are as rendered (with ingress.routes)',
  rights: [...list('networking.k8s.io', 'ingresses'), ...list('gateway.networking.k8s.io', 'httproutes')],
  run(world) {
    return compareObjects(world, world.expected.ofKind('Ingress', 'HTTPRoute'), {
      missing: 'live-guardrail-missing',
      differs: 'live-guardrail-differs',
      exact: false,
    });
  },
};
