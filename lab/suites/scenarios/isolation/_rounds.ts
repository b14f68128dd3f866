import type { Attack, Control, Outcome } from './_types';
import type { World } from './_world';
import { CONTROLS } from './controls';

/** One state of the cluster, in which attacks are tried. */
interface Round {
  /** What is taken away, in the order of {@link CONTROLS}. */
  readonly off: readonly Control[];
  readonly tries: readonly Try[];
}

interface Try {
  readonly attack: Attack;
  /** Name of the only one of its controls that is left. Undefined: none is. */
  readonly left?: string;
}

/** The rounds in which each attack is tried without its controls, and with each of them alone. */
export function rounds(attacks: readonly Attack[]): readonly Round[] {
  const found = new Map<string, { off: readonly Control[]; tries: Try[] }>();
  const add = (controls: readonly string[], one: Try) => {
    const off = CONTROLS.filter(({ name }) => controls.includes(name));
    const key = off.map(({ name }) => name).join(' ');
    const round = found.get(key) ?? { off, tries: [] };
    round.tries.push(one);
    found.set(key, round);
  };
  for (const attack of attacks) {
    const { controls } = attack;
    if (controls.length > 0) add(controls, { attack });
    if (controls.length < 2 || attack.harmless) continue;
    for (const left of controls) {
      const others = controls.filter((control) => control !== left);
      add(others, { attack, left });
    }
  }
  return [...found.values()];
}

/** Takes controls away, tries the attacks one after the other, and puts all back. */
export async function play(
  world: World,
  { off, tries }: Round,
  saw: (one: Try, outcome: Outcome) => void,
): Promise<void> {
  const open = async () => {
    for (const control of off) await control.off(world);
  };
  try {
    await open();
    for (const one of tries) {
      const outcome = await one.attack.attempt(world);
      saw(one, outcome);
      if (!outcome.through) continue;
      await world.cleanUp();
      if (!one.attack.stains) continue;
      await world.restoreCage();
      await open();
    }
  } finally {
    await world.cleanUp();
    for (const control of [...off].reverse()) await control.on(world);
    await world.restoreCage();
  }
}
