import type { Tenant } from '../../model/types';
import { comparedWith, tenantNamed, type World } from '../world';
import { type Breakpoints, breakpointsOf } from './breakpoints';
import { gatewayCells } from './by-gateway';
import {
  type AskedProxies,
  askedProxies,
  judgingTexts,
  otherNameCells,
  type ProxyBreakpoints,
  proxyBreakpoints,
  proxyCells,
} from './by-proxy';
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
  const sides = [world, world] as const;
  const asked = askedOf(world, tenant, sides);
  const others = tenantIn(world, tenant.name) ? otherNameCells(asked.proxies, asked.points) : [];
  return {
    tenant: tenant.name,
    environment: world.context.environment.name,
    rows: rowsOf([...cellsOf(world, tenant, sides, asked), ...others]),
  };
}

/** What is reached after a change and not before, and the reverse. A world that does not have the tenant reaches nothing. */
export function compareReach(before: World, after: World, name: string): ReachChange {
  const { opened, closed } = changedCells(before, after, name);
  const [old, now] = [before, after].map((world) => otherNamesOf(world, name, [before, after])) as [Cell[], Cell[]];
  return {
    tenant: name,
    environment: after.context.environment.name,
    opened: rowsOf([...opened, ...beyond(now, old)]),
    closed: rowsOf([...closed, ...beyond(old, now)]),
  };
}

/** Both sides of a change, cut at the same places. */
interface CellChange {
  readonly opened: readonly Cell[];
  readonly closed: readonly Cell[];
  /** All that is reached before and after. */
  readonly old: readonly Cell[];
  readonly now: readonly Cell[];
  /** Hosts and domains that any of the two sides names. */
  readonly hosts: readonly string[];
}

export function changedCells(before: World, after: World, name: string): CellChange {
  const worlds = [before, after] as const;
  const [old = [], now = []] = worlds.map((world) => {
    const tenant = tenantIn(world, name);
    return tenant ? cellsOf(world, tenant, worlds) : [];
  });
  const { hosts } = proxyBreakpoints(worlds, name);
  return { opened: beyond(now, old), closed: beyond(old, now), old, now, hosts };
}

/** Where a tunnel may name any host inside TLS, on one side of a comparison. */
export function otherNamesOf(of: World, name: string, sides: readonly [World, World]): readonly Cell[] {
  const tenant = tenantIn(of, name);
  if (!tenant) return [];
  const { proxies, points } = askedOf(of, tenant, sides);
  return otherNameCells(proxies, points);
}

/** Whom of its proxies a tenant asks, and what their answers may depend on. */
interface Asked {
  readonly proxies: AskedProxies;
  readonly points: ProxyBreakpoints;
}

function askedOf(of: World, tenant: Tenant, sides: readonly [World, World]): Asked {
  return { proxies: askedProxies(onSide(of, sides), tenant), points: proxyBreakpoints(sides, tenant.name) };
}

function onSide(of: World, sides: readonly [World, World]): World {
  return comparedWith(of, of === sides[0] ? sides[1] : sides[0]);
}

/** A tenant whose namespace is rendered. */
export function tenantIn(world: World, name: string): Tenant | undefined {
  const tenant = tenantNamed(world, name);
  return tenant && world.namespaces.has(tenant.namespace) ? tenant : undefined;
}

function cellsOf(
  of: World,
  tenant: Tenant,
  sides: readonly [World, World],
  { proxies, points } = askedOf(of, tenant, sides),
): readonly Cell[] {
  const world = onSide(of, sides);
  const breakpoints = breakpointsFor(tenant.name, sides);
  return [
    ...proxyCells(world, tenant, proxies, points, breakpoints),
    ...gatewayCells(world, tenant),
    ...directCells(world, tenant, breakpoints, 'to'),
    ...directCells(world, tenant, breakpoints, 'from'),
  ];
}

/** Where decisions about a tenant may change, on any of both sides. */
export function breakpointsFor(name: string, sides: readonly [World, World]): Breakpoints {
  const tenants = [...new Set(sides)].flatMap((side) => {
    const found = tenantIn(side, name);
    return found ? [{ side, found }] : [];
  });
  const homes = [...new Set(tenants.map(({ found }) => found.namespace))];
  return breakpointsOf([...new Set(sides)], homes, () =>
    tenants.flatMap(({ side, found }) => judgingTexts(side, found)),
  );
}
