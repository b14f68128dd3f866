import { type CiliumMode, type Cni, DEFAULT_CILIUM_MODE } from '../binaries/versions';
import { CALICO } from './calico';
import { cilium } from './cilium';
import type { Datapath } from './site';

export function datapathOf(cni: Cni, mode: CiliumMode = DEFAULT_CILIUM_MODE): Datapath {
  return cni === 'calico' ? CALICO : cilium(mode);
}
