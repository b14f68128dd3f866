import { createHash } from 'node:crypto';
import type { Environment, Tenant } from '../../model/types';
import { type Grant, NAMESPACE_NAME } from '../../network-policy';
import { APP_NAME, INSTANCE } from '../_names';
import { groupOf, type Rendered } from '../_rendered';

type Route = NonNullable<Tenant['routes']>[number];

const GATEWAY_API = 'gateway.networking.k8s.io';
const NETWORKING = 'networking.k8s.io';

/** An object that the routes of a tenant need, as the settings have it. */
export interface DeclaredRoute {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Annotations that lead requests or ask for certificates. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: object;
}

/** One Ingress or HTTPRoute for each host, and one network policy for each workload and chart. */
export function declaredRoutes({ routes = [] }: Tenant, { ingress }: Environment): readonly DeclaredRoute[] {
  if (ingress === undefined) return [];
  const hosts = unique(routes.map(({ host }) => host));
  const policies = ingress.namespace === undefined ? [] : unique(routes.map(policyOf));
  return [
    ...hosts.map((host) => {
      const those = routes.filter((route) => route.host === host);
      return ingress.kind === 'Ingress' ? asIngress(host, those, ingress) : asHttpRoute(host, those, ingress);
    }),
    ...policies.map((name): DeclaredRoute => {
      const those = routes.filter((route) => policyOf(route) === name);
      const ports = unique(those.map(({ podPort }) => podPort));
      const [{ workload, chart } = {}] = those;
      const matchLabels = chart === undefined ? { [APP_NAME]: workload } : { [INSTANCE]: chart };
      const namespaceSelector = { matchLabels: { [NAMESPACE_NAME]: ingress.namespace } };
      return {
        group: NETWORKING,
        kind: 'NetworkPolicy',
        name,
        annotations: {},
        spec: {
          podSelector: { matchLabels },
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ namespaceSelector }], ports: ports.map((port) => ({ port, protocol: 'TCP' })) }],
        },
      };
    }),
  ];
}

/** Whether an object leads requests from outside to Services. */
export function leadsRequests({ object }: Rendered): boolean {
  const group = groupOf(object);
  return group === GATEWAY_API || (group === NETWORKING && object.kind === 'Ingress');
}

/** Who may reach which port, whatever the pod: the exact policy is judged by itself. */
export function routeGrants({ routes = [] }: Tenant, { ingress }: Environment): readonly Grant[] {
  const namespace = ingress?.namespace;
  if (namespace === undefined || routes.length === 0) return [];
  const ports = unique(routes.map(({ podPort }) => podPort));
  return [
    {
      what: `pods of ${namespace}`,
      namespace,
      labels: {},
      ports: ports.map((port) => ({ protocol: 'TCP', first: port, last: port })),
    },
  ];
}

type Ingress = NonNullable<Environment['ingress']>;

function asIngress(host: string, routes: readonly Route[], { class: ingressClassName }: Ingress): DeclaredRoute {
  const name = nameOf(host);
  const issuer = issuerOf(routes);
  const paths = routes.map((route) => ({
    path: route.path,
    pathType: 'Prefix',
    backend: { service: { name: serviceOf(route), port: { number: route.port } } },
  }));
  return {
    group: NETWORKING,
    kind: 'Ingress',
    name,
    annotations: issuer === undefined ? {} : { 'cert-manager.io/cluster-issuer': issuer },
    spec: {
      ...(ingressClassName === undefined ? {} : { ingressClassName }),
      ...(issuer === undefined ? {} : { tls: [{ hosts: [host], secretName: `${name}-tls` }] }),
      rules: [{ host, http: { paths } }],
    },
  };
}

function asHttpRoute(host: string, routes: readonly Route[], { gateway = '', listener }: Ingress): DeclaredRoute {
  const [namespace, name] = gateway.includes('/') ? gateway.split('/') : [undefined, gateway];
  const sectionName = issuerOf(routes) === undefined ? undefined : listener;
  const parent = {
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(sectionName === undefined ? {} : { sectionName }),
  };
  return {
    group: GATEWAY_API,
    kind: 'HTTPRoute',
    name: nameOf(host),
    annotations: {},
    spec: {
      parentRefs: [parent],
      hostnames: [host],
      rules: routes.map((route) => ({
        matches: [{ path: { type: 'PathPrefix', value: route.path } }],
        backendRefs: [{ name: serviceOf(route), port: route.port }],
      })),
    },
  };
}

function policyOf({ workload, chart }: Route): string {
  return chart === undefined ? `allow-route-${workload}` : `allow-chart-route-${chart}`;
}

function serviceOf({ workload, chart, service = chart }: Route): string | undefined {
  return workload ?? service;
}

function issuerOf(routes: readonly Route[]): string | undefined {
  return routes.flatMap(({ issuer }) => issuer ?? [])[0];
}

function nameOf(host: string): string {
  const label = host.replaceAll('.', '-').replace('*', 'wildcard');
  if (label.length < 64) return label;
  return `${label.slice(0, 54).replace(/-+$/, '')}-${createHash('sha256').update(host).digest('hex').slice(0, 8)}`;
}

function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)];
}
