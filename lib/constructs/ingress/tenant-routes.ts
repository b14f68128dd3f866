import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { HttpRouteSpec } from '../../../imports/gateway.networking.k8s.io';
import { groupsOf } from '../../groups';
import { type PropsFault, tenantFaults } from '../../model/props';
import { routeName, routeTarget } from '../../model/routes';
import type { EnvironmentIngress, Route } from '../../model/types';
import { routeSecretName } from '../../vocabulary';
import { atProps, validateProps } from '../_props';
import { namespaceNamed, port } from '../namespace/_network-policy';
import type { Plain } from '../plain';

export interface TenantRoutesProps {
  /** Namespace of the tenant. */
  readonly namespace: string;
  /** At least one. */
  readonly routes: readonly Route[];
  /** The kind of object that a route becomes, and who sends the requests. */
  readonly ingress: EnvironmentIngress;
}

/** Annotation by which cert-manager issues the certificate of an Ingress, from an issuer that no tenant can write. */
const ISSUER = 'cert-manager.io/cluster-issuer';

/**
 * The way from outside to a tenant's workloads: one Ingress or HTTPRoute for each host, and for each workload or chart the
 * network policy that lets the requests in. They are the platform's; the tenant's role does not name them.
 */
export class TenantRoutes extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TenantRoutesProps,
  ) {
    super(scope, id);
    validateProps(this, () => faultsOf(props), { props, paths: ['namespace', 'routes', 'ingress', 'ingress.kind'] });
    const { routes, ingress } = props;
    for (const [host, those] of groupsOf(routes, ({ host }) => host)) {
      if (ingress.kind === 'Ingress') this.ingress(host, those);
      else this.httpRoute(host, those);
    }
    if (ingress.namespace === undefined) return;
    for (const [, those] of groupsOf(routes, (route) => routeTarget(route).policy))
      this.policy(ingress.namespace, those as readonly [Route, ...Route[]]);
  }

  private ingress(host: string, routes: readonly Route[]): void {
    const name = routeName(host);
    const issuer = issuerOf(routes);
    new k8s.KubeIngress(this, `ingress-${name}`, {
      metadata: {
        name,
        namespace: this.props.namespace,
        ...(issuer === undefined ? {} : { annotations: { [ISSUER]: issuer } }),
      },
      spec: {
        ingressClassName: this.props.ingress.class,
        ...(issuer === undefined ? {} : { tls: [{ hosts: [host], secretName: routeSecretName(name) }] }),
        rules: [
          {
            host,
            http: {
              paths: routes.map((route) => ({
                path: route.path,
                pathType: 'Prefix',
                backend: { service: { name: routeTarget(route).service, port: { number: route.port } } },
              })),
            },
          },
        ],
      },
    });
  }

  private httpRoute(host: string, routes: readonly Route[]): void {
    const { ingress, namespace } = this.props;
    const [gateway = '', gatewayNamespace] = (ingress.gateway ?? '').split('/').reverse();
    const sectionName = issuerOf(routes) === undefined ? undefined : ingress.listener;
    const spec: Plain<HttpRouteSpec> = {
      parentRefs: [
        {
          ...(gatewayNamespace === undefined ? {} : { namespace: gatewayNamespace }),
          name: gateway,
          ...(sectionName === undefined ? {} : { sectionName }),
        },
      ],
      hostnames: [host],
      rules: routes.map((route) => ({
        matches: [{ path: { type: 'PathPrefix', value: route.path } }],
        backendRefs: [{ name: routeTarget(route).service, port: route.port }],
      })),
    };
    const name = routeName(host);
    new ApiObject(this, `route-${name}`, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name, namespace },
      spec,
    });
  }

  /** Of routes that lead to the same pods. */
  private policy(from: string, routes: readonly [Route, ...Route[]]): void {
    const { labels, policy } = routeTarget(routes[0]);
    const ports = [...new Set(routes.map(({ podPort }) => podPort))];
    new k8s.KubeNetworkPolicy(this, policy, {
      metadata: { name: policy, namespace: this.props.namespace },
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: namespaceNamed(from) }], ports: ports.map((number) => port(number)) }],
      },
    });
  }
}

function issuerOf(routes: readonly Route[]): string | undefined {
  return routes.find(({ issuer }) => issuer !== undefined)?.issuer;
}

/** As settings: with the workloads and charts that the routes lead to. */
function faultsOf({ namespace, routes }: TenantRoutesProps): readonly PropsFault[] {
  const own = routes.filter(({ workload }) => workload !== undefined);
  const workloads = [...groupsOf(own, ({ workload = '' }) => workload)].map(([name, those]) => ({
    name,
    image: 'example.com/any:1',
    ports: [...new Set(those.map(({ port }) => port))].map((port) => ({ name: `p-${port}`, port })),
  }));
  const names = new Set(routes.flatMap(({ chart }) => chart ?? []));
  const charts = [...names].map((name) => ({ name, chart: 'oci://example.com/any', version: '1.0.0', pods: [] }));
  const settings = routes.map(({ issuer, podPort, ...route }) => ({
    ...route,
    ...(route.chart === undefined ? {} : { podPort }),
    ...(issuer === undefined ? {} : { tls: { issuer } }),
  }));
  const faults = tenantFaults({ namespace, ingress: { routes: settings }, workloads, charts });
  return atProps(faults, { 'ingress.routes': 'routes', workloads: 'routes', charts: 'routes' });
}
