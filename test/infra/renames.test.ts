import type { Tenant } from '../../lib';
import { terraform } from '../../lib/infra';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const INFRASTRUCTURE = { cluster: 'kapsule-dev' } as never;

/** The main.tf.json of development, with these settings. */
function rendered(tenant: string, more: object = {}) {
  const environments = {
    'development.ts': environmentText('development', { infrastructure: INFRASTRUCTURE, ...more }),
    'production.ts': environmentText('production'),
  };
  const name = /^name: (.*)$/m.exec(tenant)?.[1];
  const { loaded, errors } = loadFiles({ tenants: { [`${name}.yaml`]: tenant }, environments });
  expect(errors).toEqual([]);
  const [model] = loaded?.model.environments ?? [];
  if (!model) throw new Error('there is no environment');
  const [file] = terraform(model);
  return { main: JSON.parse(file?.content ?? '{}'), tenant: model.tenants[0] as Tenant };
}

const moved = (tenant: string) =>
  (rendered(tenant).main.moved ?? []).map(({ from, to }: { from: string; to: string }) => `${from} → ${to}`);

const OF_PROXY = ['instance_ip', 'ipam_ip', 'instance_server', 'instance_private_nic'];
const proxyMoves = (from: string, to: string) =>
  OF_PROXY.map((type) => `scaleway_${type}.${from} → scaleway_${type}.${to}`);
const tenantMoves = (from: string, to: string) =>
  ['instance_security_group', 'k8s_pool'].map((type) => `scaleway_${type}.${from} → scaleway_${type}.${to}`);

test('without former names nothing moves', () => {
  expect(rendered(CLIENT_B).main).not.toHaveProperty('moved');
});

test('a renamed tenant moves all that is its own', () => {
  expect(moved(`${CLIENT_B}formerly: [client-old]\n`)).toEqual([
    ...tenantMoves('client-old', 'client-b'),
    ...proxyMoves('client-old_squid-b', 'client-b_squid-b'),
  ]);
});

test('a pair moves its placement group too', () => {
  const pair = CLIENT_B.replace('  allow:', '    - { name: squid-c, address: 172.16.28.10 }\n  allow:');
  expect(moved(`${pair}formerly: [client-old]\n`)).toContain(
    'scaleway_instance_placement_group.client-old → scaleway_instance_placement_group.client-b',
  );
});

test('a renamed proxy moves what is its own, under a name that begins with a digit as well', () => {
  const renamed = CLIENT_B.replace('    - name: squid-b', '    - name: squid-b\n      formerly: [1st]');
  expect(moved(renamed)).toEqual(proxyMoves('client-b_1st', 'client-b_squid-b'));
  expect(moved(`${CLIENT_B}formerly: [2nd]\n`)).toContain('scaleway_k8s_pool._2nd → scaleway_k8s_pool.client-b');
});

test('of several former names of both, every one leads to the current one, and each by one way only', () => {
  const renamed = CLIENT_B.replace('    - name: squid-b', '    - name: squid-b\n      formerly: [one, two]');
  const moves = moved(`${renamed}formerly: [client-x, client-y]\n`).map((line: string) => line.split(' → '));
  const next = new Map<string, string>(moves);
  // Terraform refuses two sources of one resource, and two destinations.
  expect(next.size).toBe(moves.length);
  expect(new Set(next.values()).size).toBe(moves.length);
  for (const tenant of ['client-x', 'client-y', 'client-b']) {
    for (const proxy of ['one', 'two', 'squid-b']) {
      let address = `scaleway_instance_ip.${tenant}_${proxy}`;
      while (next.has(address)) address = next.get(address) as string;
      expect(address).toBe('scaleway_instance_ip.client-b_squid-b');
    }
  }
});

test.each([
  [
    'a tenant whose pool is named after it',
    'formerly: [client-old, client-mid]\n',
    '',
    'client-old-pool',
    'client-b-pool',
  ],
  ['a pool', '', '\n  formerly: [nodes, more-nodes]', 'nodes', 'client-b-pool'],
  ['both', 'formerly: [client-old]\n', '\n  formerly: [nodes]', 'nodes', 'client-b-pool'],
])(
  '%s renamed: the cloud keeps the pool’s oldest name, its label and taint are the new ones',
  (_, tenant, pool, made, label) => {
    const text = `${CLIENT_B.replace('  name: client-b-pool', `  # ${pool && 'renamed'}${pool}`)}${tenant}`;
    expect(rendered(text).main.resource.scaleway_k8s_pool['client-b']).toMatchObject({
      name: made,
      labels: { 'node-pool': label },
      taints: [{ key: 'node-role.kubernetes.io/client-b' }],
    });
  },
);

test('a pool that is named by itself keeps its name when its tenant is renamed', () => {
  const { main } = rendered(`${CLIENT_B}formerly: [client-old]\n`);
  expect(main.resource.scaleway_k8s_pool['client-b'].name).toBe('client-b-pool');
});

test('a retired address stays under its name, on no machine, and is no output', () => {
  const retired = [{ tenant: 'client-old', proxy: 'squid-a', keepUntil: '2027-03-31' }];
  const { resource, output } = rendered(CLIENT_B, { retired }).main;
  expect(resource.scaleway_instance_ip['client-old_squid-a']).toEqual({
    type: 'routed_ipv4',
    zone: 'fr-par-1',
    tags: ['egress-proxy', 'tenant=client-old', 'keep-until=2027-03-31'],
    lifecycle: { prevent_destroy: true },
  });
  for (const [type, named] of Object.entries(resource)) {
    if (type !== 'scaleway_instance_ip') expect(Object.keys(named as object).join()).not.toContain('client-old');
  }
  expect(JSON.stringify([resource.scaleway_instance_server, output])).not.toContain('client-old');
});

test('backend and provider are rendered as they are set', () => {
  const backend = { s3: { bucket: 'state', endpoints: { s3: 'https://s3.fr-par.scw.cloud' }, use_path_style: true } };
  const provider = { project_id: '11111111-2222-3333-4444-555555555555', region: 'fr-par' };
  const { main } = rendered(CLIENT_B, { terraform: { backend, provider } });
  expect(main.terraform.backend).toEqual(backend);
  expect(main.provider).toEqual({ scaleway: provider });
  expect(rendered(CLIENT_B).main).not.toHaveProperty('provider');
  expect(rendered(CLIENT_B).main.terraform).not.toHaveProperty('backend');
});
