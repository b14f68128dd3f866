import { App, Chart, Testing } from 'cdk8s';
import { TenantNamespace, type TenantNamespaceProps, TenantRole } from '../../lib/constructs';
import type { AdmissionPlugin } from '../../lib/model/types';
import { KUBERNETES_MINOR } from '../../lib/versions';
import { TENANT_ROLE } from '../../lib/vocabulary';
import { fluxChart } from '../support/chart';

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

function render(props: TenantNamespaceProps): Rendered[] {
  const chart = fluxChart();
  new TenantNamespace(chart, 'tenant', props);
  return Testing.synth(chart);
}

const minimal: TenantNamespaceProps = {
  name: 'client-a',
  egress: { proxies: [{ address: '172.16.28.8', port: 3128 }] },
};
const everything: Required<TenantNamespaceProps> = {
  name: 'client-a',
  title: 'client A',
  namespace: 'client-a-demo',
  registries: ['docker.io/curlimages', 'registry.example.com:5000/shop'],
  audiences: ['vault'],
  state: 'cordoned',
  leaving: true,
  hosts: ['shop.example.com', '*.shop.example.com'],
  nodePool: { name: 'pool-of-a' },
  egress: {
    proxies: [
      { address: '172.16.28.8', port: 3128 },
      { address: '172.16.28.9', port: 3129 },
    ],
    private: [{ cidr: '172.16.30.0/28', ports: [5432] }],
  },
  ingress: [
    { namespace: 'ingress-nginx', ports: [8080] },
    { nodes: true, ports: [8081] },
  ],
  nodeRange: '172.16.28.0/22',
  nodeDns: ['169.254.20.10', '10.32.0.10'],
  quota: { cpu: '4', memory: '8Gi', pods: 50 },
  groups: ['client-a-developers'],
  readSecrets: false,
  admissionPlugins: ['PodNodeSelector', 'PodTolerationRestriction'],
  ownResolver: true,
  probed: false,
  guardrails: 'enforce',
  gateway: { namespace: 'client-a-demo-egress', listeners: [20001] },
  noProxy: ['localhost', '.svc.cluster.local'],
  hostAliases: [{ host: 'sftp.partner.example', address: '10.32.0.20' }],
};

const named = (objects: Rendered[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

test('renders what its snapshots show, with the least and with everything', () => {
  expect(render(minimal)).toMatchSnapshot('minimal');
  expect(render(everything)).toMatchSnapshot('everything');
});

test('nothing passes but what a policy names: every pod is selected, in both directions', () => {
  const policies = render(everything).filter((object) => object.kind === 'NetworkPolicy');
  expect(named(policies, 'NetworkPolicy', 'default-deny').spec).toEqual({
    podSelector: {},
    policyTypes: ['Egress', 'Ingress'],
  });
  for (const policy of policies) expect(policy.spec.podSelector).toEqual({});
});

test('egress goes to the proxies’ own addresses and ports, and to what is declared private', () => {
  const objects = render({ ...everything, gateway: undefined });
  expect(named(objects, 'NetworkPolicy', 'allow-egress-proxy').spec.egress).toEqual([
    { to: [{ ipBlock: { cidr: '172.16.28.8/32' } }], ports: [{ port: 3128, protocol: 'TCP' }] },
    { to: [{ ipBlock: { cidr: '172.16.28.9/32' } }], ports: [{ port: 3129, protocol: 'TCP' }] },
  ]);
  expect(named(objects, 'NetworkPolicy', 'allow-private').spec.egress).toEqual([
    { to: [{ ipBlock: { cidr: '172.16.30.0/28' } }], ports: [{ port: 5432, protocol: 'TCP' }] },
  ]);
});

test('with a gateway egress goes there and to no proxy, and pods are told of it', () => {
  const objects = render(everything);
  expect(named(objects, 'NetworkPolicy', 'allow-egress-proxy').spec.egress).toEqual([
    {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'client-a-demo-egress' } },
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'egress-gateway' } },
        },
      ],
      ports: [
        { port: 3128, protocol: 'TCP' },
        { port: 20001, protocol: 'TCP' },
      ],
    },
  ]);
  expect(JSON.stringify(objects)).not.toContain('172.16.28.8');
  expect(named(objects, 'Namespace', 'client-a-demo').metadata.annotations['egress-proxy']).toBe(
    'http://egress-gateway.client-a-demo-egress.svc.cluster.local:3128',
  );
});

