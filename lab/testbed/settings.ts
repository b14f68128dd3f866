import type { EnvironmentModel, Tenant } from '../../lib';
import { NETWORK } from './network';

const WEB = [80, 443];

const LIST = [
  { host: 'exact.test', ports: WEB },
  { host: '.below.test', ports: WEB },
  { host: 'inner.below.test', ports: WEB },
  { host: 'other-port.test', ports: [8443], sni: 'any' as const },
  { host: '2.test', ports: WEB },
];

const gateways: EnvironmentModel['environment']['gateways'] = { image: 'haproxy', certificates: 'secret' };

export function tenant(name: string, number: number, egress: Partial<Tenant['egress']>): Tenant {
  const proxy = {
    name: `squid-${name}`,
    address: `172.16.28.${7 + number}`,
    port: 3128,
    publicAddress: `203.0.113.${9 + number}`,
  };
  return {
    name,
    title: name,
    namespace: name,
    source: `tenants/${name}.yaml`,
    nodePool: {
      name: `${name}-pool`,
      size: { min: 1, max: 1 },
      sources: [`172.16.28.${19 + number}`, '172.16.29.0/28'],
    },
    egress: {
      proxies: [proxy],
      mode: 'enforce',
      clientCertificate: false,
      redundancy: 'active-passive',
      private: [],
      tcp: [],
      ...egress,
    },
    ...(egress.clientCertificate ? { gateway: { namespace: `${name}-egress`, ...gateways } } : {}),
    podProxy: proxy,
    forwards: [],
    ingress: [],
    groups: [],
    readSecrets: false,
    noProxy: [],
    workloads: [],
  };
}

/** VMs that nobody may log in to or read metrics of, as a base for those that somebody may. */
export const infrastructure: NonNullable<EnvironmentModel['environment']['infrastructure']> = {
  cluster: 'kapsule',
  image: 'debian_bookworm',
  instanceType: 'DEV1-S',
  ssh: [],
  poolLabels: 'native',
};

/** A tenant of each kind that a proxy can be rendered for. */
export const model: EnvironmentModel = {
  environment: {
    name: 'proxies',
    source: 'overlays/proxies.ts',
    cluster: { ...NETWORK, admissionPlugins: [] },
    flux: {
      name: 'proxies',
      interval: '1m',
      lockdown: false,
      prune: true,
      source: { name: 'proxies' },
      reconcile: 'per-environment',
      wait: false,
      artifacts: false,
    },
    gateways,
    denyHosts: ['denied.below.test', '.forbidden.test'],
    annotations: [],
  },
  tenants: [
    tenant('plain', 1, {}),
    tenant('listed', 2, { allow: LIST }),
    tenant('reported', 3, { allow: LIST, mode: 'report' }),
    tenant('certificate', 4, { allow: LIST, clientCertificate: true }),
  ],
};

/** Names of the proxies of a tenant with a gateway. */
export const PAIR = ['squid-a', 'squid-b'] as const;

/**
 * The environment of one tenant with two proxies.
 *
 * @param targets what the proxies connect to to see whether they reach the outside. Default: they do not look
 */
export function pairModel(
  egress: Partial<Tenant['egress']> = {},
  drained: readonly string[] = [],
  targets?: readonly string[],
): EnvironmentModel {
  const [one] = model.tenants as [Tenant];
  const proxies = PAIR.map((name, index) => ({
    name,
    address: `172.16.28.${8 + index}`,
    port: 3128,
    publicAddress: `203.0.113.${10 + index}`,
    drain: drained.includes(name),
  }));
  const gateway = { namespace: `${one.name}-egress`, ...gateways };
  return {
    environment: { ...model.environment, ...(targets ? { egressCheck: { targets } } : {}) },
    tenants: [{ ...one, egress: { ...one.egress, proxies, ...egress }, gateway }],
  };
}
