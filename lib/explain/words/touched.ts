import { homesOf } from '../../model/homes';
import type { Tenant } from '../../model/types';
import { infraOf } from '../../rules';
import { podsIn, policiesAbout } from '../policies';
import { breakpointsFor, tenantIn } from '../reach';
import { letsThrough } from '../reach/direct';
import { comparedWith, objectsIn, type World } from '../world';

/**
 * Tenants for which a change may open or close something. For all others, what decides is the same on both sides: their own
 * policies, pods, gateways and proxies, and whatever their own policies let them connect to.
 */
export function touchedTenants(before: World, after: World): readonly string[] {
  const names = [...new Set([before, after].flatMap(({ namespaces }) => [...namespaces.keys()]))];
  const changed = new Set(names.filter((name) => sightOf(before, [name]) !== sightOf(after, [name])));
  return after.context.promised.flatMap(({ name }) => (isTouched(before, after, name, changed) ? [name] : []));
}

function isTouched(before: World, after: World, name: string, changed: ReadonlySet<string>): boolean {
  const [was, is] = [tenantIn(before, name), tenantIn(after, name)];
  if (!was || !is) return was !== is;
  if (ownSight(before, was) !== ownSight(after, is)) return true;
  const others = [...changed].filter((each) => !homesOf(is).includes(each));
  if (others.length === 0) return false;
  const breakpoints = breakpointsFor(name, [before, after]);
  const sides = [comparedWith(before, after), comparedWith(after, before)];
  return sides.some((side) => letsThrough(side, is, breakpoints, others));
}

/** All that decides about a tenant alone, as a text. */
function ownSight(world: World, tenant: Tenant): string {
  const { environment, files } = world.context;
  const { name, egress, podProxy, nodePool, gateway } = tenant;
  const machines = files.below(`${infraOf(environment.name)}/${name}`).map((path) => [path, files.get(path)]);
  const objects = gateway
    ? objectsIn(world, gateway.namespace)
        .filter(({ object: { kind } }) => kind === 'ConfigMap' || kind === 'Service')
        .map(({ object }) => object)
    : [];
  const addresses = egress.proxies.map((proxy) => [proxy.name, proxy.address, proxy.port, proxy.publicAddress]);
  const of = [addresses, podProxy, nodePool.sources, gateway?.namespace, machines, objects];
  return `${JSON.stringify(of)} ${sightOf(world, homesOf(tenant))}`;
}

/** All that decides about pods of some namespaces. */
function sightOf(world: World, names: readonly string[]): string {
  return JSON.stringify([
    names.map((name) => [name, world.namespaces.get(name)]),
    policiesAbout(world, names).map(({ object }) => object),
    podsIn(world, names).map(({ endpoint }) => endpoint),
  ]);
}
