import { isDeepStrictEqual } from 'node:util';
import { object } from '../_example';
import { annotationsOf, type Context, isKind, type Rendered, type TenantNamespace } from '../_rendered';
import { found, show } from '../_support';
import type { Example, Found, RuleDefinition } from '../rule';
import { type DeclaredRoute, declaredRoutes, leadsRequests } from './_routes';

const routed = (example: Example, routes: Example['routes'] = 'Ingress'): Example => ({ ...example, routes });
const ingress = object('Ingress client-a-demo/shop-example-com');
const policy = object('NetworkPolicy client-a-demo/allow-route-web');
const httpRoute = object('HTTPRoute client-a-demo/shop-example-com');

/** Annotations of an Ingress that controllers read. */
const FOR_CONTROLLERS = /[/]/;

export const rule: RuleDefinition = {
  title: 'An Ingress, a route or its network policy is not what the settings declare',
  why: 'Requests would reach another workload, a host of another tenant or nothing. Controllers read annotations of an Ingress, which can change their configuration for all tenants.',
  fix: 'Declare it under ingress.routes in the tenant’s settings. Remove an Ingress, a route or a Gateway that they do not have.',
  good: [
    routed(object('Ingress monitoring/grafana')`
      spec: { rules: [{ host: grafana.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: grafana, port: { number: 80 } } } }] } }] }
    `),
    routed(httpRoute`spec: { hostnames: [shop.example.com] }`, 'HTTPRoute'),
  ],
  bad: [
    routed(ingress`$patch: delete`),
    routed(ingress`spec: { ingressClassName: internal }`),
    routed(ingress`spec: { tls: [] }`),
    routed(
      object(
        'Ingress client-a-demo/shop-example-com',
        'annotations: { nginx.ingress.kubernetes.io/rewrite-target: / }',
      )``,
    ),
    routed(policy`$patch: delete`),
    routed(policy`spec: { podSelector: { matchLabels: { app.kubernetes.io/name: nightly } } }`),
    routed(httpRoute`spec: { hostnames: [www.example.com] }`, 'HTTPRoute'),
    routed(httpRoute`spec: { parentRefs: [{ namespace: gateways, name: internal }] }`, 'HTTPRoute'),
  ],
  check: (context) => context.namespaces.flatMap((each) => problems(each, context)),
};

function problems({ tenant, namespace, objects }: TenantNamespace, { environment, complete }: Context): Found[] {
  const declared = declaredRoutes(tenant, environment);
  const lacking = declared.filter((one) => complete && !objects.some((each) => isIt(each, one)));
  return [
    ...lacking.map(({ kind, name }) => found(namespace, [], `the ${kind} ${name} of its routes is missing`)),
    ...objects.flatMap((each) => {
      const wanted = declared.find((one) => isIt(each, one));
      return wanted ? compare(each, wanted) : [];
    }),
    ...(environment.ingress === undefined
      ? []
      : objects.filter((each) => leadsRequests(each) && !declared.some((one) => isIt(each, one)))
    ).map((each) => found(each, [], 'is not declared in the settings')),
  ];
}

function isIt(each: Rendered, { group, kind, name }: DeclaredRoute): boolean {
  return isKind(each, kind, group) && each.object.metadata.name === name;
}

function compare(each: Rendered, { annotations, spec }: DeclaredRoute): Found[] {
  const { spec: rendered, metadata } = each.object;
  const read = Object.entries(annotationsOf(each)).filter(([key]) => FOR_CONTROLLERS.test(key));
  return [
    ...(isDeepStrictEqual(rendered, spec)
      ? []
      : [found(each, ['spec'], `is not what the settings declare (expected ${JSON.stringify(spec)})`)]),
    ...(each.object.kind === 'NetworkPolicy' || isDeepStrictEqual(Object.fromEntries(read), annotations)
      ? []
      : [
          found(
            each,
            ['metadata', 'annotations'],
            `are ${show(metadata.annotations)}; the settings require ${JSON.stringify(annotations)}`,
          ),
        ]),
  ];
}
