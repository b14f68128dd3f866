import type { Tenant } from '../../model/types';
import { judgeDirect, shownByProbe } from '../judge';
import { roundsOf } from '../requests';
import { EXEC } from '../rights';
import type { Check, Result, World } from '../types';

export const check: Check = {
  title: 'policies are enforced: without the proxy, pods reach neither the internet nor the API server',
  rights: EXEC,
  async run(world) {
    const results = await Promise.all(world.tenants.map((tenant) => directOf(world, tenant)));
    return results.flat();
  },
};

async function directOf(world: World, tenant: Tenant): Promise<Result[]> {
  const rounds = await roundsOf(world, tenant);
  if (rounds.length > 0) return rounds.map((round) => judgeDirect(round, tenant));
  if (world.environment.probe) return [shownByProbe(tenant)];
  return [
    {
      tenant: tenant.name,
      object: `Namespace ${tenant.namespace}`,
      message: 'no direct connection was tried from a pod',
      found: { id: 'live-not-proven', severity: 'warning' },
    },
  ];
}
