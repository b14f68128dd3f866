import { ofTenant } from '../../lib/plan';
import { infraPlan, infraSide, infraText } from './_infra';

type Named = Readonly<Record<string, object>>;

const main = (resource: Readonly<Record<string, Named>>, more: object = {}) =>
  infraSide({ 'main.tf.json': { terraform: { required_version: '>= 1.6.0' }, ...more, resource } });

const ip = { zone: 'fr-par-1', type: 'routed_ipv4' };
const server = { zone: 'fr-par-1', image: 'debian', type: 'DEV1-S', name: 'a' };
const pool = {
  name: 'client-a-pool',
  node_type: 'DEV1-M',
  zone: 'fr-par-1',
  region: 'fr-par',
  cluster_id: 'x',
  size: 1,
};

const blocksOf = (before: ReturnType<typeof main>, after: ReturnType<typeof main>) =>
  infraPlan(before, after).infra?.terraform?.blocks ?? [];

test('blocks are added, changed and removed by their addresses, in order, each with its tenant', () => {
  const before = main(
    { scaleway_k8s_pool: { 'client-a': pool }, scaleway_instance_security_group: { 'client-b': { rules: [] } } },
    { output: { tenants: { value: 1 } }, data: { scaleway_k8s_cluster: { cluster: { name: 'k', region: 'r' } } } },
  );
  const after = main(
    { scaleway_k8s_pool: { 'client-a': { ...pool, size: 2 } }, scaleway_instance_placement_group: { _2nd: {} } },
    {
      output: { tenants: { value: 2 } },
      data: { scaleway_k8s_cluster: { cluster: { name: 'k', region: 'r', x: 1 } } },
      provider: {},
    },
  );
  expect(infraPlan(before, after).infra).toEqual({
    added: [],
    changed: [],
    removed: [],
    terraform: {
      how: 'changed',
      blocks: [
        { address: 'data.scaleway_k8s_cluster.cluster', how: 'changed', destructive: [] },
        { address: 'output.tenants', how: 'changed', destructive: [] },
        { address: 'provider', how: 'added', destructive: [] },
        { address: 'scaleway_instance_placement_group._2nd', tenant: '2nd', how: 'added', destructive: [] },
        { address: 'scaleway_instance_security_group.client-b', tenant: 'client-b', how: 'removed', destructive: [] },
        { address: 'scaleway_k8s_pool.client-a', tenant: 'client-a', how: 'changed', destructive: [] },
      ],
    },
  });
  expect(ofTenant(infraPlan(before, after), 'client-b').infra?.terraform).toEqual({
    how: 'changed',
    blocks: [
      { address: 'scaleway_instance_security_group.client-b', tenant: 'client-b', how: 'removed', destructive: [] },
    ],
  });
  expect(ofTenant(infraPlan(before, after), 'client-c')).not.toHaveProperty('infra');
});

test('a file that comes, goes or only moves its keys', () => {
  const one = main({ scaleway_k8s_pool: { 'client-a': pool } });
  const none = infraSide({ 'backend.tf.json': {} });
  expect(infraPlan(none, one).infra?.terraform).toMatchObject({
    how: 'added',
    blocks: [{ how: 'added' }, { how: 'added' }],
  });
  expect(infraPlan(one, none).infra?.terraform?.how).toBe('removed');
  const moved = main({ scaleway_k8s_pool: { 'client-a': Object.fromEntries(Object.entries(pool).reverse()) } });
  expect(infraPlan(one, moved)).not.toHaveProperty('infra');
});

test.each([
  [
    'scaleway_instance_ip.client-a_squid-a',
    /^Terraform releases this public address, which partners have allowed, for good: .*`formerly`; .*`retired`/,
  ],
  ['scaleway_ipam_ip.client-a_squid-a', /^Terraform frees this private address, .*`formerly`/],
  [
    'scaleway_instance_server.client-a_squid-a',
    /^Terraform deletes this VM, and pods that use it lose their way out: /,
  ],
  ['scaleway_k8s_pool.client-a', /^Terraform deletes this pool with its nodes and all that runs on them: /],
  ['scaleway_k8s_cluster.cluster', /^Terraform deletes this cluster with everything in it$/],
  ['scaleway_vpc_private_network.network', /^Terraform deletes this private network, which nodes and proxies share$/],
])('without %s something is lost', (address, reason) => {
  const [type = '', name = ''] = address.split('.');
  const blocks = blocksOf(main({ [type]: { [name]: { a: 1 } } }), main({}));
  expect(blocks).toMatchObject([{ address, how: 'removed', destructive: [expect.stringMatching(reason)] }]);
});

