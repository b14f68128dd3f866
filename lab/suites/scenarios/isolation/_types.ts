import type { Cni } from '../../../binaries/versions';
import type { World } from './_world';

/** The ways out, by the letters of the threat matrix. */
export type Letter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k';

export interface Outcome {
  /** Whether the attack reached what it was after. */
  readonly through: boolean;
  /** What was seen, in short. */
  readonly words: string;
}

/** What holds attacks back, and can be taken away from the running lab. */
export interface Control {
  /** Words with dashes. */
  readonly name: string;
  readonly title: string;
  /** Ids of the rules that look for it in what is rendered: `check`'s, or `scan`'s with the prefix `scan:`. */
  readonly rules: readonly string[];
  /** Why no rule looks for it; said exactly where there is none. */
  readonly unchecked?: string;
  /** The datapath that alone has it. Default: each has. */
  readonly only?: Cni;
  /** Takes it away. Resolves when that is seen to have worked. */
  off(world: World): Promise<void>;
  /** Puts it back. Resolves when that is seen to have worked. */
  on(world: World): Promise<void>;
}

/** Something that a tenant tries, for real. */
export interface Attack {
  /** Words with dashes; also the name of what it makes. */
  readonly name: string;
  readonly way: Letter;
  /** What the tenant does, as in “a tenant that …”. */
  readonly title: string;
  /** Names of the controls of which each by itself refuses it. None: it is not refused, and `remains` says why. */
  readonly controls: readonly string[];
  /** The same on a datapath where they are others. */
  readonly controlsOn?: Partial<Readonly<Record<Cni, readonly string[]>>>;
  readonly remains?: string;
  /** The datapath that it is about: it uses a kind or an annotation that this one alone reads. Default: none. */
  readonly about?: Cni;
  /** True: it is about another datapath than the lab's, and reaches nothing even without its controls. */
  readonly harmless?: true;
  /** True: what it has changed when it got through is put back by Flux, or holds on for a moment. */
  readonly stains?: true;
  /** True: it changes what others would find, so nothing else is tried meanwhile. */
  readonly exclusive?: true;
  attempt(world: World): Promise<Outcome>;
}

/** An attack in a table: what the rows of a table share may be left out. */
export interface Row extends Omit<Attack, 'name' | 'way' | 'controls' | 'attempt'> {
  readonly way?: Letter;
  readonly controls?: readonly string[];
  attempt(world: World, name: string): Promise<Outcome>;
}

/** Attacks by name, of one way and with the same controls unless they have their own. */
export function attacks(way: Letter, controls: readonly string[], rows: Readonly<Record<string, Row>>): Attack[] {
  return Object.entries(rows).map(([name, row]) => ({
    ...{ name, way, controls, ...row },
    attempt: (world) => row.attempt(world, name),
  }));
}

export function through(words: string): Outcome {
  return { through: true, words };
}

export function refused(words: string): Outcome {
  return { through: false, words };
}
