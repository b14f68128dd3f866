import { App, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  EnvironmentSettings,
  LogCollector,
  type LogCollectorProps,
  ProxiedWorkload,
  type ProxiedWorkloadProps,
  TenantAccess,
  TenantAdmission,
  TenantCiliumPolicy,
  TenantGateway,
  TenantGlobalPolicy,
  TenantNamespace,
  type TenantNamespaceProps,
  TenantNetworkPolicies,
  TenantProbe,
  type TenantProbeProps,
  TenantQuota,
  TenantRepository,
  TenantResolver,
} from '../../lib/constructs';

type Make = (scope: Construct) => Construct;

const proxies = [{ address: '172.16.28.8', port: 3128 }];
const tenant = { name: 'shop', namespace: 'shop', nodePool: { name: 'shop-pool' } };
const cluster = { privateNetwork: '172.16.28.0/22', podCidr: '100.64.0.0/15', serviceCidr: '10.32.0.0/20' };
const flux = { interval: '5m' };
const repository = {
  url: 'https://git.example.com/shop.git',
  path: './deploy',
  ref: { branch: 'main' },
  kustomize: false,
};

function faultsOf(make: Make): string[] {
  const chart = new Chart(new App(), 'app');
  try {
    make(chart);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'EgressError') throw error;
    return error.message.split('\n');
  }
  return [];
}

const namespace = (props: Partial<TenantNamespaceProps>): Make => {
  return (scope) => new TenantNamespace(scope, 'it', { name: 'shop', egress: { proxies }, ...props });
};
const workload = (props: Partial<ProxiedWorkloadProps>): Make => {
  const container = { name: 'web', image: 'example.com/web:1' };
  return (scope) => new ProxiedWorkload(scope, 'it', { tenant, name: 'web', container, ...props });
};
const probe = (props: Partial<TenantProbeProps>): Make => {
  const podProxy = { address: '172.16.28.8', port: 3128 };
  const settings = { environment: 'production', publicAddresses: ['51.15.1.1'], interval: '10s', image: 'a:1' };
  return (scope) =>
    new TenantProbe(scope, 'it', { tenant, podProxy, url: 'https://ifconfig.me/ip', ...settings, ...props });
};
const collector = (props: Partial<LogCollectorProps>): Make => {
  const settings = {
    url: 'http://loki.loki.svc/push',
    port: 30514,
    image: 'haproxy:3',
    privateNetwork: '172.16.28.0/22',
  };
  return (scope) => new LogCollector(scope, 'it', { to: 'loki', ...settings, ...props });
};
const environment =
  (props: object): Make =>
  (scope) =>
    new EnvironmentSettings(scope, 'it', untyped({ cluster, ...props }));
/** Props as JavaScript would pass them, without types. */
const untyped = (props: object) => props as never;

