import { didYouMean } from '../../settings/nearest';
import type { Path } from '../../settings/place';
import { enumerate, show } from '../../settings/text';
import type { EnvironmentDraft, TenantDraft, WorkloadDraft } from '../draft';
import { hostsMeet, portOfRoute, routeName, servicePorts } from '../routes';
import type { Report, TenantCheck, TogetherCheck } from './_check';

type RouteDraft = NonNullable<NonNullable<TenantDraft['data']['ingress']>['routes']>[number];

interface RouteAt {
  readonly route: RouteDraft;
  readonly path: Path;
}

function routesOf({ data }: TenantDraft): readonly RouteAt[] {
  return (data.ingress?.routes ?? []).map((route, index) => ({ route, path: ['ingress', 'routes', index] }));
}

/** What a route leads to, and whether requests get there. */
export const checkRoutes: TenantCheck = (tenant, report) => {
  const routes = routesOf(tenant);
  for (const each of routes) checkTarget(tenant, each, report);
  checkHosts(routes, report);
  if (routes.length === 0 || tenant.environment === undefined) return;
  const { environment } = tenant;
  const { ingress } = environment.data;
  if (ingress === undefined) {
    if (environment.wasWrong(['ingress'])) return;
    report(
      'route-without-ingress',
      ['ingress', 'routes'],
      (environments) =>
        `need ingress in ${environments}, which is not set; add it to overlays/<environment>.ts, for example { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' }, or set ingress: { routes: [] } for the environment under environments`,
    );
    return;
  }
  for (const { route, path } of routes) {
    const { tls, host } = route;
    if (tls && ingress.kind === 'HTTPRoute' && ingress.listener === undefined) {
      report(
        'route-tls-listener',
        [...path, 'tls'],
        (environments) =>
          `has no effect in ${environments}: a Gateway has the certificates of its listeners. Set ingress.listener to the listener that answers ${host} over TLS`,
      );
    }
    const { podPort } = portOf(tenant, route) ?? {};
    const target = route.workload ?? route.chart;
    const from = tenant.data.ingress?.from ?? [];
    if (podPort === undefined || environment.wasWrong(['ingress', 'namespace'])) continue;
    if (ingress.namespace !== undefined || from.some(({ ports = [] }) => ports.includes(podPort))) continue;
    report(
      'route-unreachable',
      path,
      (environments) =>
        `no network policy lets requests for ${host} reach port ${podPort} of ${target} in ${environments}; set ingress.namespace there to the namespace of the ingress controller’s pods`,
    );
  }
};

/** Hosts that two tenants of an environment name. */
export const checkRouteHosts: TogetherCheck = (tenants, reportFor) => {
  const taken: (RouteAt & { readonly tenant: TenantDraft; readonly host: string })[] = [];
  for (const tenant of tenants) {
    for (const { route, path } of routesOf(tenant)) {
      const { host } = route;
      if (host === undefined) continue;
      const first = taken.find((other) => other.tenant !== tenant && hostsMeet(other.host, host));
      if (!first) {
        taken.push({ tenant, route, path, host });
        continue;
      }
      const owner = `${first.tenant.name} (${first.tenant.file.file})`;
      const how = first.host === host ? 'is' : `meets ${first.host},`;
      reportFor(tenant)(
        'route-host-taken',
        [...path, 'host'],
        (environments) =>
          `${host} ${how} the host of a route of ${owner} already in ${environments}; choose another host`,
      );
    }
  }
};

/** Requests never come from a tenant. */
export function checkIngress(environment: EnvironmentDraft, tenants: readonly TenantDraft[], report: Report): void {
  const namespace = environment.data.ingress?.namespace;
  const tenant = tenants.find(({ data, name }) => (data.namespace ?? name) === namespace);
  if (tenant === undefined) return;
  report(
    'ingress-other-tenant',
    ['ingress', 'namespace'],
    `${namespace} is the namespace of ${tenant.name}; name that of the ingress controller’s pods`,
  );
}

function checkTarget(tenant: TenantDraft, { route, path }: RouteAt, report: Report): void {
  const { workload: name, chart, port, host } = route;
  if (chart !== undefined) checkChart(tenant, chart, path, report);
  if (name === undefined || host === undefined) return;
  const workload = find(tenant, name);
  if (!workload) {
    const names = (tenant.data.workloads ?? []).flatMap((each) => each.name ?? []);
    const near = didYouMean(name, names) || (names.length > 0 ? `; available: ${enumerate(names)}` : '');
    report('route-workload-unknown', [...path, 'workload'], `there is no workload ${show(name)}${near}`);
    return;
  }
  if (tenant.wasWrong([...path, 'port']) || portOfRoute(workload, port)) return;
  const ports = servicePorts(workload);
  const listed = enumerate(ports.map((each) => each.name));
  const at = port === undefined ? path : [...path, 'port'];
  if (ports.length === 0) {
    const isJob = workload.kind === 'Job' || workload.kind === 'CronJob';
    const none = `${name} has no Service that could answer requests for ${host}`;
    const why =
      workload.service === 'none'
        ? 'it sets service: none; remove that'
        : 'it has no ports; add ports: [{ name: http, port: 8080 }] to it';
    report(
      'route-port-missing',
      [...path, 'workload'],
      isJob
        ? `${name} is a ${workload.kind}, which has no Service; name a workload that answers requests`
        : `${none}: ${why}`,
    );
  } else if (port === undefined) {
    report('route-port-missing', at, `${name} has several ports; set port to one of ${listed}`);
  } else {
    report('route-port-missing', at, `the Service of ${name} has no port ${show(String(port))}; available: ${listed}`);
  }
}

function checkChart({ data }: TenantDraft, name: string, path: Path, report: Report): void {
  const names = (data.charts ?? []).flatMap((each) => each.name ?? []);
  if (names.includes(name)) return;
  const near = didYouMean(name, names) || (names.length > 0 ? `; available: ${enumerate(names)}` : '');
  report('route-chart-unknown', [...path, 'chart'], `there is no chart ${show(name)}${near}`);
}

/** What the routes of one host have in common: one object, and one certificate. */
function checkHosts(routes: readonly RouteAt[], report: Report): void {
  const first = new Map<string, RouteAt>();
  for (const each of routes) {
    const { host, tls } = each.route;
    if (host === undefined) continue;
    const name = routeName(host);
    const other = first.get(name);
    if (!other) {
      first.set(name, each);
    } else if (other.route.host !== host) {
      report(
        'name-taken',
        [...each.path, 'host'],
        `${host} and ${other.route.host} would both be routes of the name ${name}; choose another host`,
      );
    } else if (other.route.tls?.issuer !== tls?.issuer) {
      report(
        'route-tls-differs',
        each.path,
        `${host} has ${issuer(tls)} here and ${issuer(other.route.tls)} in entry ${Number(other.path.at(-1)) + 1}; a host has one certificate, so set the same tls in both`,
      );
    }
  }
}

function issuer(tls: RouteDraft['tls']): string {
  return tls?.issuer === undefined ? 'no certificate' : `a certificate of ${tls.issuer}`;
}

function portOf(tenant: TenantDraft, { workload, chart, port, podPort }: RouteDraft) {
  if (chart !== undefined) return { podPort: podPort ?? (typeof port === 'number' ? port : undefined) };
  const found = workload === undefined ? undefined : find(tenant, workload);
  return found && portOfRoute(found, port);
}

function find({ data }: TenantDraft, name: string): WorkloadDraft | undefined {
  return data.workloads?.find((each) => each.name === name);
}
