import type { Outcome, Prober } from '../../machine/prober';
import { DESTINATIONS, type Destination, isReached, type Places } from './_destinations';
import type { Source } from './_sources';
import type { World } from './_world';

/** Long enough for a busy machine: what is silent then is tried once more. */
const [QUICK, PATIENT] = [1000, 3000];

/** What comes back of each destination, by its title. */
export async function outcomes(world: World, source: Source): Promise<Record<string, Outcome>> {
  const prober = world.prober(source);
  const found = await all(prober, world.places, DESTINATIONS, QUICK);
  const again = DESTINATIONS.filter(({ title }) => found[title] === 'silent');
  return { ...found, ...(await all(prober, world.places, again, PATIENT)) };
}

async function all(
  prober: Prober,
  places: Places,
  destinations: readonly Destination[],
  timeout: number,
): Promise<Record<string, Outcome>> {
  const targets = destinations.map((destination) => destination.target(places));
  const found = await prober.tries(targets, timeout);
  return Object.fromEntries(destinations.map(({ title }, index) => [title, found[index] as Outcome]));
}

/** A few of those that must stay closed: outside, nodes, API server, pods near and far. */
const SAMPLE = [
  'the internet, HTTP',
  'its own node, kubelet',
  'another node, kubelet',
  'the API server by its Service',
  'a pod of its own node',
  'a pod of another node',
  'metadata, 169.254.169.254',
];
export const FORBIDDEN = DESTINATIONS.filter(({ title }) => SAMPLE.includes(title));

interface Counted {
  readonly attempts: number;
  /** Titles of the destinations that were reached. */
  readonly reached: readonly string[];
}

/** Tries what is forbidden again and again while something else is done. */
export async function whileTrying(world: World, act: () => Promise<unknown>): Promise<Counted> {
  let isOver = false;
  let attempts = 0;
  const reached = new Set<string>();
  const trying = (async () => {
    while (!isOver) {
      const found = await all(world.prober('tenant'), world.places, FORBIDDEN, 150);
      attempts += FORBIDDEN.length;
      for (const each of FORBIDDEN) if (isReached(each, found[each.title])) reached.add(each.title);
    }
  })();
  try {
    await act();
  } finally {
    isOver = true;
    await trying;
  }
  return { attempts, reached: [...reached] };
}
