import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { TenantResolver } from '../../lib/constructs';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { fluxChart } from '../support/chart';
import { expectGolden } from '../support/golden';
import { goldenFiles } from './_golden-files';

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

function render(apiServer = '172.16.28.0/22'): Rendered[] {
  const chart = fluxChart();
  new TenantResolver(chart, 'resolver', { address: '10.32.0.53', image: 'coredns/coredns:1', apiServer });
  return Testing.synth(chart);
}

const objects = render();
const the = (kind: string, name = 'egress-dns', among = objects) =>
  among.find((object) => object.kind === kind && object.metadata.name === name);

test('it is that of its golden folder, all of it known to the API server', () => {
  expectGolden(join(__dirname, 'resolver/golden'), goldenFiles(objects));
  expect(validateObjects(objects).map(formatSchemaProblem)).toEqual([]);
});

test('forwards nothing: no name can leave by it', () => {
  const corefile = the('ConfigMap').data.Corefile;
  expect(corefile).not.toMatch(/forward|proxy|grpc|erratic|file |secondary|resolv\.conf/);
  expect(corefile).toContain('kubernetes cluster.local\n');
  // By addresses a tenant would find the Services of all others.
  expect(corefile).not.toContain('arpa');
  expect(corefile).toMatch(/\.:53 \{\n {2}errors\n {2}template ANY ANY \{\n {4}rcode NXDOMAIN\n/);
});

test('what changes its Corefile makes its pods roll', () => {
  const { Corefile } = the('ConfigMap').data;
  const digest = createHash('sha256').update(Corefile).digest('hex');
  expect(Object.values(the('Deployment').spec.template.metadata.annotations)).toEqual([digest.slice(0, 16)]);
});

test('its address is the one that was chosen, and can be changed', () => {
  const { metadata, spec } = the('Service');
  expect(spec.clusterIP).toBe('10.32.0.53');
  expect(metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/force': 'enabled' });
});

test('tenants come in on the port of DNS, and out of it there is the API server alone', () => {
  expect(the('NetworkPolicy', 'default-deny').spec).toEqual({ podSelector: {}, policyTypes: ['Egress', 'Ingress'] });
  expect(the('NetworkPolicy', 'allow-tenants').spec.ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'network/isolation': 'egress-proxy' } } }],
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    },
  ]);
  const egress = (apiServer: string) => the('NetworkPolicy', 'allow-api-server', render(apiServer)).spec.egress;
  const ports = [{ port: 6443, protocol: 'TCP' }];
  expect(egress('172.16.28.0/22')).toEqual([{ to: [{ ipBlock: { cidr: '172.16.28.0/22' } }], ports }]);
  expect(egress('51.15.1.1')).toEqual([{ to: [{ ipBlock: { cidr: '51.15.1.1/32' } }], ports }]);
  expect(objects.filter(({ kind, spec }) => kind === 'NetworkPolicy' && spec.egress)).toHaveLength(1);
});

test('two of it, one of which is always there, on nodes that are no tenant’s', () => {
  const { replicas, template } = the('Deployment').spec;
  expect(replicas).toBe(2);
  expect(the('PodDisruptionBudget').spec.minAvailable).toBe(1);
  expect(template.spec).not.toHaveProperty('tolerations');
  expect(template.spec).not.toHaveProperty('nodeSelector');
  expect(the('Namespace').metadata.labels).not.toHaveProperty('tenant');
});

test('watches services, and can do nothing else', () => {
  expect(the('ClusterRole').rules).toEqual([
    { apiGroups: [''], resources: ['namespaces', 'services'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ]);
});