test('names are asked of the cluster’s DNS, or of the tenants’ resolver and nobody else', () => {
  const asked = (props: TenantNamespaceProps) => {
    const [rule] = named(render(props), 'NetworkPolicy', 'allow-dns').spec.egress;
    return [rule.to, rule.ports.map(({ port, protocol }: Rendered) => `${protocol} ${port}`)];
  };
  const pods = (namespace: string, matchLabels: Record<string, string>) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels },
  });
  const ports = ['UDP 53', 'TCP 53'];
  expect(asked(minimal)).toEqual([[pods('kube-system', { 'k8s-app': 'kube-dns' })], ports]);
  const resolver = pods('egress-dns', { 'app.kubernetes.io/name': 'egress-dns' });
  expect(asked({ ...minimal, ownResolver: true })).toEqual([[resolver], ports]);
});

test('what no setting asks for is not rendered', () => {
  const names = render(minimal).map((object) => `${object.kind} ${object.metadata.name}`);
  expect(names).toEqual([
    'Namespace client-a',
    'NetworkPolicy default-deny',
    'NetworkPolicy allow-dns',
    'NetworkPolicy allow-egress-proxy',
    'NetworkPolicy allow-same-namespace',
    'ServiceAccount client-a',
    `RoleBinding ${TENANT_ROLE}`,
  ]);
});

test('the namespace outlives a reconciliation that no longer has it', () => {
  expect(render(minimal)[0].metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
});

test('says on the namespace, where no tenant can write, what admission holds pods to', () => {
  const { metadata } = render({ ...minimal, nodePool: { name: 'pool-of-a' } })[0];
  expect(metadata.labels).toMatchObject({ tenant: 'client-a', 'network/isolation': 'egress-proxy' });
  expect(metadata.annotations).toMatchObject({
    'node-pool': 'pool-of-a',
    'egress-proxy': 'http://172.16.28.8:3128',
  });
  expect(Object.keys(metadata.annotations).join()).not.toContain('scheduler.alpha.kubernetes.io');
});

test('Pod Security is enforced, audited and warned of at its strictest, by the rules of one version', () => {
  const { labels } = render(minimal)[0].metadata;
  for (const mode of ['enforce', 'audit', 'warn']) {
    expect(labels[`pod-security.kubernetes.io/${mode}`]).toBe('restricted');
    expect(labels[`pod-security.kubernetes.io/${mode}-version`]).toBe(`v${KUBERNETES_MINOR}`);
  }
});

test('where the API server pins pods by annotations, each plugin gets its own', () => {
  const annotations = (admissionPlugins: AdmissionPlugin[]) =>
    Object.entries(render({ ...minimal, admissionPlugins })[0].metadata.annotations as Record<string, string>)
      .filter(([key]) => key.startsWith('scheduler.alpha.kubernetes.io/'))
      .map(([key, value]) => [key.replace('scheduler.alpha.kubernetes.io/', ''), value]);
  expect(annotations(['PodNodeSelector'])).toEqual([['node-selector', 'node-pool=client-a-pool']]);
  const own = '{"key":"node-role.kubernetes.io/client-a","operator":"Equal","value":"dedicated","effect":"NoSchedule"}';
  const [defaults, whitelist] = annotations(['PodTolerationRestriction']) as [string[], string[]];
  expect(defaults).toEqual(['defaultTolerations', `[${own}]`]);
  expect(whitelist[0]).toBe('tolerationsWhitelist');
  // Without these the API server's own additions are refused, and every pod with them.
  expect(JSON.parse(whitelist[1] as string).map(({ key }: { key: string }) => key)).toEqual(
    expect.arrayContaining([
      'node-role.kubernetes.io/client-a',
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
      'node.kubernetes.io/memory-pressure',
    ]),
  );
});

test('the tenant’s role writes nothing of its own guardrails', () => {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  new TenantRole(chart, 'role');
  const [role] = Testing.synth(chart);
  const writable = role.rules
    .filter((rule: Rendered) => rule.verbs.some((verb: string) => !['get', 'list', 'watch'].includes(verb)))
    .flatMap((rule: Rendered) => rule.resources);
  expect(role.rules.flatMap((rule: Rendered) => [...rule.apiGroups, ...rule.resources, ...rule.verbs])).not.toContain(
    '*',
  );
  for (const resource of [
    'networkpolicies',
    'resourcequotas',
    'limitranges',
    'roles',
    'rolebindings',
    'serviceaccounts',
    'serviceaccounts/token',
    'namespaces',
    'ingresses',
    'endpoints',
    'endpointslices',
    'pods/ephemeralcontainers',
    'kustomizations',
    'gitrepositories',
  ]) {
    expect(writable).not.toContain(resource);
  }
});

test('the tenant’s role reads what Flux does for it', () => {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  new TenantRole(chart, 'role');
  const [role] = Testing.synth(chart);
  for (const [apiGroup, resource] of [
    ['source.toolkit.fluxcd.io', 'gitrepositories'],
    ['kustomize.toolkit.fluxcd.io', 'kustomizations'],
  ]) {
    expect(role.rules).toContainEqual({
      apiGroups: [apiGroup],
      resources: [resource],
      verbs: ['get', 'list', 'watch'],
    });
  }
});
