import type { Tenant } from '../../model/types';
import { judgeAddress, shownByProbe } from '../judge';
import { roundsOf, targetOf } from '../requests';
import { EXEC } from '../rights';
import type { Check, Result, World } from '../types';

export const check: Check = {
  title: 'requests leave by the declared address',
  rights: EXEC,
  async run(world) {
    const results = await Promise.all(world.tenants.map((tenant) => addressesOf(world, tenant)));
    return results.flat();
  },
};

async function addressesOf(world: World, tenant: Tenant): Promise<Result[]> {
  const rounds = await roundsOf(world, tenant);
  if (rounds.length > 0) return rounds.map((round) => judgeAddress(round, tenant));
  if (world.environment.probe) return [shownByProbe(tenant)];
  const message =
    targetOf(world, tenant) === undefined
      ? 'its allow list has no host that is known to answer with an address'
      : 'no running container of its workloads has curl';
  return [
    {
      tenant: tenant.name,
      object: `Namespace ${tenant.namespace}`,
      message: `${message}: nothing shows by which address it leaves`,
      found: { id: 'live-not-proven', severity: 'warning' },
    },
  ];
}
