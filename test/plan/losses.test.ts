import { spawnSync } from 'node:child_process';
import { environmentText } from '../support/settings';
import { A, B, CLIENT_A, CLIENT_B, DEVELOPMENT, writtenProject } from './_project';

const pooled = (text: string) => text.replace('nodePool: {', 'nodePool: { nodeType: DEV1-M, size: { min: 1, max: 2 },');
const development = (infrastructure: object, more: object = {}) =>
  environmentText('development', { infrastructure, ...more } as never);
const KAPSULE = { cluster: 'kapsule' };

/** Two tenants whose machines Terraform makes in development. */
function written() {
  return writtenProject({ [A]: pooled(CLIENT_A), [B]: pooled(CLIENT_B) }, development(KAPSULE));
}

type Written = Awaited<ReturnType<typeof written>>;

/** What the plan for development calls DESTRUCTIVE in main.tf.json: address → reasons. */
async function lossesOf(project: Written, ...args: string[]) {
  const { out, err } = await project.run('plan', '--json', '--env', 'development', ...args);
  expect(err).toBe('');
  const [plan] = JSON.parse(out).environments;
  const blocks: { address: string; destructive: string[] }[] = plan.infra?.terraform?.blocks ?? [];
  return Object.fromEntries(
    blocks
      .filter(({ destructive }) => destructive.length > 0)
      .map(({ address, destructive }) => [address, destructive.join()]),
  );
}

const ALL_OF_B = {
  'scaleway_instance_ip.client-b_squid-b': expect.stringMatching(/releases this public address.*`formerly`.*`retired`/),
  'scaleway_instance_server.client-b_squid-b': expect.stringMatching(/deletes this VM/),
  'scaleway_ipam_ip.client-b_squid-b': expect.stringMatching(/frees this private address/),
  'scaleway_k8s_pool.client-b': expect.stringMatching(/deletes this pool with its nodes/),
};

test('a tenant that is removed, left out, or renamed loses its address, its VM and its nodes', async () => {
  const project = await written();
  project.remove(B);
  expect(await lossesOf(project)).toEqual(ALL_OF_B);
  const { out } = await project.run('plan', '--env', 'development');
  expect(out).toContain(
    '          - scaleway_instance_ip.client-b_squid-b\n              DESTRUCTIVE: Terraform releases this public address',
  );
  // The four, and the namespace.
  expect(out).toMatch(/^development: .*, 5 DESTRUCTIVE$/m);
  project.write({ [B]: `${pooled(CLIENT_B)}environments: { development: { enabled: false } }\n` });
  expect(await lossesOf(project)).toEqual(ALL_OF_B);
  project.remove(B).write({ 'tenants/client-c.yaml': pooled(CLIENT_B).replace('client-b', 'client-c') });
  expect(await lossesOf(project)).toEqual(ALL_OF_B);
});

test('a rename that is declared loses nothing, of tenant, proxy and pool at once', async () => {
  const project = await written();
  const renamed = pooled(CLIENT_B)
    .replace('name: client-b', 'name: client-c\nformerly: [client-b]')
    .replace('{ name: squid-b,', '{ name: squid-c, formerly: [squid-b],');
  project.remove(B).write({ 'tenants/client-c.yaml': renamed });
  expect(await lossesOf(project)).toEqual({});
  const { out } = await project.run('plan', '--env', 'development');
  expect(out).toContain('~ scaleway_k8s_pool.client-c (was scaleway_k8s_pool.client-b)\n');
  expect(out).toContain('~ scaleway_instance_ip.client-c_squid-c (was scaleway_instance_ip.client-b_squid-b)\n');
  expect(out).not.toMatch(/[-+] scaleway_/);
  await project.run('synth');
  // Dropped too early, the pool would get its new name at the cloud.
  project.write({ 'tenants/client-c.yaml': renamed.replace('formerly: [client-b]\n', '') });
  expect(await lossesOf(project)).toEqual({
    'scaleway_k8s_pool.client-c': expect.stringMatching(
      /^name changes from client-b-pool to client-c-pool: Terraform deletes this pool.*nodePool\.formerly: \[client-b-pool\]$/,
    ),
  });
});

