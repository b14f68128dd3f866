import type { Cni } from '../../../binaries/versions';
import type { Attack, Control } from './_types';
import { ATTACKS } from './attacks';
import { CONTROLS } from './controls';

/** The controls that there are on a datapath. */
function controlsOn(cni: Cni): readonly Control[] {
  return CONTROLS.filter(({ only }) => only === undefined || only === cni);
}

/** All attacks as they are on a datapath: held by the controls that it has, harmless where they are about another one. */
export function attacksOn(cni: Cni): readonly Attack[] {
  const names = new Set(controlsOn(cni).map(({ name }) => name));
  return ATTACKS.map((attack) => ({
    ...attack,
    controls: (attack.controlsOn?.[cni] ?? attack.controls).filter((control) => names.has(control)),
    ...(attack.about !== undefined && attack.about !== cni ? { harmless: true } : {}),
  }));
}
