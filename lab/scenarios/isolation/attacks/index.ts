import type { Attack } from '../_types';
import { BY_THE_PROXY } from './by-the-proxy';
import { CAGE } from './cage';
import { CLUSTER } from './cluster';
import { FLUX } from './flux';
import { NAMES } from './names';
import { NEIGHBOURS } from './neighbours';
import { NODES } from './nodes';
import { OTHER_PROXY } from './other-proxy';
import { PODS } from './pods';
import { RAW_SOCKETS } from './raw-sockets';
import { SCHEDULING } from './scheduling';
import { SPECS } from './specs';

/** All attacks, by their way. */
export const ATTACKS: readonly Attack[] = [
  ...RAW_SOCKETS,
  ...NAMES,
  ...CAGE,
  ...OTHER_PROXY,
  ...NODES,
  ...SCHEDULING,
  ...CLUSTER,
  ...PODS,
  ...FLUX,
  ...NEIGHBOURS,
  ...SPECS,
  ...BY_THE_PROXY,
];
