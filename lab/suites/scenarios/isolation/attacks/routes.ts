import type { KubernetesObject } from '../../../../cluster/api';
import { accepted, asks } from '../_attempts';
import { PUBLIC_GATEWAY } from '../_installed';
import { attacks, type Row } from '../_types';
import { inNamespace, THIRD } from '../_world';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const INGRESSES = 'networking.k8s.io/v1:ingresses';
const HTTP_ROUTES = `${GATEWAY_API}:httproutes`;
/** In the settings of the tenant that attacks, and of the one that is attacked. */
const OWN = 'own.example.com';
const THEIRS = 'shop.example.com';

const WRITES = ['tenant-role', 'admission-guardrails'];

function creates(title: string, collection: string, spec: object, controls?: readonly string[]): Row {
  const kinds: Readonly<Record<string, string>> = {
    [INGRESSES]: 'Ingress',
    [HTTP_ROUTES]: 'HTTPRoute',
    [`${GATEWAY_API}:gateways`]: 'Gateway',
  };
  const apiVersion = collection.split(':')[0] ?? '';
  return {
    title,
    ...(controls ? { controls } : {}),
    attempt: async (world, name) => {
      const object: KubernetesObject = { apiVersion, kind: kinds[collection], metadata: { name }, spec };
      return accepted(await world.create(collection, object));
    },
  };
}

const backend = { service: { name: 'agent', port: { number: 8080 } } };
const rules = (host: string) => [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
const parentRefs = [PUBLIC_GATEWAY];

/** What a tenant tries with hosts and requests from outside. */
export const ROUTES = attacks('g', [...WRITES, 'admission-routes'], {
  'host-of-the-other': creates('takes the host of another tenant by an Ingress', INGRESSES, { rules: rules(THEIRS) }),
  'host-of-the-other-by-route': creates('does so by an HTTPRoute', HTTP_ROUTES, {
    parentRefs,
    hostnames: [THEIRS],
    rules: [{ backendRefs: [{ name: 'agent', port: 8080 }] }],
  }),
  'certificate-of-the-other': creates('asks for a certificate of another tenant’s host', INGRESSES, {
    rules: rules(OWN),
    tls: [{ hosts: [OWN, THEIRS], secretName: 'stolen-tls' }],
  }),
  'service-of-the-other': creates(
    'leads a host of its own to a Service of another tenant',
    HTTP_ROUTES,
    { parentRefs, hostnames: [OWN], rules: [{ backendRefs: [{ name: 'web', namespace: THIRD, port: 8080 }] }] },
    WRITES,
  ),
  'gateway-of-its-own': creates(
    'makes a Gateway, with a public address and listeners of its own',
    `${GATEWAY_API}:gateways`,
    { gatewayClassName: 'cloud', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    WRITES,
  ),
  'gateway-listener': {
    title: 'opens a listener of the platform’s Gateway',
    controls: ['no-rights-elsewhere'],
    attempt: (world) => {
      const path = `/apis/${GATEWAY_API}/namespaces/${PUBLIC_GATEWAY.namespace}/gateways/${PUBLIC_GATEWAY.name}?dryRun=All`;
      return asks(world, 'PATCH', path, { spec: { listeners: [{ name: 'all', port: 80, protocol: 'HTTP' }] } });
    },
  },
  'key-of-the-other': {
    title: 'reads the private key of another tenant’s certificate',
    controls: ['no-rights-elsewhere'],
    attempt: async (world) =>
      accepted(await world.person.request('GET', inNamespace('secrets/shop-example-com-tls', THIRD))),
  },
});