test.each<[string, object, object, string[]]>([
  [
    'scaleway_instance_ip.a_b',
    ip,
    { type: 'x', zone: 'y' },
    [
      'type changes from routed_ipv4 to x: Terraform needs another public address, and partners have allowed this one',
      'zone changes from fr-par-1 to y: Terraform needs another public address, and partners have allowed this one; a Flexible IP cannot move to another zone; add a proxy there instead',
    ],
  ],
  [
    'scaleway_ipam_ip.a_b',
    { address: '10.0.0.1', region: 'r' },
    { address: '10.0.0.2', region: 's' },
    [
      'address changes from 10.0.0.1 to 10.0.0.2: Terraform frees the old private address',
      'region changes from r to s: Terraform frees the old private address',
    ],
  ],
  [
    'scaleway_instance_server.a_b',
    server,
    { ...server, image: 'ubuntu', zone: 'z', type: 'DEV1-M' },
    [
      'zone changes from fr-par-1 to z: Terraform deletes this VM and creates another one',
      'image changes from debian to ubuntu: Terraform deletes this VM and creates another one',
      'type changes from DEV1-S to DEV1-M: Terraform stops this VM to move it, and pods that use it lose their way out meanwhile',
    ],
  ],
  ['scaleway_instance_server.a_b', server, { ...server, type: 'dev1-s', name: 'b' }, []],
  [
    'scaleway_k8s_pool.a',
    pool,
    { ...pool, name: 'b', node_type: 'PRO2', zone: 'y', region: 'z', cluster_id: 'w' },
    [
      'name changes from client-a-pool to b: Terraform deletes this pool with its nodes and creates another one; to keep it, set nodePool.formerly: [client-a-pool]',
      'node_type changes from DEV1-M to PRO2: Terraform deletes this pool with its nodes and creates another one',
      'zone changes from fr-par-1 to y: Terraform deletes this pool with its nodes and creates another one',
      'region changes from fr-par to z: Terraform deletes this pool with its nodes and creates another one',
      'cluster_id changes from x to w: Terraform deletes this pool with its nodes and creates another one',
    ],
  ],
  ['scaleway_k8s_pool.a', pool, { ...pool, node_type: 'dev1_m', size: 3 }, []],
  ['scaleway_k8s_pool.a', pool, { ...pool, node_type: 'dev1m' }, []],
  [
    'scaleway_k8s_cluster.cluster',
    { region: 'a', cni: 'b', pod_cidr: 'c', service_cidr: 'd', service_dns_ip: 'e', version: 1 },
    { version: 2 },
    ['region', 'cni', 'pod_cidr', 'service_cidr', 'service_dns_ip'].map(
      (name, index) =>
        `${name} changes from ${'abcde'[index]} to nothing: Terraform deletes this cluster with everything in it and creates another one`,
    ),
  ],
  [
    'scaleway_vpc_private_network.network',
    { region: 'a', ipv4_subnet: { subnet: 'x' } },
    { region: 'b', ipv4_subnet: { subnet: 'y' } },
    [
      'region changes from a to b: Terraform deletes this private network and creates another one',
      'ipv4_subnet changes from {"subnet":"x"} to {"subnet":"y"}: Terraform deletes this private network and creates another one',
    ],
  ],
  ['scaleway_instance_security_group.a', { zone: 'x' }, { zone: 'y' }, []],
  ['toString.a', { zone: 'x' }, { zone: 'y' }, []],
])('%s loses what cannot change in place', (address, was, is, reasons) => {
  const [type = '', name = ''] = address.split('.');
  const [block] = blocksOf(main({ [type]: { [name]: was } }), main({ [type]: { [name]: is } }));
  expect(block).toMatchObject({ address, how: 'changed', destructive: reasons });
});

test('a cluster that is looked up elsewhere means other pools, which do not change themselves', () => {
  const inCluster = (cluster: object) =>
    main(
      { scaleway_k8s_pool: { 'client-a': pool }, scaleway_instance_server: { 'client-a_squid-a': server } },
      { data: { scaleway_k8s_cluster: { cluster } } },
    );
  const losses = (before: object, after: object) =>
    blocksOf(inCluster(before), inCluster(after)).flatMap(({ address, destructive }) =>
      destructive.map((reason) => `${address}: ${reason}`),
    );
  expect(losses({ name: 'one' }, { name: 'two' })).toEqual([
    'scaleway_k8s_pool.client-a: the cluster changes from one to two: Terraform deletes this pool with its nodes and creates another one, there',
  ]);
  expect(losses({ cluster_id: 'fr-par/1', name: 'x' }, { cluster_id: 'fr-par/2', name: 'x' })).toHaveLength(1);
  expect(losses({ name: 'one', region: 'a' }, { name: 'one', region: 'b' })).toEqual([]);
  const made = main({ scaleway_k8s_pool: { 'client-a': pool }, scaleway_k8s_cluster: { cluster: {} } });
  expect(blocksOf(inCluster({ name: 'one' }), made).flatMap(({ destructive }) => destructive)).toHaveLength(1);
  expect(blocksOf(made, inCluster({ name: 'one' })).flatMap(({ destructive }) => destructive)).toEqual([
    'Terraform deletes this cluster with everything in it',
  ]);
});

