import { INTERNET } from '../../machine/topology';
import type { Plan } from './_plan';
import type { DrillWorld } from './_world';

const WALL = `table ip partner {
  chain input {
    type filter hook input priority 0
    ip saddr 203.0.113.10 tcp dport { 80, 443 } drop
  }
}
`;

/** The web drops what comes from the tenant's first address. */
export const planBlocked: Plan = {
  fault: 'the web drops everything from the first proxy’s address',
  plant: async ({ lab }) => {
    await lab.host(INTERNET).must(['nft', '-f', '-'], { input: WALL });
    return {};
  },
  solved: async (world) => {
    expect(await world.seenAs('client-a')).toBe('203.0.113.11');
    await open(world);
  },
  after: (world) =>
    world.lab.waitFor(
      'the first proxy is used',
      async () => (await world.seenAs('client-a')) === '203.0.113.10',
      180_000,
    ),
};

async function open({ lab }: DrillWorld): Promise<void> {
  await lab.host(INTERNET).must(['nft', 'delete', 'table', 'ip', 'partner']);
}