test.each<[string, Make, string]>([
  ['a name', namespace({ name: 'Shop_X' }), 'name: Shop_X is not a valid DNS label'],
  ['a title', namespace({ title: ' ' }), 'title: is empty'],
  ['a namespace', namespace({ namespace: 'kube-system' }), 'namespace: '],
  ['a pool', namespace({ nodePool: { name: 'kapsule' } }), 'nodePool.name: '],
  [
    'a proxy',
    namespace({ egress: { proxies: [{ address: '0.0.0.0/0', port: 3128 }] } }),
    'egress.proxies[0].address: ',
  ],
  [
    'a port of machines',
    namespace({ egress: { proxies: [{ address: '172.16.28.8', port: 22 }] } }),
    'egress.proxies[0].port: 22 ',
  ],
  ['no proxy', namespace({ egress: { proxies: [] } }), 'egress.proxies: is an empty list'],
  [
    'a public range',
    namespace({ egress: { proxies, private: [{ cidr: '8.8.8.0/24', ports: [1] }] } }),
    'egress.private[0].cidr: ',
  ],
  ['a source', namespace({ ingress: [{ ports: [80] }] }), 'ingress[0]: must have exactly one'],
  ['an amount', namespace({ quota: { cpu: 'much' } }), 'quota.cpu: much is not'],
  ['a registry', namespace({ registries: ['https://x'] }), 'registries[0]: '],
  ['a group', namespace({ groups: ['system:masters'] }), 'groups[0]: '],
  ['an audience', namespace({ audiences: [''] }), 'audiences[0]: '],
  ['a schedule', workload({ kind: 'CronJob', schedule: 'soon' }), 'schedule: soon has 1 field'],
  ['no schedule', workload({ kind: 'CronJob' }), 'schedule: is missing'],
  ['a schedule of a Deployment', workload({ schedule: '0 3 * * *' }), 'schedule: applies only to a CronJob'],
  ['an image', workload({ container: { name: 'web', image: '' } }), 'container.image: '],
  ['a name of a container', workload({ container: { name: 'Web', image: 'a:1' } }), 'container.name: Web '],
  [
    'a proxy variable',
    workload({ container: { name: 'web', image: 'a:1', env: { HTTP_PROXY: 'http://x' } } }),
    'container.env.HTTP_PROXY: ',
  ],
  [
    'a probe without a port',
    workload({ container: { name: 'web', image: 'a:1', probes: { liveness: { path: '/' } } } }),
    'container.probes.liveness.port: ',
  ],
  ['an unknown key', workload(untyped({ replica: 2 })), 'replica: unknown key; did you mean replicas?'],
  ['a tenant of a workload', workload({ tenant: { ...tenant, name: 'Shop' } }), 'tenant.name: Shop is not'],
  ['a resolver', workload({ resolver: 'dns' }), 'resolver: dns is not a valid IPv4 address'],
  ['a prop that is missing', namespace(untyped({ egress: undefined })), 'egress: is missing'],
  [
    'a port that is missing',
    namespace(untyped({ egress: { proxies: [{ address: '172.16.28.8' }] } })),
    'egress.proxies[0].port: is missing',
  ],
  ['a tenant that is missing', workload(untyped({ tenant: undefined })), 'tenant: is missing'],
  [
    'a range that is missing',
    (scope) => new EnvironmentSettings(scope, 'it', untyped({ cluster: { ...cluster, podCidr: undefined } })),
    'cluster.podCidr: is missing',
  ],
  [
    'a proxy without a name',
    (scope) => new TenantGateway(scope, 'it', untyped({ tenant, namespace: 'shop-egress', proxies })),
    'proxies[0].name: is missing',
  ],
  [
    'a range',
    (scope) => new EnvironmentSettings(scope, 'it', { cluster: { ...cluster, podCidr: 'x' } }),
    'cluster.podCidr: ',
  ],
  [
    'replicas',
    (scope) => new EnvironmentSettings(scope, 'it', { cluster, workloads: { replicas: -1 } }),
    'workloads.replicas: ',
  ],
  [
    'a grace',
    (scope) =>
      new TenantGateway(scope, 'it', {
        tenant,
        namespace: 'shop-egress',
        proxies: [{ name: 'a', address: '172.16.28.8', port: 3128 }],
        drainGrace: '2d',
      }),
    'drainGrace: ',
  ],
  [
    'an image of a gateway',
    (scope) =>
      new TenantGateway(scope, 'it', {
        tenant,
        namespace: 'shop-egress',
        proxies: [{ name: 'a', address: '172.16.28.8', port: 3128 }],
        image: '',
      }),
    'image: ',
  ],
  [
    'an address of a resolver',
    (scope) => new TenantResolver(scope, 'it', { address: 'x', image: 'coredns/coredns:1' }),
    'address: ',
  ],
  [
    'a pause',
    (scope) =>
      new TenantProbe(scope, 'it', {
        environment: 'production',
        tenant,
        podProxy: { address: '172.16.28.8', port: 3128 },
        publicAddresses: [],
        url: 'https://ifconfig.me/ip',
        interval: '1h',
        image: 'a:1',
      }),
    'interval: 1h ',
  ],
  ['a probe without props', (scope) => new TenantProbe(scope, 'it', untyped(undefined as never)), 'has no props'],
  ['a probe without a tenant', probe(untyped({ tenant: undefined })), 'tenant: is missing'],
  [
    'a probe without a pool',
    probe(untyped({ tenant: { ...tenant, nodePool: {} } })),
    'tenant.nodePool.name: is missing',
  ],
  ['a probe of a tenant', probe({ tenant: { ...tenant, name: 'Shop' } }), 'tenant.name: Shop is not'],
  ['a probe without an address', probe({ publicAddresses: [] }), 'publicAddresses: is an empty list'],
  ['a probe with another address', probe({ publicAddresses: ['x'] }), 'publicAddresses[0]: x is not'],
  ['a probe with one address', probe(untyped({ publicAddresses: '51.15.1.1' })), 'publicAddresses: must be a list'],
  ['a probe with a proxy', probe({ podProxy: { address: '172.16.28.8', port: 0 } }), 'podProxy.port: 0 is below 1'],
  ['a probe with a resolver', probe({ resolver: 'dns' }), 'resolver: dns is not a valid IPv4 address'],
  ['a probe for a namespace', probe({ monitoring: 'M' }), 'monitoring: M is not a valid DNS label'],
  ['a probe of an environment', probe({ environment: 'Prod x' }), 'environment: "Prod x" is not'],
  ['a probe with an unknown prop', probe(untyped({ publicAddress: [] })), 'publicAddress: unknown key; did you mean'],
  ['a collector without props', (scope) => new LogCollector(scope, 'it', untyped(undefined as never)), 'has no props'],
  ['a collector without an address', collector(untyped({ url: undefined })), 'url: is missing'],
  ['a collector for', collector(untyped({ to: 'syslog' })), 'to: syslog is not loki or cockpit'],
  ['a collector with an address', collector({ url: 'loki' }), 'url: loki is not a push address'],
  ['a collector with a port', collector({ port: 6514 }), 'port: 6514 is not a node port'],
  ['a collector without a token', collector({ to: 'cockpit' }), 'to: cockpit needs logs.secret'],
  ['a collector with an image', collector({ image: '' }), 'image: '],
  ['a collector with a range', collector({ privateNetwork: 'x' }), 'privateNetwork: x is not'],
  ['a collector with an unknown prop', collector(untyped({ token: 'a' })), 'token: unknown key; valid keys here: to,'],
  [
    'an environment without props',
    (scope) => new EnvironmentSettings(scope, 'it', untyped(undefined as never)),
    'has no props',
  ],
  [
    'an environment with an unknown prop',
    environment({ workload: {} }),
    'workload: unknown key; did you mean workloads?',
  ],
  ['an environment with flux', environment({ flux: { interval: '5m' } }), 'flux: must be true or false and not a map'],
  [
    'an environment with a resolver',
    environment({ cluster: { ...cluster, resolver: { address: 'x' } } }),
    'cluster.resolver.address: x is not',
  ],
  ['an annotation', (scope) => new TenantAdmission(scope, 'it', { annotations: ['cilium.io/'] }), 'annotations[0]: '],
  [
    'a URL',
    (scope) =>
      new TenantRepository(scope, 'it', {
        tenant: 'shop',
        namespace: 'shop',
        flux,
        repository: { ...repository, url: 'x' },
      }),
    'repository.url: ',
  ],
  [
    'an interval',
    (scope) =>
      new TenantRepository(scope, 'it', { tenant: 'shop', namespace: 'shop', flux: { interval: 'often' }, repository }),
    'flux.interval: ',
  ],
  [
    'a limit',
    (scope) => new TenantQuota(scope, 'it', { namespace: 'shop', quota: { objects: { secrets: -1 } } }),
    'quota.objects.secrets: ',
  ],
  [
    'a tenant of people',
    (scope) => new TenantAccess(scope, 'it', { tenant: 'Shop', namespace: 'shop' }),
    'tenant: Shop is not',
  ],
  [
    'a proxy of policies',
    (scope) => new TenantNetworkPolicies(scope, 'it', { namespace: 'shop', proxies: [{ address: 'x', port: 1 }] }),
    'proxies[0].address: ',
  ],
  [
    'a range of nodes',
    (scope) => new TenantNetworkPolicies(scope, 'it', { namespace: 'shop', proxies, nodeRange: 'x' }),
    'nodeRange: ',
  ],
  [
    'a range of pods',
    (scope) => new TenantGlobalPolicy(scope, 'it', { tenant: 'shop', namespace: 'shop', podCidr: 'x' }),
    'podCidr: ',
  ],
  ['a port of nodes', (scope) => new TenantCiliumPolicy(scope, 'it', { namespace: 'shop', ports: [0] }), 'ports[0]: '],
])('%s is validated as in the settings', (_, make, fault) => {
  const lines = faultsOf(make);
  expect(lines.map((line) => line.slice(0, `app/it: ${fault}`.length))).toContain(`app/it: ${fault}`);
});

