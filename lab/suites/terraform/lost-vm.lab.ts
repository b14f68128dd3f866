import { modelOf, tenantText } from './_settings';
import { Tofu } from './_tofu';

let tofu: Tofu;

beforeAll(async () => {
  tofu = await Tofu.start();
});

afterAll(() => tofu?.end());

const pair = (more = '') =>
  modelOf({
    'client-a': tenantText('client-a', {
      proxies: ['{ name: squid-a, address: 172.16.28.8 }', `{ name: squid-b, address: 172.16.28.9, ${more} }`],
    }),
  });

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

/** What the plan does, by address without the type's prefix, and the addresses that the VM squid-b gets. */
async function planned(model: ReturnType<typeof pair>, state: string, ...more: readonly string[]) {
  const changes = await tofu.plan(model, state, ...more);
  const actions = Object.fromEntries(
    changes
      .filter(({ name, type }) => name === 'client-a_squid-b' && type !== 'scaleway_k8s_cluster')
      .map(({ type, change }) => [type.replace('scaleway_', ''), change.actions.join()]),
  );
  const vm = changes.find(({ address }) => address === 'scaleway_instance_server.client-a_squid-b')?.change.after;
  return { actions, ips: (vm as { ip_ids: string[] } | undefined)?.ip_ids };
}

const idOf = (state: string, type: string) =>
  (JSON.parse(state) as State).resources.find((one) => one.type === type && one.name === 'client-a_squid-b')
    ?.instances[0]?.attributes.id;

describe.each([
  ['in the zone of the environment', ''],
  ['in another zone', 'zone: fr-par-2'],
])('a VM %s that is lost', (_, more) => {
  test('comes back with the same public and private address, whether it is gone or is to be replaced', async () => {
    const model = pair(more);
    const state = await tofu.appliedState(model);
    const ip = idOf(state, 'scaleway_instance_ip');
    const kept = { instance_ip: 'no-op', ipam_ip: 'no-op' };
    const replaced = await planned(model, state, '-replace=scaleway_instance_server.client-a_squid-b');
    expect(replaced).toEqual({
      actions: { ...kept, instance_server: 'delete,create', instance_private_nic: 'delete,create' },
      ips: [ip],
    });
    const { resources, ...rest } = JSON.parse(state) as State;
    const without = resources.filter(({ type, name }) => name !== 'client-a_squid-b' || !/server|nic/.test(type));
    const gone = await planned(model, JSON.stringify({ ...rest, resources: without }));
    expect(gone).toEqual({
      actions: { ...kept, instance_server: 'create', instance_private_nic: 'create' },
      ips: [ip],
    });
  });
});

test('two zones: each VM, its address, its firewall and its card are in one zone, and no group spans them', async () => {
  const changes = await tofu.plan(pair('zone: fr-par-2'));
  const zones = changes.flatMap(({ address, change }) => {
    const { zone } = change.after as { zone?: string };
    return zone === undefined ? [] : [`${address} ${zone}`];
  });
  expect(zones.filter((line) => line.endsWith('fr-par-2'))).toEqual(
    [
      'instance_ip.client-a_squid-b',
      'instance_private_nic.client-a_squid-b',
      'instance_security_group.client-a_fr-par-2',
      'instance_server.client-a_squid-b',
    ].map((address) => `scaleway_${address} fr-par-2`),
  );
  expect(zones.filter((line) => line.includes('squid-a') || line.includes('group.client-a '))).toHaveLength(4);
  expect(zones.join()).not.toContain('placement_group');
});

test('the zone of an address that partners know does not change: Terraform refuses', async () => {
  const state = await tofu.appliedState(pair());
  await expect(tofu.plan(pair('zone: fr-par-2'), state)).rejects.toThrow(/prevent_destroy/);
});
