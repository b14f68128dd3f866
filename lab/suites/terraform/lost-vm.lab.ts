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

test('two zones have a security group each, and no placement group, which has one zone', async () => {
  const groups = async (more: string) =>
    (await tofu.plan(pair(more))).map(({ address }) => address).filter((address) => address.includes('_group.'));
  expect(await groups('')).toEqual([
    'scaleway_instance_placement_group.client-a',
    'scaleway_instance_security_group.client-a',
  ]);
  expect(await groups('zone: fr-par-2')).toEqual([
    'scaleway_instance_security_group.client-a',
    'scaleway_instance_security_group.client-a_fr-par-2',
  ]);
});

test('the provider refuses an address of another zone', async () => {
  const model = pair('zone: fr-par-2');
  const elsewhere = (await tofu.appliedState(model)).replaceAll(/fr-par-2(?=\/[^"]*")/g, 'fr-par-1');
  await expect(tofu.plan(model, elsewhere)).rejects.toThrow(/has different locality than the resource/);
});

test('the zone of an address that partners know does not change: Terraform refuses', async () => {
  const state = await tofu.appliedState(pair());
  await expect(tofu.plan(pair('zone: fr-par-2'), state)).rejects.toThrow(/prevent_destroy/);
});
