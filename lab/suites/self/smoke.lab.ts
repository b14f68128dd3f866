import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tenant } from '../../../lib';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { say, testOptions } from '../../runner/options';
import { manifests, repository, smokeModel } from './_smoke-fixture';

const IP = ['-s', '--max-time', '10', 'https://ifconfig.me/ip'];
let lab: Lab;
let a: Tenant;
let b: Tenant;
let folder: string;

function curl(tenant: Tenant, ...args: string[]) {
  return lab.exec(tenant.namespace, 'deploy/demo', ['curl', ...args]);
}

beforeAll(async () => {
  const model = await smokeModel();
  [a, b] = model.tenants as [Tenant, Tenant];
  folder = mkdtempSync(join(tmpdir(), 'egress-smoke-'));
  const files = repository({ 'a.yaml': manifests(a), 'b.yaml': manifests(b) });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const { cni, kubernetes } = testOptions();
  lab = await Lab.up({ name: 'smoke', cni, kubernetes, model, repository: folder, say });
  await lab.flux.isApplied('smoke');
  for (const tenant of [a, b]) {
    const available = ['wait', 'deploy/demo', '--for=condition=Available', '--timeout=60s'];
    expect(await lab.kubectl([...available, '--namespace', tenant.namespace])).toMatchObject({ code: 0 });
  }
});

afterAll(async () => {
  await lab?.down();
  rmSync(folder, { recursive: true, force: true });
  expect(leftovers(lab.state)).toEqual([]);
});

test("each tenant's pool is a node with its label and its taint, and the system node has none", async () => {
  const nodes = await lab.api.list('/api/v1/nodes');
  const seen = nodes.map(({ metadata, spec }) => [
    metadata.name,
    (metadata.labels as Record<string, string>)['node-pool'],
    spec.taints?.map((taint: { key: string; value: string; effect: string }) => Object.values(taint).sort()),
  ]);
  expect(seen).toEqual([
    ['client-a-pool-1', 'client-a-pool', [['NoSchedule', 'dedicated', 'node-role.kubernetes.io/client-a']]],
    ['client-b-pool-1', 'client-b-pool', [['NoSchedule', 'dedicated', 'node-role.kubernetes.io/client-b']]],
    ['system-1', 'system', undefined],
  ]);
});

test('pods run on the node of their tenant', async () => {
  const pods = await lab.api.list('/api/v1/pods?labelSelector=app%3Ddemo');
  expect(pods.map(({ metadata, spec }) => [metadata.namespace, spec.nodeName])).toEqual([
    ['client-a-demo', lab.nodeOf('client-a')],
    ['client-b-demo', lab.nodeOf('client-b')],
  ]);
});

test('names inside and outside resolve by the DNS of the cluster', async () => {
  const inside = await lab.exec(a.namespace, 'deploy/demo', ['nslookup', 'kubernetes.default.svc.cluster.local']);
  expect(inside.stdout).toContain('10.32.0.1');
  const outside = await lab.exec(a.namespace, 'deploy/demo', ['nslookup', '-type=a', 'ifconfig.me.']);
  expect(outside.stdout).toContain(lab.topology.internet.web);
  expect(lab.internet.queries()).toContainEqual({
    client: lab.topology.gateway.publicAddress,
    type: 'A',
    name: 'ifconfig.me',
  });
});

test.each([
  { scheme: 'https', letter: 'a', address: '203.0.113.10' },
  { scheme: 'https', letter: 'b', address: '203.0.113.11' },
  { scheme: 'http', letter: 'a', address: '203.0.113.10' },
  { scheme: 'http', letter: 'b', address: '203.0.113.11' },
])(
  'over $scheme, client-$letter is seen with $address, the address of its proxy',
  async ({ scheme, letter, address }) => {
    const result = await curl(letter === 'a' ? a : b, '-s', '--max-time', '10', `${scheme}://ifconfig.me/ip`);
    expect(result).toMatchObject({ code: 0, stdout: `${address}\n` });
    expect(lab.internet.requests().at(-1)).toMatchObject({
      client: address,
      host: 'ifconfig.me',
      tls: scheme === 'https',
    });
    expect(lab.proxy(`squid-${letter}`).accessLog()).toContain('ifconfig.me');
  },
);

test("past the proxy nothing leaves; without the policy it leaves by the node's address", async () => {
  const direct = ['--noproxy', '*', '-s', '--max-time', '3', 'https://ifconfig.me/ip'];
  expect(await curl(a, ...direct)).toMatchObject({ code: 28, stdout: '' });
  await lab.kubectl(['delete', 'networkpolicy', 'egress', '--namespace', a.namespace]);
  await lab.waitFor('the bypass is open', async () => {
    const { stdout } = await curl(a, ...direct);
    return stdout === `${lab.topology.gateway.publicAddress}\n`;
  });
  await lab.flux.reconcile('smoke');
  await lab.waitFor('Flux has put the policy back', async () => (await curl(a, ...direct)).code === 28);
});

