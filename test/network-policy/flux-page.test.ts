import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { decide } from '../../lib/network-policy';
import { pod } from './_policies';

const page = readFileSync(join(resolve(__dirname, '../..'), 'docs/flux.md'), 'utf8');
const [, block = ''] = /```yaml\n(apiVersion: networking\.k8s\.io\/v1\n.*?)```/s.exec(page) ?? [];
const policies = parseAllDocuments(block).map((document) => document.toJS() as object);

const source = pod('flux-system', { app: 'source-controller' });
const kustomize = pod('flux-system', { app: 'kustomize-controller' });
const dns = pod('kube-system', { 'k8s-app': 'kube-dns' });
const tenant = pod('client-a-demo', { app: 'web' }, { addresses: ['100.64.0.7'] });

test.each([
  ['source-controller reaches the API server', source, { address: '172.16.28.2' }, 6443, true],
  ['source-controller reaches the DNS', source, dns, 53, true],
  ['source-controller reaches a forge', source, { address: '140.82.121.4' }, 443, true],
  ['source-controller reaches a forge by ssh', source, { address: '140.82.121.4' }, 22, true],
  ['source-controller does not reach a forge by http', source, { address: '140.82.121.4' }, 80, false],
  ['source-controller does not reach metadata', source, { address: '169.254.42.42' }, 443, false],
  ['source-controller does not reach a proxy', source, { address: '172.16.28.8' }, 443, false],
  ['source-controller does not reach a tenant’s pod', source, tenant, 443, false],
  ['kustomize-controller reaches source-controller', kustomize, source, 9090, true],
  ['kustomize-controller reaches the API server', kustomize, { address: '172.16.28.2' }, 6443, true],
  ['kustomize-controller does not reach a web server', kustomize, { address: '140.82.121.4' }, 443, false],
  ['kustomize-controller does not reach metadata', kustomize, { address: '169.254.42.42' }, 80, false],
  ['a tenant’s pod does not reach source-controller', tenant, source, 9090, false],
] as const)('by the policies in docs/flux.md, %s', (_, from, to, port, passes) => {
  expect(policies).toHaveLength(2);
  for (const datapath of ['calico', 'cilium'] as const) {
    const { answer } = decide({ policies, datapath }, { from, to, port, protocol: 'TCP' });
    expect(answer).toBe(passes ? 'allowed' : 'denied');
  }
});
