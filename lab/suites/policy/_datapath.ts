import type { Datapath } from '../../../lib/network-policy';

/** What the lab enforces policies with. */
export const DATAPATH: Datapath = 'calico';