test('what is right is not refused, and all faults of a construct are one error', () => {
  for (const make of [
    namespace({}),
    probe({}),
    probe({ podProxy: { address: 'egress-gateway.shop-egress.svc.cluster.local', port: 3128 } }),
    collector({}),
    workload({}),
    (scope: Construct) => new EnvironmentSettings(scope, 'it', { cluster, workloads: { replicas: 2 } }),
    (scope: Construct) => new TenantRepository(scope, 'it', { tenant: 'shop', namespace: 'shop', flux, repository }),
    (scope: Construct) =>
      new TenantGlobalPolicy(scope, 'it', { tenant: 'shop', namespace: 'shop', podCidr: '100.64.0.0/15' }),
  ]) {
    expect(faultsOf(make)).toEqual([]);
  }
  expect(faultsOf(namespace({ name: 'Shop_X', title: '', groups: [''] }))).toHaveLength(3);
});

describe('without Flux', () => {
  const objectsOf = (isFlux: boolean) => {
    const chart = new Chart(new App(), 'app', { disableResourceNameHashes: true });
    const environment = new EnvironmentSettings(chart, 'production', { cluster, flux: isFlux });
    namespace({ groups: ['shop-developers'] })(environment);
    const data = { name: 'data', mountPath: '/data', claim: { size: '1Gi' } };
    new ProxiedWorkload(environment, 'web', {
      tenant,
      name: 'web',
      kind: 'StatefulSet',
      volumes: [data],
      container: { name: 'web', image: 'example.com/web:1' },
    });
    new ProxiedWorkload(environment, 'once', {
      tenant,
      name: 'once',
      kind: 'Job',
      container: { name: 'once', image: 'example.com/once:1' },
    });
    return JSON.stringify(Testing.synth(chart));
  };

  test('nothing of Flux is rendered, and people still get their role', () => {
    expect(objectsOf(true)).toContain('fluxcd.io');
    expect(objectsOf(false)).not.toMatch(/flux/);
    expect(objectsOf(false)).toContain('shop-developers');
  });

  test('a tenant without people has no binding to a role that is not there', () => {
    const chart = new Chart(new App(), 'app');
    namespace({})(chart);
    expect(Testing.synth(chart).map(({ kind }) => kind)).not.toContain('RoleBinding');
  });
});
