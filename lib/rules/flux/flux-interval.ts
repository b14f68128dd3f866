import { durationFault, durationSeconds } from '../../settings/duration';
import { object } from '../_example';
import { SOURCE } from '../_names';
import { isFluxKustomization, isKind, map } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';

/** From and to, in seconds. */
const BOUNDS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  interval: [30, 24 * 3600],
  timeout: [30, 3600],
  retryInterval: [15, 3600],
};

export const rule: RuleDefinition = {
  title: 'Flux reconciles too often, or too rarely',
  why: 'Every interval is a fetch, a build and a dry run of all objects: below half a minute the controllers do nothing else. Above a day a hand edit stays for a day. A timeout below half a minute gives up before images are pulled.',
  fix: 'interval from 30s to 24h, timeout from 30s to 1h, retryInterval from 15s to 1h.',
  good: [object('Kustomization flux-system/egress-production')`spec: { interval: 1m, timeout: 5m, retryInterval: 1m }`],
  bad: [
    object('Kustomization flux-system/egress-production')`spec: { interval: 1s }`,
    object('Kustomization flux-system/egress-production')`spec: { timeout: 5h }`,
  ],
  check: ({ objects, flux }) =>
    [...flux, ...objects]
      .filter((each) => isFluxKustomization(each) || isKind(each, 'GitRepository', SOURCE))
      .flatMap((each) =>
        Object.entries(BOUNDS).flatMap(([key, [least, most]]): Found[] => {
          const value = map(each.object.spec)[key];
          if (typeof value !== 'string') return [];
          const seconds = durationFault(value) === undefined ? durationSeconds(value) : 0;
          const fits = least <= seconds && seconds <= most;
          return fits ? [] : [found(each, ['spec', key], `${value} is not between ${least}s and ${most / 3600}h`)];
        }),
      ),
};