test("another tenant's proxy is out of reach", async () => {
  const foreign = ['--proxy', 'http://172.16.28.9:3128', '-s', '--max-time', '3', 'https://ifconfig.me/ip'];
  expect((await curl(a, ...foreign)).code).toBe(28);
});

test('what is pushed is applied, and what is taken away is pruned', async () => {
  const commit = await lab.source.push(
    repository({ 'a.yaml': manifests(a, 2), 'b.yaml': manifests(b) }),
    'Two of them',
  );
  await lab.flux.isApplied('smoke', commit);
  const deployment = await lab.api.get(`/apis/apps/v1/namespaces/${a.namespace}/deployments/demo`);
  expect(deployment?.spec.replicas).toBe(2);

  const without = await lab.source.push(repository({ 'a.yaml': manifests(a, 1) }), 'Without b');
  await lab.flux.isApplied('smoke', without);
  await lab.waitFor('b is pruned', async () => !(await lab.api.get(`/api/v1/namespaces/${b.namespace}`)));

  const back = await lab.source.push(repository({ 'a.yaml': manifests(a), 'b.yaml': manifests(b) }), 'Both again');
  await lab.flux.isApplied('smoke', back);
});

test('a commit that cannot be built leaves all as it is, and the status says why', async () => {
  const commit = await lab.source.push({ 'dist/overlays/smoke/a.yaml': 'kind: [' }, 'Break it');
  await lab.waitFor('the status says so', async () => (await lab.flux.condition('smoke'))?.status === 'False');
  expect((await lab.flux.condition('smoke'))?.message).toContain('a.yaml');
  expect(await curl(a, ...IP)).toMatchObject({ stdout: '203.0.113.10\n' });
  const mended = await lab.source.push({ 'dist/overlays/smoke/a.yaml': manifests(a) }, 'Mend it');
  expect(mended).not.toBe(commit);
  await lab.flux.isApplied('smoke', mended);
});

test('a tag is followed only when it moves', async () => {
  await lab.apply(`apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: tagged, namespace: flux-system}
spec: {interval: 1m, url: "https://git.invalid/lab", ref: {semver: ">=1.0.0"}}`);
  const path = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/tagged';
  const status = async () => (await lab.api.get(path))?.status;
  const message = async () =>
    (await status())?.conditions?.find(({ type }: { type: string }) => type === 'Ready')?.message;
  await lab.waitFor('there is nothing to follow', async () => (await message())?.includes('no match found for semver'));
  await lab.source.tag('v1.0.0');
  const first = (await status()).artifact.revision;
  expect(first).toMatch(/^v1\.0\.0@sha1:[0-9a-f]{40}$/);
  await lab.source.push({ 'notes.txt': 'later' }, 'Later');
  expect((await status()).artifact.revision).toBe(first);
  await lab.source.tag('v1.1.0');
  expect((await status()).artifact.revision).toMatch(/^v1\.1\.0@sha1:/);
});

test('a proxy that is killed serves nobody, and serves again when it is started', async () => {
  await lab.stop('squid', 'squid-a');
  expect(await curl(a, ...IP)).toMatchObject({ code: 7, stdout: '' });
  await lab.start('squid', 'squid-a');
  await lab.waitFor('it serves again', async () => (await curl(a, ...IP)).stdout === '203.0.113.10\n');
  await lab.stop('squid', 'squid-a', 'SIGSTOP');
  expect((await curl(a, '-s', '--max-time', '2', 'https://ifconfig.me/ip')).code).toBe(28);
  await lab.start('squid', 'squid-a');
  await lab.waitFor('it goes on', async () => (await curl(a, ...IP)).stdout === '203.0.113.10\n');
});

test('the web takes further names and ports', async () => {
  await lab.internet.serve({ name: 'partner.example', http: [], https: [8443] });
  const { host } = lab.proxy('squid-a');
  const ca = lab.state.pki;
  const result = await host.run(['curl', '-s', '--cacert', `${ca}/ca.crt`, 'https://partner.example:8443/hello']);
  expect(result).toMatchObject({ code: 0, stdout: '203.0.113.10\n' });
  expect(lab.internet.requests().at(-1)).toMatchObject({ host: 'partner.example:8443', path: '/hello', port: 8443 });
});
