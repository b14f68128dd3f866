import { missingLines, setLogStore } from './_logs';
import type { Plan } from './_plan';

/** Until the store is repaired by those who run it. */
const REPAIRED = 15_000;

/** The store does not take connections, and requests go on. */
export const planLogStore: Plan = {
  fault: 'the log server is killed, and requests go on',
  plant: async (world) => {
    const { lab } = world;
    await world.curl('client-b', 'http://ifconfig.me/ip');
    await lab.waitFor('records arrive', async () => missingLines(lab, 'squid-b').length === 0);
    await setLogStore(lab, false);
    for (let left = 20; left > 0; left--) await world.curl('client-b', 'http://ifconfig.me/ip');
    expect(missingLines(lab, 'squid-b').length).toBeGreaterThanOrEqual(20);
    setTimeout(() => void setLogStore(lab, true), REPAIRED);
    return {};
  },
  solved: ({ lab }) => lab.waitFor('nothing is lost', async () => missingLines(lab, 'squid-b').length === 0, 90_000),
};