test('a retired address stays when its tenant goes; when it is no longer kept, that is a loss', async () => {
  const project = await written();
  const retired = [{ tenant: 'client-b', proxy: 'squid-b', keepUntil: '2027-03-31' }];
  project.remove(B).write({ [DEVELOPMENT]: development(KAPSULE, { retired }) });
  const { 'scaleway_instance_ip.client-b_squid-b': address, ...others } = ALL_OF_B;
  expect(await lossesOf(project)).toEqual(others);
  await project.run('synth');
  project.write({ [DEVELOPMENT]: development(KAPSULE) });
  expect(await lossesOf(project)).toEqual({ 'scaleway_instance_ip.client-b_squid-b': address });
});

test.each<[string, (text: string) => string, Record<string, RegExp>]>([
  [
    'a proxy that is removed',
    (text) => text.replace('proxies: [', 'proxies: [{ name: other, address: 172.16.28.50 }] #'),
    {
      'scaleway_instance_ip.client-b_squid-b': /releases this public address/,
      'scaleway_instance_server.client-b_squid-b': /deletes this VM/,
      'scaleway_ipam_ip.client-b_squid-b': /frees/,
    },
  ],
  [
    'another private address',
    (text) => text.replace('172.16.28.9', '172.16.28.19'),
    {
      'scaleway_ipam_ip.client-b_squid-b': /^address changes from 172\.16\.28\.9 to 172\.16\.28\.19: /,
    },
  ],
  [
    'another name of the pool',
    (text) => text.replace('nodePool: {', 'nodePool: { name: client-b-nodes,'),
    {
      'scaleway_k8s_pool.client-b': /^name changes from client-b-pool to client-b-nodes: .*formerly: \[client-b-pool\]/,
    },
  ],
  [
    'other nodes',
    (text) => text.replace('DEV1-M', 'PRO2-S'),
    {
      'scaleway_k8s_pool.client-b': /^node_type changes from DEV1-M to PRO2-S: /,
    },
  ],
  ['another size, which is no loss', (text) => text.replace('max: 2', 'max: 5'), {}],
  ['another spelling of the node type', (text) => text.replace('DEV1-M', 'dev1-m'), {}],
])('%s', async (_, change, expected) => {
  const project = await written();
  project.write({ [B]: change(pooled(CLIENT_B)) });
  expect(await lossesOf(project)).toEqual(
    Object.fromEntries(Object.entries(expected).map(([address, reason]) => [address, expect.stringMatching(reason)])),
  );
});

test.each<[string, string, RegExp, number]>([
  [
    'another image',
    development({ ...KAPSULE, image: 'ubuntu_noble' }),
    /^image changes from .* Terraform deletes this VM/,
    2,
  ],
  ['another type of VM', development({ ...KAPSULE, instanceType: 'DEV1-L' }), /^type changes from .* stops this VM/, 2],
  ['another cluster', development({ cluster: 'other' }), /^the cluster changes from kapsule to other: .*pool/, 2],
  [
    'another zone',
    environmentText('development', { infrastructure: KAPSULE, cluster: { zone: 'fr-par-2' } }),
    /^zone changes/,
    6,
  ],
  ['no infrastructure', environmentText('development'), /^Terraform (deletes|frees|releases)/, 8],
])('%s of the environment', async (_, text, reason, count) => {
  const project = await written();
  project.write({ [DEVELOPMENT]: text });
  const losses = Object.values(await lossesOf(project));
  expect(losses).toEqual(Array.from({ length: count }, () => expect.stringMatching(reason)));
  expect((await project.run('plan', '--env', 'development')).out.match(/DESTRUCTIVE: /g)).toHaveLength(count);
});

test('against a revision it is the same', async () => {
  const project = await written();
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env;
  const git = (...args: string[]) =>
    expect(
      spawnSync('git', ['-c', 'user.name=n', '-c', 'user.email=n@example.com', '-c', 'commit.gpgsign=false', ...args], {
        cwd: project.folder,
        env,
      }).status,
    ).toBe(0);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  project.remove(B);
  await project.run('synth');
  expect(await lossesOf(project)).toEqual({});
  expect(await lossesOf(project, '--against', 'HEAD')).toEqual(ALL_OF_B);
  expect(await lossesOf(project, '--against', 'HEAD', '--tenant', 'client-a')).toEqual({});
});
