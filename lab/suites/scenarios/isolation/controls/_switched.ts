import type { Control } from '../_types';
import type { World } from '../_world';

interface Switch {
  off(world: World): Promise<unknown>;
  on(world: World): Promise<unknown>;
  /** Whether it is seen to hold something back. */
  isOn(world: World): Promise<boolean>;
}

/** Milliseconds. After a change of the namespace's labels Cilium applies new policies more than a minute later. */
const LATE = 200_000;

/** A control that is off or on when that is seen. */
export function switched(name: string, title: string, rules: readonly string[], { off, on, isOn }: Switch): Control {
  return {
    name,
    title,
    rules,
    async off(world) {
      await off(world);
      await world.lab.waitFor(`${name} is off`, async () => !(await isOn(world)));
    },
    async on(world) {
      await on(world);
      await world.lab.waitFor(`${name} is on`, () => isOn(world), LATE);
    },
  };
}
