import type { Tenant } from '../../lib';
import { labelTag, taintTag, terraform } from '../../lib/infra';
import { regionOf } from '../../lib/infra/expressions';
import { plan } from '../proxy/_fixture';

const infrastructure = {
  cluster: 'kapsule-dev',
  image: 'debian_bookworm',
  instanceType: 'DEV1-S',
  ssh: [],
  poolLabels: 'native' as const,
};

function render(more: object = {}, tenants?: readonly Tenant[], beside: object = {}) {
  const { environment, tenant } = plan({}, { nodeType: 'DEV1-M', size: { min: 1, max: 3 } });
  const model = {
    environment: { ...environment, infrastructure: { ...infrastructure, ...more }, ...beside },
    tenants: tenants ?? [tenant],
  };
  const [file] = terraform(model);
  return { file, main: JSON.parse(file?.content ?? '{}') };
}

function tenantOf(name: string, proxies: readonly string[]): Tenant {
  const { tenant } = plan(
    { proxies: proxies.map((proxy, index) => ({ name: proxy, address: `172.16.28.${20 + index}`, port: 3128 })) },
    { name: `${name}-pool`, nodeType: 'DEV1-M' },
  );
  return { ...tenant, name };
}

test('without infrastructure nothing is rendered', () => {
  expect(terraform(plan().model)).toEqual([]);
});

test('a cluster that exists is referred to, one that is to be made is made whole', () => {
  expect(Object.keys(render().main.data)).toEqual(['scaleway_k8s_cluster']);
  expect(render().main.resource).not.toHaveProperty('scaleway_k8s_cluster');
  const { main } = render({ create: { version: '1.35', nodeType: 'DEV1-M' } });
  expect(main).not.toHaveProperty('data');
  expect(main.resource.scaleway_k8s_cluster.cluster).toMatchObject({
    version: '1.35',
    pod_cidr: '100.64.0.0/15',
    service_cidr: '10.32.0.0/20',
    delete_additional_resources: false,
    lifecycle: { prevent_destroy: true },
  });
  expect(main.resource.scaleway_k8s_pool.system_nodes).not.toHaveProperty('taints');
});

const ID = '01234567-89ab-cdef-0123-456789abcdef';

test('a cluster is looked up by its id, in its region, or by its name', () => {
  const looked = (cluster: string) => render({ cluster }).main.data.scaleway_k8s_cluster.cluster;
  expect(looked(ID)).toEqual({ cluster_id: `fr-par/${ID}` });
  const names = [
    'kapsule',
    `x${ID}`,
    `${ID}0`,
    '0-89ab-cdef-0123-456789abcdef',
    ID.replace('-cdef-0123', ''),
    `${ID}-`,
  ];
  for (const name of [...names, ID.replaceAll(/[0-9]/g, 'z')]) expect(looked(name)).toEqual({ name, region: 'fr-par' });
});

test('a region is a zone without its number', () => {
  const of = (zone: string) => {
    const { environment } = plan();
    return regionOf({ ...environment, cluster: { ...environment.cluster, zone } });
  };
  expect([of('fr-par-1'), of('eu-2-west-10')]).toEqual(['fr-par', 'eu-2-west']);
});

test('a cluster is made with the admission plugins of the settings', () => {
  const { environment } = plan();
  const cluster = { ...environment.cluster, admissionPlugins: ['PodNodeSelector' as const] };
  const create = { version: '1.35', nodeType: 'DEV1-M' };
  const [file] = terraform({
    environment: { ...environment, cluster, infrastructure: { ...infrastructure, create } },
    tenants: [],
  });
  const { resource } = JSON.parse(file?.content ?? '');
  expect(resource.scaleway_k8s_cluster.cluster.admission_plugins).toEqual(['PodNodeSelector']);
});

test('labels and taints of pools need a newer provider than tags', () => {
  const version = (more: object) => render(more).main.terraform.required_providers.scaleway.version;
  expect(version({ poolLabels: 'native' })).toBe('>= 2.76.0, < 3.0.0');
  expect(version({ poolLabels: 'tags' })).toBe('>= 2.40.0, < 3.0.0');
});

