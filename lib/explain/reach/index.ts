import type { Tenant } from '../../model/types';
import type { World } from '../world';
import { breakpointsOf } from './breakpoints';
import { gatewayCells } from './by-gateway';
import { proxyBreakpoints, proxyCells } from './by-proxy';
import { beyond, type Cell, type Row, rowsOf } from './cells';
import { directCells } from './direct';

export type { Row } from './cells';

/** All that a tenant reaches, and all that reaches it. What is not in a row is denied. */
export interface Reach {
  readonly tenant: string;
  readonly environment: string;
  readonly rows: readonly Row[];
}

/** What a change opens and closes. */
export interface ReachChange {
  readonly tenant: string;
  readonly environment: string;
  readonly opened: readonly Row[];
  readonly closed: readonly Row[];
}

/** Everything, not a sample: each kind of host, address, pod and port that anything rendered tells apart is decided. */
export function reachOf(world: World, tenant: Tenant): Reach {
  return {
    tenant: tenant.name,
    environment: world.context.environment.name,
    rows: rowsOf(cellsOf(world, tenant, [world])),
  };
}

/** What is reached after a change and not before, and the reverse. A world that does not have the tenant reaches nothing. */
export function compareReach(before: World, after: World, name: string): ReachChange {
  const worlds = [before, after];
  const [old, now] = worlds.map((world) => {
    const tenant = world.context.promised.find((each) => each.name === name);
    const isThere = tenant && world.namespaces.has(tenant.namespace);
    return tenant && isThere ? cellsOf(world, tenant, worlds) : [];
  });
  return {
    tenant: name,
    environment: after.context.environment.name,
    opened: rowsOf(beyond(now ?? [], old ?? [])),
    closed: rowsOf(beyond(old ?? [], now ?? [])),
  };
}

function cellsOf(world: World, tenant: Tenant, worlds: readonly World[]): readonly Cell[] {
  const breakpoints = breakpointsOf(worlds);
  return [
    ...proxyCells(world, tenant, proxyBreakpoints(worlds, tenant.name), breakpoints),
    ...gatewayCells(world, tenant),
    ...directCells(world, tenant, breakpoints, 'to'),
    ...directCells(world, tenant, breakpoints, 'from'),
  ];
}
