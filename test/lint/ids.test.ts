import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const change = (from: string | RegExp, to: string) => CLIENT_B.replace(from, to);

test.each<[string, string]>([
  ['unknown-key', change('title:', 'titel:')],
  ['duplicate-key', change('title: client B', 'title: client B\ntitle: client C')],
  ['missing-key', change(/ {4}- name: squid-b\n {6}address: 172.16.28.9/, '    - name: squid-b')],
  ['no-value', change('title: client B', 'title:')],
  ['wrong-type', change('title: client B', 'title: [client B]')],
  ['unknown-value', change('mode: enforce', 'mode: strict')],
  ['number-out-of-range', change('runAsUser: 100', 'runAsUser: 0')],
  ['number-out-of-range', change('port: 3128', 'port: 70000')],
  ['list-empty', change('sources: [172.16.28.20]', 'sources: []')],
  ['duplicate-entry', change('ports: [8443]', 'ports: [8443, 8443]')],
  ['duplicate-name', change('  - name: web\n', '  - { name: web, image: example.com/web:1 }\n  - name: web\n')],
  ['invisible-character', change('title: client B', 'title: "client\\u200bB"')],
  ['file-name-differs', change('name: client-b\n', 'name: client-c\n')],
  ['name-invalid', change('name: squid-b', 'name: Squid_B')],
  ['name-reserved', change('namespace: client-b-demo', 'namespace: kube-system')],
  ['name-not-owned', change('namespace: client-b-demo', 'namespace: shop')],
  ['address-invalid', change('172.16.28.9', '172.16.028.9')],
  ['address-outside-network', change('172.16.28.9', '172.16.32.9')],
  ['address-outside-network', change('172.16.28.20', '172.16.32.20')],
  ['address-reserved', change('172.16.28.9', '172.16.31.255')],
  ['address-taken', change('172.16.28.9', '172.16.28.20')],
  ['range-not-private', change('172.16.44.0/28', '203.0.113.0/28')],
  ['host-invalid', change('ifconfig.me', 'https://ifconfig.me')],
  ['allow-list-duplicate', change('- ifconfig.me', '- www.example.com')],
  ['environment-unknown', change('  production:', '  prodution:')],
  ['override-unknown-entry', change(/ {6}- name: web\n {8}replicas: 3/, '      - { name: wbe, replicas: 3 }')],
  ['key-refused', change('  production:\n', '  production:\n    namespace: other\n')],
  ['image-invalid', change('registry.example.com/web:1.2.3', 'Web Image')],
  ['quantity-invalid', change('memory: 256Mi', 'memory: 256MB')],
  ['limit-below-request', change('limits: { memory: 256Mi }', 'requests: { memory: 1Gi }, limits: { memory: 256Mi }')],
  ['quota-too-small', change('cpu: 4,', 'cpu: 10m,')],
  ['kubernetes-manifest', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n'],
  ['yaml-invalid', 'name: [\n'],
  ['yaml-several-documents', `${CLIENT_B}---\nname: x\n`],
  ['file-empty', ''],
])('%s', (id, text) => {
  const { problems } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(problems.filter(({ severity }) => severity === 'error').map((problem) => problem.id)).toContain(id);
});

test.each<[string, string]>([
  ['module-syntax', 'export default {'],
  ['module-import-missing', "import './nothing';\nexport default {};"],
  ['module-fails', "throw new Error('no');"],
  ['module-export-missing', 'export const a = 1;'],
  ['value-not-plain', 'export default { name: () => 1 };'],
  ['zone-invalid', environmentText('development', { cluster: { zone: 'paris' } })],
  ['cluster-ranges-overlap', environmentText('development', { cluster: { podCidr: '10.32.0.0/16' } })],
  ['name-reserved', environmentText('development', { flux: { name: 'flux-system' } })],
])('%s of an environment', (id, text) => {
  const { problems } = loadFiles({ environments: { 'development.ts': text } });
  expect(problems.map((problem) => problem.id)).toContain(id);
});

test('a manifest of Kubernetes is one problem, and not one for each of its keys', () => {
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': 'apiVersion: v1\nkind: Pod\nspec: {}\n' } });
  expect(errors).toEqual([expect.stringMatching(/client-b.yaml:2:1 kind: is a manifest of Kubernetes \(Pod\)/)]);
});