describe('a resource that moves', () => {
  const A = 'scaleway_instance_ip.client-a_squid-a';
  const B = 'scaleway_instance_ip.client-a_squid-b';
  const C = 'scaleway_instance_ip.client-a_squid-c';
  const ips = (...names: string[]) => ({
    scaleway_instance_ip: Object.fromEntries(names.map((name) => [`client-a_squid-${name}`, ip])),
  });
  const move = (from: string, to: string) => ({ from, to });

  test('is one change, at once or over several steps, and loses nothing', () => {
    const moved = [move(A, B), move(B, C)];
    expect(blocksOf(main(ips('a')), main(ips('b'), { moved: [move(A, B)] }))).toEqual([
      { address: B, tenant: 'client-a', how: 'changed', from: A, destructive: [] },
    ]);
    expect(blocksOf(main(ips('a')), main(ips('c'), { moved }))).toMatchObject([{ address: C, from: A }]);
    expect(
      blocksOf(main(ips('a')), main({ scaleway_instance_ip: { 'client-a_squid-b': { ...ip, zone: 'z' } } }, { moved })),
    ).toMatchObject([
      { address: A, how: 'removed' },
      { address: B, how: 'added' },
    ]);
    const replaced = main(
      { scaleway_instance_ip: { 'client-a_squid-b': { ...ip, zone: 'z' } } },
      { moved: [move(A, B)] },
    );
    expect(blocksOf(main(ips('a')), replaced)).toMatchObject([
      { from: A, destructive: [expect.stringMatching(/^zone changes/)] },
    ]);
  });

  test('does not move to where another one is, nor from where it still is, nor in a circle', () => {
    expect(blocksOf(main(ips('a', 'b')), main(ips('b'), { moved: [move(A, B)] }))).toMatchObject([
      { address: A, how: 'removed' },
    ]);
    expect(blocksOf(main(ips('a')), main(ips('a', 'b'), { moved: [move(A, B)] }))).toMatchObject([
      { address: B, how: 'added' },
    ]);
    expect(blocksOf(main(ips('a')), main(ips('c'), { moved: [move(A, B), move(B, A)] }))).toMatchObject([
      { address: A, how: 'removed' },
      { address: C, how: 'added' },
    ]);
    expect(blocksOf(main(ips('c')), main(ips('b'), { moved: [move(A, B)] }))).toMatchObject([
      { address: B, how: 'added' },
      { address: C, how: 'removed' },
    ]);
  });

  test('a `moved` block alone changes the file, and no block', () => {
    expect(infraPlan(main(ips('a')), main(ips('a'), { moved: [move(B, A)] })).infra?.terraform).toEqual({
      how: 'changed',
      blocks: [],
    });
    expect(
      infraPlan(main(ips('a'), { moved: ['x', move(B, A)] }), main(ips('a'), { moved: [move(B, A)] })),
    ).not.toHaveProperty('infra');
    expect(infraPlan(main(ips('a'), { moved: 'x' }), main(ips('a'), { moved: [] }))).not.toHaveProperty('infra');
  });

  test('keeps what partners see', () => {
    const squid = '# Partners see 203.0.113.10.\n';
    const side = (name: string, tenant: string) =>
      infraSide({ 'main.tf.json': { resource: ips(name) }, [`${tenant}/squid-${name}/squid.conf`]: squid });
    expect(infraPlan(side('a', 'client-a'), side('b', 'client-a')).infra).not.toHaveProperty('publicAddresses');
    const other = (moved: object[]) =>
      infraSide({
        'main.tf.json': { resource: { scaleway_instance_ip: { 'client-b_squid-b': ip } }, moved },
        'client-b/squid-b/squid.conf': squid,
      });
    const to = 'scaleway_instance_ip.client-b_squid-b';
    expect(infraPlan(side('a', 'client-a'), other([])).infra?.publicAddresses).toMatchObject([
      { tenant: 'client-b', formerTenant: 'client-a' },
    ]);
    expect(infraPlan(side('a', 'client-a'), other([move(A, to)])).infra).not.toHaveProperty('publicAddresses');
    const addresses = (before: object, after: object) =>
      infraPlan(
        infraSide({ 'main.tf.json': { resource: ips('a') }, ...before }),
        infraSide({ 'main.tf.json': { resource: ips('b'), moved: [move(A, B)] }, ...after }),
      ).infra?.publicAddresses;
    // Not recorded before, or in place of another one.
    expect(addresses({ 'client-a/squid-a/squid.conf': '#\n' }, { 'client-a/squid-b/squid.conf': squid })).toHaveLength(
      1,
    );
    const theirs = { 'client-z/squid-z/squid.conf': squid };
    const own = { 'client-a/squid-b/squid.conf': squid.replace('10', '99') };
    expect(addresses({ ...theirs, ...own }, { 'client-a/squid-b/squid.conf': squid })).toMatchObject([
      { before: '203.0.113.99', after: '203.0.113.10', formerTenant: 'client-z' },
    ]);
  });
});

