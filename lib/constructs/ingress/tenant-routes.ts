import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { HttpRouteSpec } from '../../../imports/gateway.networking.k8s.io';
import { type PropsFault, tenantFaults } from '../../model/props';
import { routeName } from '../../model/routes';
import type { EnvironmentIngress, Route } from '../../model/types';
import { NAME_LABEL, routePolicyName, routeSecretName } from '../../vocabulary';
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
 * The way from outside to a tenant's workloads: one Ingress or HTTPRoute for each host, and for each workload the network
 * policy that lets the requests in. They are the platform's; the tenant's role does not name them.
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
    for (const [host, those] of groupBy(routes, ({ host }) => host)) {
      if (ingress.kind === 'Ingress') this.ingress(host, those);
      else this.httpRoute(host, those);
    }
    if (ingress.namespace === undefined) return;
    for (const [workload, those] of groupBy(routes, ({ workload }) => workload))
      this.policy(ingress.namespace, workload, [...new Set(those.map(({ podPort }) => podPort))]);
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
              paths: routes.map(({ path, workload, port }) => ({
                path,
                pathType: 'Prefix',
                backend: { service: { name: workload, port: { number: port } } },
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
      rules: routes.map(({ path, workload, port }) => ({
        matches: [{ path: { type: 'PathPrefix', value: path } }],
        backendRefs: [{ name: workload, port }],
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

  private policy(from: string, workload: string, ports: readonly number[]): void {
    new k8s.KubeNetworkPolicy(this, `policy-${workload}`, {
      metadata: { name: routePolicyName(workload), namespace: this.props.namespace },
      spec: {
        podSelector: { matchLabels: { [NAME_LABEL]: workload } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: namespaceNamed(from) }], ports: ports.map((number) => port(number)) }],
      },
    });
  }
}

function issuerOf(routes: readonly Route[]): string | undefined {
  return routes.find(({ issuer }) => issuer !== undefined)?.issuer;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** As settings: with the workloads that the routes lead to. */
function faultsOf({ namespace, routes }: TenantRoutesProps): readonly PropsFault[] {
  const workloads = [...groupBy(routes, ({ workload }) => workload)].map(([name, those]) => ({
    name,
    image: 'example.com/any:1',
    ports: [...new Set(those.map(({ port }) => port))].map((port) => ({ name: `p-${port}`, port })),
  }));
  const settings = routes.map(({ host, path, workload, port, issuer }) => ({
    ...{ host, path, workload, port },
    ...(issuer === undefined ? {} : { tls: { issuer } }),
  }));
  const faults = tenantFaults({ namespace, ingress: { routes: settings }, workloads });
  return atProps(faults, { 'ingress.routes': 'routes', workloads: 'routes' });
}
