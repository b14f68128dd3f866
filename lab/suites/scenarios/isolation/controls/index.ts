import type { Control } from '../_types';
import { ADMISSION } from './admission';
import { BOUNDS } from './bounds';
import { FLUX } from './flux';
import { NETWORK } from './network';
import { PROBE } from './probe';
import { PROXIES } from './proxies';
import { RESOLVER } from './resolver';
import { RIGHTS } from './rights';

/**
 * All that attacks are held back by, in the order in which they are taken away: Flux’s own first, as it puts the others
 * back when it starts.
 */
export const CONTROLS: readonly Control[] = [
  ...FLUX,
  ...NETWORK,
  ...RESOLVER,
  ...RIGHTS,
  ...ADMISSION,
  ...PROBE,
  ...BOUNDS,
  ...PROXIES,
];
