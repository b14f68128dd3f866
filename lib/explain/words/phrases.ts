import { formatAddress } from '../../lint/addresses';
import type { Tenant } from '../../model/types';
import { GATEWAY, NOT_PUBLIC } from '../../rules';
import { changedCells, otherNamesOf, tenantIn } from '../reach';
import { isWithin } from '../reach/breakpoints';
import { reachable } from '../reach/by-proxy';
import { beyond, type Cell, rowsOf } from '../reach/cells';
import type { World } from '../world';
import { hostItems } from './hosts';
import { directPorts } from './ports';
import type { Item, Phrase } from './types';

/** What a change opens and closes for one tenant. */
export function phrasesOf(before: World, after: World, name: string): readonly Phrase[] {
  const [was, is] = [tenantIn(before, name), tenantIn(after, name)];
  const { opened, closed, old, now, hosts } = changedCells(before, after, name);
  const environment = after.context.environment.name;
  const names = [before, after].map((world) => otherNamesOf(world, name, [before, after]));
  // Where nothing was reached by a proxy, or nothing is, the hosts are enough: their addresses are the public ones.
  const isOne = [old, now].some((cells) => !cells.some(isHost));
  return (['opened', 'closed'] as const).flatMap((kind) => {
    const tenant = kind === 'opened' ? is : was;
    if (!tenant) return [];
    const cells = kind === 'opened' ? opened : closed;
    const base = { kind, tenant: name, environment, isNew: was === undefined };
    const byHost = hostItems(kind, cells, now, hosts).map((item): Phrase => ({ ...base, ...TO_PROXY, ...item }));
    const [there = [], missing = []] = kind === 'opened' ? [...names].reverse() : names;
    const byName = hostItems(kind, beyond(there, missing), names[1] ?? [], hosts).map(
      ({ on, ...item }): Phrase => ({
        ...base,
        direction: 'to',
        by: 'name',
        ...item,
        on: on.replace(/ by tunnels$/, ''),
      }),
    );
    const others = cells
      .filter((cell) => !isHost(cell) && !(isOne && isPublicRange(cell)) && !isFromItself(cell, tenant))
      .map((cell) => named(cell, tenant));
    const rows = rowsOf(others).map((row): Phrase => {
      const item: Item = {
        what: row.by === 'proxy' ? `names with an address in ${row.what}` : row.what,
        on: row.by === 'proxy' ? '' : directPorts(row.ports),
        isCertain: row.verdict === 'allowed',
      };
      return { ...base, direction: row.direction, by: row.by, ...item };
    });
    const through = [before, after].map((world) => proxiesBehind(world, name));
    const [used = [], unused = []] = kind === 'opened' ? through.reverse() : through;
    const proxies = used
      .filter((one) => !unused.includes(one))
      .map((what): Phrase => ({ ...base, direction: 'to', by: 'gateway', what, on: '', isCertain: true }));
    return [...byHost, ...byName, ...rows, ...proxies];
  });
}

/** Proxies that a gateway connects to in place of the pods. */
function proxiesBehind(world: World, name: string): readonly string[] {
  const tenant = tenantIn(world, name);
  if (!tenant?.gateway) return [];
  return reachable(world, tenant).map(({ address, port }) => {
    const proxy = tenant.egress.proxies.find((each) => each.address === address);
    return `${proxy ? `its proxy ${proxy.name} ` : 'a proxy '}at ${address}:${port}`;
  });
}

const TO_PROXY = { direction: 'to', by: 'proxy' } as const;

function isHost({ by, what }: Cell): boolean {
  return by === 'proxy' && what !== undefined;
}

function isPublicRange({ by, range }: Cell): boolean {
  return by === 'proxy' && range !== undefined && !NOT_PUBLIC.some((cidr) => isWithin(range, cidr));
}

/** What pods of a tenant reach among themselves is named in one direction only. */
function isFromItself({ direction, what }: Cell, { namespace }: Tenant): boolean {
  return direction === 'from' && what === `pods of ${namespace}`;
}

/** Pods and addresses as a reader knows them. */
function named(cell: Cell, { namespace, gateway, egress }: Tenant): Cell {
  const { what, range } = cell;
  if (what === `pods of ${namespace}`) return { ...cell, what: 'its own pods' };
  if (gateway && what?.startsWith(`pods of ${gateway.namespace} with `) && what.endsWith(`=${GATEWAY}`))
    return { ...cell, what: 'its gateway' };
  if (!range || range.first !== range.last || cell.by !== 'direct' || cell.direction !== 'to') return cell;
  const proxy = egress.proxies.find(({ address }) => address === formatAddress(range.first));
  if (!proxy) return cell;
  const { range: _, ...others } = cell;
  return { ...others, what: `its proxy ${proxy.name} (${proxy.address})` };
}
