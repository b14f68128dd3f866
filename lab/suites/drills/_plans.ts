import type { RunbookKey } from '../../../lib/runbooks';
import type { Plan } from './_plan';
import { planBlocked } from './_plan-blocked';
import { planCluster } from './_plan-cluster';
import { planCompromised } from './_plan-compromised';
import { planFlux, planGit, planLockout, planWrongList } from './_plan-git';
import { planLeak } from './_plan-leak';
import { planLogStore } from './_plan-logs';
import type { DrillWorld } from './_world';

/** In the order in which they are drilled. */
export const PLANS: ReadonlyMap<RunbookKey, Plan> = new Map<RunbookKey, Plan>([
  [
    'flexibleIpMoved',
    {
      fault: 'the VM leaves by another address',
      plant: async (world) => {
        await world.moveAddress('squid-b', '203.0.113.77');
        expect(await world.seenAs('client-b')).toBe('203.0.113.77');
        return {};
      },
      solved: async (world) => expect(await world.seenAs('client-b')).toBe('203.0.113.12'),
    },
  ],
  ['wrongAllowList', planWrongList],
  ['logStoreDown', planLogStore],
  ['tenantCompromised', planCompromised],
  ['addressBlocked', planBlocked],
  ['admissionLockout', planLockout],
  ['tenantAuthorityLost', planLeak],
  [
    'proxyVmLost',
    {
      fault: 'the first of two VMs is powered off, and its disk is gone',
      plant: async (world) => {
        await powerOff(world, 'squid-a1');
        await world.lab.waitFor('the other proxy is used', async () => (await world.seenAs('client-a')) === A2);
        return {};
      },
      solved: firstProxyIsUsed,
    },
  ],
  [
    'allProxiesLost',
    {
      fault: 'both VMs are powered off, and their disks are gone',
      plant: async (world) => {
        await powerOff(world, 'squid-a1', 'squid-a2');
        expect(await world.seenAs('client-a')).not.toMatch(/^203\./);
        return {};
      },
      solved: firstProxyIsUsed,
    },
  ],
  [
    'zoneLost',
    {
      fault: 'the VMs of the zone are powered off, and their disks are gone',
      plant: async (world) => {
        await powerOff(world, 'squid-a2');
        return {};
      },
      solved: firstProxyIsUsed,
    },
  ],
  ['fluxLost', planFlux],
  ['clusterLost', planCluster],
  ['gitLost', planGit],
]);

const A1 = '203.0.113.10';
const A2 = '203.0.113.11';

async function powerOff({ lab }: DrillWorld, ...hosts: readonly string[]): Promise<void> {
  for (const host of hosts) lab.host(host).powerOff();
  await lab.waitFor(`${hosts.join(', ')} off`, async () => hosts.every((host) => !lab.host(host).isAlive));
}

function firstProxyIsUsed(world: DrillWorld): Promise<unknown> {
  return world.lab.waitFor('the first proxy is used', async () => (await world.seenAs('client-a')) === A1);
}