test('a pool has the label and the taint of its tenant', () => {
  expect(render().main.resource.scaleway_k8s_pool['client-a']).toMatchObject({
    name: 'client-a-pool',
    labels: { 'node-pool': 'client-a-pool' },
    taints: [{ key: 'node-role.kubernetes.io/client-a', value: 'dedicated', effect: 'NoSchedule' }],
    size: 1,
    max_size: 3,
    autoscaling: true,
  });
});

test('by tags, keys keep their own prefix', () => {
  const pool = render({ poolLabels: 'tags' }).main.resource.scaleway_k8s_pool['client-a'];
  expect(pool).not.toHaveProperty('labels');
  expect(pool).not.toHaveProperty('taints');
  expect(pool.tags).toEqual([
    'noprefix=node-pool=client-a-pool',
    'taint=noprefix=node-role.kubernetes.io/client-a=dedicated:NoSchedule',
  ]);
});

test.each([
  ['a/b/c', 'x'],
  ['a=b', 'x'],
  ['a', 'x:y'],
  ['a', 'x y'],
  ['', 'x'],
])('the tag of key %j and value %j is refused, since it would say something else', (key, value) => {
  expect(() => labelTag({ key, value })).toThrow();
  expect(() => taintTag({ key, value, effect: 'NoSchedule' })).toThrow();
});

test('private addresses are reserved before a node joins, public ones stay', () => {
  const { scaleway_k8s_pool: pools, terraform_data: between, ...rest } = render().main.resource;
  expect(pools['client-a'].depends_on).toEqual(['terraform_data.reserved']);
  expect(between.reserved.depends_on).toEqual(['scaleway_ipam_ip.client-a_squid-a']);
  expect(rest.scaleway_ipam_ip['client-a_squid-a'].address).toBe('172.16.28.8');
  expect(rest.scaleway_instance_ip['client-a_squid-a'].lifecycle).toEqual({ prevent_destroy: true });
  expect(rest.scaleway_instance_private_nic['client-a_squid-a'].ipam_ip_ids).toEqual([
    '${scaleway_ipam_ip.client-a_squid-a.id}',
  ]);
});

test('two proxies of a tenant stand on machines apart, one stands anywhere', () => {
  const { resource } = render({}, [tenantOf('client-b', ['squid-a', 'squid-b'])]).main;
  for (const server of Object.values(resource.scaleway_instance_server)) {
    expect(server).toMatchObject({ placement_group_id: '${scaleway_instance_placement_group.client-b.id}' });
  }
  expect(render().main.resource).not.toHaveProperty('scaleway_instance_placement_group');
});

test('no two names meet, and all are names to Terraform', () => {
  const tenants = [
    tenantOf('a', ['b-c', 'b']),
    tenantOf('a-b', ['c']),
    tenantOf('2nd', ['x']),
    tenantOf('system', ['x']),
  ];
  const { resource } = render({ create: { version: '1.35', nodeType: 'DEV1-M' } }, tenants).main;
  expect(Object.keys(resource.scaleway_instance_server)).toHaveLength(5);
  expect(Object.keys(resource.scaleway_k8s_pool)).toHaveLength(5);
  for (const named of Object.values(resource) as object[]) {
    for (const name of Object.keys(named)) expect(name).toMatch(/^[a-z_][a-z0-9_-]*$/);
  }
});

