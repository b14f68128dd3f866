import { homesOf } from '../../model/homes';
import type { Tenant } from '../../model/types';
import { readTarget } from '../../settings/target';
import { destinationOf } from '../destinations';
import { anyPodAmong, decidePolicies } from '../policies';
import { tunnelHops, tunnelServices } from '../tunnel';
import { worst } from '../types';
import type { World } from '../world';
import type { Cell } from './cells';

/** Hosts and ports that pods of a tenant reach by a port of its gateway that is for them alone. */
export function gatewayCells(world: World, tenant: Tenant): readonly Cell[] {
  return tunnelServices(world, tenant).flatMap(({ address, port, tunnel }): Cell[] => {
    const target = readTarget(`tcp://${tunnel.host}:${tunnel.port}`);
    if (typeof target === 'string') return [];
    const { candidates } = destinationOf(world, tenant, { ...target, host: address, port });
    const destination = destinationOf(world, tenant, target);
    const policies = decidePolicies(world, anyPodAmong(world, tenant.namespace, homesOf(tenant)), candidates, 'TCP');
    const hops = tunnelHops(world, tenant, { target, destination, candidates, byName: false });
    const verdict = hops.length === 0 ? 'denied' : worst([policies.verdict, ...hops.map((hop) => hop.verdict)]);
    if (verdict === 'denied') return [];
    const range = { protocol: 'TCP' as const, first: tunnel.port, last: tunnel.port };
    return [{ direction: 'to', by: 'gateway', what: tunnel.host, ...range, verdict }];
  });
}
