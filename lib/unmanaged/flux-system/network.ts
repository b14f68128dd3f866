import { CONTROL_PLANE } from './deployment';
import { metadata } from './metadata';
import { exactly, map, type Shape } from './shape';

const FROM_EVERYWHERE = { from: [{ namespaceSelector: {} }] };
const port = (number: number) => ({ ports: [{ port: number, protocol: 'TCP' }] });

/** The network policies that Flux brings, by name. */
export const POLICIES: Readonly<Record<string, Shape>> = {
  'allow-egress': policy('allow-egress', {
    egress: [{}],
    ingress: [{ from: [{ podSelector: {} }] }],
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  }),
  'allow-scraping': policy('allow-scraping', {
    ingress: [{ ...FROM_EVERYWHERE, ...port(8080) }],
    podSelector: {},
    policyTypes: ['Ingress'],
  }),
  // Without the port up to Flux 2.6.
  'allow-webhooks': policy(
    'allow-webhooks',
    ...[{ ...FROM_EVERYWHERE, ...port(9292) }, FROM_EVERYWHERE].map((from) => ({
      ingress: [from],
      podSelector: { matchLabels: { app: 'notification-controller' } },
      policyTypes: ['Ingress'],
    })),
  ),
};

/** Its services, by name. */
export const SERVICES: Readonly<Record<string, Shape>> = {
  'source-controller': service('source-controller', 'source-controller', 'http'),
  'source-watcher': service('source-watcher', 'source-watcher', 'http'),
  'notification-controller': service('notification-controller', 'notification-controller', 'http'),
  'webhook-receiver': service('webhook-receiver', 'notification-controller', 'http-webhook'),
};

function policy(name: string, ...specs: readonly unknown[]): Shape {
  return map({
    apiVersion: exactly('networking.k8s.io/v1'),
    kind: exactly('NetworkPolicy'),
    metadata: metadata(name),
    spec: exactly(...specs),
  });
}

function service(name: string, app: string, targetPort: string): Shape {
  return map({
    apiVersion: exactly('v1'),
    kind: exactly('Service'),
    metadata: metadata(name, { labels: CONTROL_PLANE }),
    spec: exactly({
      ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort }],
      selector: { app },
      type: 'ClusterIP',
    }),
  });
}