test('a proxy is in the zone of its own, with its address and a security group, and keeps it when it is retired', () => {
  const { environment, tenant } = plan({}, { nodeType: 'DEV1-M' });
  const proxies = [
    { name: 'squid-a', address: '172.16.28.20', port: 3128 },
    { name: 'squid-b', address: '172.16.28.21', port: 3128, zone: 'fr-par-2' },
    { name: 'squid-c', address: '172.16.28.22', port: 3128, zone: 'fr-par-2' },
  ];
  const zoned = { ...tenant, formerly: ['client-old'], egress: { ...tenant.egress, proxies } };
  const retired = [{ tenant: 'client-z', proxy: 'squid-z', keepUntil: '2027-03-31', zone: 'fr-par-3' }];
  const [file] = terraform({ environment: { ...environment, infrastructure, retired }, tenants: [zoned] });
  const { resource, moved } = JSON.parse(file?.content ?? '');
  const zones = (type: string) =>
    Object.entries(resource[`scaleway_instance_${type}`]).map(
      ([name, block]) => `${name} ${(block as { zone: string }).zone}`,
    );
  const own = ['client-a_squid-a fr-par-1', 'client-a_squid-b fr-par-2', 'client-a_squid-c fr-par-2'];
  expect(zones('ip')).toEqual(['client-z_squid-z fr-par-3', ...own]);
  expect([zones('server'), zones('private_nic')]).toEqual([own, own]);
  expect(zones('security_group')).toEqual(['client-a fr-par-1', 'client-a_fr-par-2 fr-par-2']);
  expect(zones('placement_group')).toEqual(['client-a_fr-par-2 fr-par-2']);
  expect(resource.scaleway_instance_server['client-a_squid-a']).not.toHaveProperty('placement_group_id');
  expect(resource.scaleway_instance_server['client-a_squid-b']).toMatchObject({
    security_group_id: '${scaleway_instance_security_group.client-a_fr-par-2.id}',
    placement_group_id: '${scaleway_instance_placement_group.client-a_fr-par-2.id}',
  });
  expect(resource.scaleway_instance_security_group['client-a_fr-par-2'].name).toBe('development-client-a-fr-par-2');
  expect(resource.scaleway_ipam_ip['client-a_squid-b'].region).toBe('fr-par');
  const groups = moved.filter(({ from }: { from: string }) => from.includes('group'));
  expect(groups.map(({ from, to }: { from: string; to: string }) => `${from} ${to}`)).toEqual([
    'scaleway_instance_security_group.client-old scaleway_instance_security_group.client-a',
    'scaleway_instance_security_group.client-old_fr-par-2 scaleway_instance_security_group.client-a_fr-par-2',
    'scaleway_instance_placement_group.client-old_fr-par-2 scaleway_instance_placement_group.client-a_fr-par-2',
  ]);
});

test('ssh enters where it is declared, and the log leaves', () => {
  const group = (...of: Parameters<typeof render>) =>
    render(...of).main.resource.scaleway_instance_security_group['client-a'];
  expect(group()).not.toHaveProperty('inbound_rule');
  const all = group({ ssh: ['198.51.100.7', '198.51.100.32/28'] }, undefined, { logs: { host: 'l.test', port: 6514 } });
  expect(all.inbound_rule.map(({ port, ip_range }: { port: number; ip_range: string }) => [port, ip_range])).toEqual([
    [22, '198.51.100.7/32'],
    [22, '198.51.100.32/28'],
  ]);
  expect(all.outbound_rule).toContainEqual({ action: 'accept', protocol: 'TCP', port: 6514, ip_range: '0.0.0.0/0' });
});

test('it says which settings it comes from, and is the same each time', () => {
  expect(render().file).toMatchObject({
    path: 'dist/infra/development/main.tf.json',
    source: 'overlays/development.ts',
    owner: { environment: 'development' },
  });
  expect(render().file).toEqual(render().file);
});

test.each([undefined, 'cilium_native', 'calico'] as const)('a cluster is made with the network plugin %s', (cni) => {
  const { environment, tenant } = plan({}, { nodeType: 'DEV1-M' });
  const create = { version: '1.35', nodeType: 'DEV1-M' };
  const cluster = { ...environment.cluster, ...(cni ? { cni } : {}) };
  const model = { environment: { ...environment, cluster, infrastructure: { ...infrastructure, create } } };
  const [file] = terraform({ ...model, tenants: [tenant] });
  expect(JSON.parse(file?.content ?? '').resource.scaleway_k8s_cluster.cluster.cni).toBe(cni ?? 'cilium');
});

test('a cluster that exists is asked whether it has the network plugin of the settings', () => {
  const { environment } = plan();
  const dataOf = (cluster: typeof environment.cluster) => {
    const [file] = terraform({ environment: { ...environment, cluster, infrastructure }, tenants: [] });
    return JSON.parse(file?.content ?? '').data.scaleway_k8s_cluster.cluster;
  };
  expect(dataOf(environment.cluster)).not.toHaveProperty('lifecycle');
  expect(dataOf({ ...environment.cluster, cni: 'calico' }).lifecycle.postcondition).toEqual([
    {
      condition: '${self.cni == "calico"}',
      error_message:
        'cluster.cni of development is calico, but the cluster runs another network plugin; correct the setting.',
    },
  ]);
});
