import { explain, sourcesOf, type World } from '../explain';
import type { Tenant } from '../model/types';
import { requireTarget } from '../settings/target';
import { type Asked, commonDestinations, namedDestinations } from './_destinations';
import { reasonOf } from './_reason';
import { tenantOf } from './_tenant';
import { markerOf, marksOf } from './marks';
import type { Destination, Reason, TenantReport } from './types';

interface Matrix {
  readonly tenants: readonly TenantReport[];
  readonly destinations: readonly Destination[];
  readonly reasons: readonly Reason[];
}

/**
 * Decides each tenant at each destination that its settings or its environment name, by `explain`.
 *
 * @param counted is called for each tenant
 */
export function matrixOf(world: World, counted: () => void): Matrix {
  const { environment, promised } = world.context;
  const destinations = new Table<Destination>(({ title }) => title);
  const reasons = new Table<Reason>((reason) => JSON.stringify(reason));
  const tenants = promised.map((tenant, index) => {
    counted();
    const neighbour = neighbourOf(promised, index);
    const common = commonDestinations(neighbour, environment.cluster.serviceCidr);
    const asked = [...common, ...namedDestinations(tenant, environment.denyHosts)];
    const report = {
      ...tenantOf(tenant),
      named: [...sourcesOf(world, tenant), ...(neighbour ? namesOf(neighbour) : [])],
    };
    const mark = markerOf(marksOf(report));
    return {
      ...report,
      cells: asked.map((each): readonly [number, number] => [
        destinations.indexOf({ title: each.title, note: each.note, kind: each.kind }),
        reasons.indexOf(mark(decide(world, tenant, each))),
      ]),
    };
  });
  return { tenants, destinations: destinations.rows, reasons: reasons.rows };
}

function decide(world: World, tenant: Tenant, { target }: Asked): Reason {
  return reasonOf(explain(world, { tenant, target: requireTarget(target) }));
}

/** How explanations of other tenants speak of a tenant. */
function namesOf({ name, namespace, egress, workloads }: Tenant): readonly string[] {
  return [
    ...[name, namespace],
    ...egress.proxies.flatMap((proxy) => [proxy.name, proxy.address, proxy.publicAddress ?? '']),
    ...workloads.map((workload) => workload.name),
  ];
}

/** The next tenant, and the first one for the last; undefined: there is no other. */
function neighbourOf(tenants: readonly Tenant[], index: number): Tenant | undefined {
  return tenants.length > 1 ? tenants[(index + 1) % tenants.length] : undefined;
}

/** Rows that are stored once each. */
class Table<Row> {
  readonly rows: Row[] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly keyOf: (row: Row) => string) {}

  indexOf(row: Row): number {
    const key = this.keyOf(row);
    const index = this.known.get(key) ?? this.rows.push(row) - 1;
    this.known.set(key, index);
    return index;
  }
}
