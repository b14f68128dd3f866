import type { Cni } from '../binaries/versions';
import { CALICO } from './calico';
import { CILIUM } from './cilium';
import type { Datapath } from './site';

const DATAPATHS: Readonly<Record<Cni, Datapath>> = { calico: CALICO, cilium: CILIUM };

export function datapathOf(cni: Cni): Datapath {
  return DATAPATHS[cni];
}
