import type { Datapath } from '../../../lib/network-policy';
import { testCni } from '../../runner/cni';

/** What the lab enforces policies with. */
export const DATAPATH: Datapath = testCni();
