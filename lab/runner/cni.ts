import { type Cni, DEFAULT_CNI } from '../binaries/versions';

/** The datapath that `lab:test` was called with; settings of scenarios ask for it, too. */
export function testCni(): Cni {
  const { cni = DEFAULT_CNI } = JSON.parse(process.env.EGRESS_LAB_OPTIONS ?? '{}') as { cni?: Cni };
  return cni;
}
