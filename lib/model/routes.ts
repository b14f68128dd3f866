import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { NAME_LIMIT } from '../settings/names';
import type { routes } from '../settings/routes';
import { chartRoutePolicyName, INSTANCE_LABEL, NAME_LABEL, routePolicyName } from '../vocabulary';
import { serviceOf } from './service-names';
import type { Route } from './types';

type Shape = Parameters<typeof serviceOf>[0];

/** A port of a workload's Service. */
interface ServicePort {
  readonly name: string;
  /** The Service's own. */
  readonly number: number;
  /** The pod's, which network policies are about. */
  readonly podPort?: number;
}

/** The ports of a workload's Service; none without a Service. */
export function servicePorts(workload: Shape): readonly ServicePort[] {
  const listening = [workload, ...(workload.sidecars ?? [])].flatMap(({ ports = [] }) => ports);
  return (serviceOf(workload)?.ports ?? []).map(({ name, port, targetPort }) => ({
    name,
    number: port,
    podPort: typeof targetPort === 'number' ? targetPort : listening.find((each) => each.name === targetPort)?.port,
  }));
}

/** The port that a route names, or the only one; undefined: there is none, or it is not clear which. */
export function portOfRoute(workload: Shape, wanted: string | number | undefined): ServicePort | undefined {
  const all = servicePorts(workload);
  if (wanted === undefined) return all.length === 1 ? all[0] : undefined;
  return all.find(({ name, number }) => name === wanted || number === wanted);
}

/**
 * The name of the object for all routes of a host: a DNS label. `*.shop.example.com` becomes `wildcard-shop-example-com`; of
 * a long name the end is replaced by a digest.
 */
export function routeName(host: string): string {
  const name = host.replace(/^\*/, 'wildcard').replaceAll('.', '-');
  if (name.length <= NAME_LIMIT) return name;
  const digest = createHash('sha256').update(host).digest('hex').slice(0, 8);
  return `${name.slice(0, NAME_LIMIT - 1 - digest.length).replace(/-+$/, '')}-${digest}`;
}

/** Whether requests for one of these hosts could be meant for the other. */
export function hostsMeet(one: string, other: string): boolean {
  return one === other || covers(one, other) || covers(other, one);
}

function covers(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') && host.replace(/^\*/, 'x').endsWith(pattern.slice(1));
}

/** What answers the requests of a route. */
interface RouteTarget {
  readonly service: string;
  /** The pods behind it, and the network policy that lets requests reach them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly policy: string;
}

export function routeTarget({ workload = '', chart, service }: Route): RouteTarget {
  return chart === undefined
    ? { service: workload, labels: { [NAME_LABEL]: workload }, policy: routePolicyName(workload) }
    : { service: service ?? chart, labels: { [INSTANCE_LABEL]: chart }, policy: chartRoutePolicyName(chart) };
}

/** The routes of settings that are checked. */
export function resolveRoutes(settings: z.output<typeof routes>, workloads: readonly Shape[]): readonly Route[] {
  return settings.map(({ host, path, workload: name, chart, service = chart, port, podPort: own, tls }): Route => {
    const { number, podPort } =
      chart === undefined
        ? (portOfRoute(workloads.find((each) => each.name === name) ?? {}, port) ?? {})
        : { number: Number(port), podPort: own ?? Number(port) };
    if (number === undefined || podPort === undefined) throw new Error(`${name} has no port for ${host}`);
    return {
      ...{ host, path },
      ...(chart === undefined ? { workload: name } : { chart, service }),
      ...{ port: number, podPort },
      ...(tls ? { issuer: tls.issuer } : {}),
    };
  });
}
