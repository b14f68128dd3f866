import type { Problems } from '../entry';

/** Requests from outside: routes of tenants, and `ingress` of environments. */
export const INGRESS = {
  'ingress-kind-key': {
    title: 'A key of ingress belongs to the other kind of route',
    why: 'An Ingress has a class, and an HTTPRoute a Gateway with listeners.',
    fix: 'Write { kind: Ingress, class: nginx } or { kind: HTTPRoute, gateway: gateways/public }.',
  },
  'route-host-invalid': {
    title: 'A value is not the host of a route',
    why: 'Requests are led by the full name that they ask for.',
    fix: 'Write shop.example.com for one host, or *.shop.example.com for all names below it.',
  },
  'route-path-invalid': {
    title: 'A value is not the path of a route',
    why: 'Ingress controllers write paths into configurations of their own, where other characters have a meaning.',
    fix: 'Write / or segments of letters, digits, dots, dashes and underscores, for example /api/v1.',
  },
  'route-host-taken': {
    title: 'A route has a host that another tenant has',
    why: 'Requests for it would reach one tenant or the other. A wildcard has all names below it.',
    fix: 'Choose another host, or agree on which tenant has it.',
  },
  'route-workload-unknown': {
    title: 'A route leads to a workload that the tenant does not have',
    why: 'Nothing would answer its requests.',
    fix: 'Name a workload of this file.',
  },
  'route-target': {
    title: 'A route does not say clearly what answers',
    why: 'Requests reach a workload of the settings by its Service. The Service and the port of a chart are known to its author alone.',
    fix: 'Write workload: web, or chart: wiki with the number of a port of its Service; service and podPort only with a chart.',
  },
  'route-chart-unknown': {
    title: 'A route leads to a chart that the tenant does not have',
    why: 'Nothing would answer its requests.',
    fix: 'Name a chart of this file.',
  },
  'route-port-missing': {
    title: 'A route leads to a workload without a port to answer',
    why: 'Requests reach a workload by its Service, which has the ports that the settings list.',
    fix: 'Add ports to the workload, or name one of them.',
  },
  'route-tls-differs': {
    title: 'Two routes of one host ask for different certificates',
    why: 'A host has one certificate, whatever the path.',
    fix: 'Set the same tls in all routes of the host.',
  },
  'route-without-ingress': {
    title: 'A tenant has routes in an environment that has none',
    why: 'Without ingress, the environment does not say which kind of object a route becomes.',
    fix: 'Set ingress in the environment, or ingress: { routes: [] } for it under environments of the tenant.',
  },
  'route-unreachable': {
    severity: 'warning',
    title: 'No network policy lets requests reach the workload of a route',
    why: 'The namespace is closed to everything that is not declared, the ingress controller included.',
    fix: 'Set ingress.namespace in the environment to the namespace of the controller’s pods, or list them under ingress.from of the tenant with the port.',
  },
  'route-tls-listener': {
    severity: 'warning',
    title: 'TLS of a route has no effect with a Gateway whose listener is not set',
    why: 'A Gateway has the certificates of its listeners. Without ingress.listener, a route is part of all of them, plain HTTP included.',
    fix: 'Set ingress.listener in the environment to the name of the listener with the certificate.',
  },
} as const satisfies Problems;
