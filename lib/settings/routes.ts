import { z } from 'zod';
import { hostFault } from './host';
import { label, objectName } from './names';
import { portName } from './port-name';
import { issue, port, text, unique } from './schema';
import { show } from './text';

const EXAMPLE = 'expected, for example, shop.example.com, or *.shop.example.com for all names below it';

/** Returns why `text` is not a host that a route can have, or undefined if it is one. */
function routeHostFault(text: string): string | undefined {
  const name = text.replace(/^\*\./, '');
  const isHost = !name.startsWith('.') && !name.includes('*') && hostFault(name) === undefined;
  return isHost ? undefined : `${show(text)} is not the host of a route (${EXAMPLE})`;
}

/** Plain segments alone: controllers write paths into configurations of their own. */
function routePathFault(text: string): string | undefined {
  const isPlain = /^(\/[A-Za-z0-9._-]+)*\/?$/.test(text) && text !== '' && !/\/\.\.?(\/|$)/.test(text);
  return isPlain && text.length <= 1024
    ? undefined
    : `${show(text)} is not a path (expected / or segments of letters, digits, dots, dashes and underscores, for example /api/v1)`;
}

const route = z
  .strictObject({
    host: text({ 'route-host-invalid': routeHostFault }).meta({
      description:
        'Host of the requests, for example shop.example.com, or *.shop.example.com for all names below it. No other tenant of the environment can have it',
    }),
    path: text({ 'route-path-invalid': routePathFault })
      .meta({ description: 'Beginning of the path, in whole segments' })
      .default('/'),
    workload: label
      .meta({ description: 'Name of the workload that answers: one with a Service. Required unless chart is set' })
      .optional(),
    chart: label
      .meta({
        description:
          'Name of the chart of the tenant that answers, in place of workload. Its pods need the label app.kubernetes.io/instance with this name, as most charts write it',
      })
      .optional(),
    service: label
      .meta({ description: 'Name of the chart’s Service. Only with chart. Default: the name of the chart' })
      .optional(),
    port: z
      .union([port, portName])
      .meta({
        description: 'Name or number of a port of its Service; of a chart’s, the number. Default: its only port',
      })
      .optional(),
    podPort: port
      .meta({
        description:
          'Port of the chart’s pods behind that of its Service; a network policy opens it. Only with chart. Default: port',
      })
      .optional(),
    tls: z
      .strictObject({
        issuer: objectName.meta({
          description:
            'ClusterIssuer of cert-manager that issues the certificate. Only for an Ingress: a Gateway has the certificates of its listeners',
        }),
      })
      .meta({ description: 'Answer over TLS. Default: plain HTTP' })
      .optional(),
  })
  .superRefine(({ workload, chart, service, port: wanted, podPort }, context) => {
    const add = (message: string, path: readonly string[] = []) =>
      context.addIssue(issue('route-target', message, [...path]));
    if (workload === undefined && chart === undefined)
      add('needs a workload that answers, for example workload: web, or a chart');
    if (workload !== undefined && chart !== undefined) add('has a workload already; remove one of them', ['chart']);
    if (chart === undefined) {
      if (service !== undefined) add('applies only with chart; remove it', ['service']);
      if (podPort !== undefined) add('applies only with chart; remove it', ['podPort']);
    } else if (typeof wanted !== 'number')
      add(
        'needs the number of a port of the chart’s Service, for example port: 80',
        wanted === undefined ? [] : ['port'],
      );
  })
  .meta({ id: 'Route', description: 'Requests for a host and a path, and the workload or chart that answers them' });

/** `ingress.routes` of a tenant. */
export const routes = unique(route, 'host and path', ({ host, path }) => `${host} ${path}`).meta({
  description: 'Requests from outside the cluster, by host and path. Needs ingress in the environment. Default: none',
});

/** `ingress` of an environment: who leads requests from outside to tenants. */
export const environmentIngress = z
  .strictObject({
    kind: z
      .enum(['Ingress', 'HTTPRoute'])
      .meta({ description: 'Kind of object that a route becomes: an Ingress, or an HTTPRoute of the Gateway API' }),
    class: objectName
      .meta({ description: 'IngressClass. Only with kind: Ingress. Default: the default class of the cluster' })
      .optional(),
    gateway: text({
      'name-invalid': (value) =>
        /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\/)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value)
          ? undefined
          : `${show(value)} is not the name of a Gateway (expected, for example, gateways/public)`,
    })
      .meta({
        description:
          'Namespace and name of the Gateway, for example gateways/public; a name alone is a Gateway in the namespace of each tenant. Required with kind: HTTPRoute',
      })
      .optional(),
    listener: label
      .meta({
        description:
          'Listener of the Gateway, with its certificates, for routes with tls. Only with kind: HTTPRoute. Default: all listeners',
      })
      .optional(),
    namespace: label
      .meta({
        description:
          'Namespace of the pods that the requests come from: those of the ingress controller, or of the Gateway. Default: ingress.from of the tenant lets them in',
      })
      .optional(),
  })
  .superRefine((value, context) => {
    const isIngress = value.kind === 'Ingress';
    const wrong = isIngress ? (['gateway', 'listener'] as const) : (['class'] as const);
    for (const key of wrong.filter((each) => value[each] !== undefined)) {
      const other = isIngress ? 'HTTPRoute' : 'Ingress';
      context.addIssue(issue('ingress-kind-key', `applies only with kind: ${other}; remove it`, [key]));
    }
    if (!isIngress && value.gateway === undefined)
      context.addIssue(
        issue('ingress-kind-key', 'is missing: an HTTPRoute names its Gateway, for example gateways/public', [
          'gateway',
        ]),
      );
  })
  .meta({
    description:
      'How requests from outside reach tenants: the kind of their routes, and who sends them. Default: tenants have no routes',
  });