test.each(['<<<<<<< ours\n', '[]\n', '"x"\n'])('%j cannot be compared with', (text) => {
  const path = 'dist/infra/development/main.tf.json';
  const good = main({});
  const bad = { ...good, label: 'main', files: new Map([...infraSide({ 'x.tf.json': {} }).files, [path, text]]) };
  const message = `main cannot be compared with: ${path} is not a JSON object`;
  expect(() => infraPlan(bad, good)).toThrow(message);
  expect(() => infraPlan(good, bad)).toThrow(message);
  expect(infraPlan(bad, bad)).not.toHaveProperty('infra');
});

test('a main.tf.json that synth does not write is an unmanaged file', () => {
  const foreign = infraSide(
    { 'x.tf.json': {} },
    { 'main.tf.json': '{"resource":{"scaleway_k8s_pool":{"client-a":{}}}}' },
  );
  expect(infraPlan(infraSide({ 'x.tf.json': {} }), foreign).infra).toEqual({
    added: [],
    changed: [],
    removed: [],
    unmanaged: [{ name: 'main.tf.json', how: 'added' }],
  });
});

describe('the printed lines', () => {
  const groups = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`g-${String(index).padStart(2, '0')}`, {}]));

  test('a changed file shows its blocks, up to 20 that lose nothing and each that does', () => {
    const text = (count: number) =>
      infraText(
        main({ scaleway_k8s_pool: { 'client-a': pool } }),
        main({ scaleway_instance_security_group: groups(count) }),
      );
    expect(text(2)).toBe(`development
  dist/infra/development
    ~ main.tf.json
          + scaleway_instance_security_group.g-00
          + scaleway_instance_security_group.g-01
          - scaleway_k8s_pool.client-a
              DESTRUCTIVE: Terraform deletes this pool with its nodes and all that runs on them: after a rename, set \`formerly\`
development: 0 added, 1 changed, 0 removed, 1 DESTRUCTIVE`);
    expect(text(21).match(/\+ scaleway/g)).toHaveLength(21);
    expect(text(21)).not.toContain('more blocks');
    expect(text(22).match(/\+ scaleway/g)).toHaveLength(20);
    expect(text(22)).toContain('security_group.g-19\n          - scaleway_k8s_pool.client-a\n');
    expect(text(22)).toContain('\n          and 2 more blocks\n');
  });

  test('a file that comes or goes shows only what is lost', () => {
    const none = infraSide({ 'backend.tf.json': {} });
    const some = main({ scaleway_k8s_pool: { 'client-a': pool } });
    expect(infraText(none, some)).toBe(`development
  dist/infra/development
    + main.tf.json
development: 1 added, 0 changed, 0 removed`);
    expect(infraText(some, none)).toMatch(
      /\n {4}- main\.tf\.json\n {10}- scaleway_k8s_pool\.client-a\n {14}DESTRUCTIVE: Terraform deletes.*\ndevelopment: 0 added, 0 changed, 1 removed, 1 DESTRUCTIVE$/,
    );
  });

  test('a move names the address before', () => {
    const at = (name: string, more = {}) => main({ scaleway_instance_ip: { [name]: ip } }, more);
    const [from, to] = ['a_x', 'a_y'].map((name) => `scaleway_instance_ip.${name}`);
    expect(infraText(at('a_x'), at('a_y', { moved: [{ from, to }] }))).toContain(`\n          ~ ${to} (was ${from})\n`);
  });
});
