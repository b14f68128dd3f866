import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraform } from '../../../lib/infra';
import { must } from '../../process/exec';
import { modelOf, tenantText } from './_settings';
import { Tofu } from './_tofu';

let tofu: Tofu;

beforeAll(async () => {
  tofu = await Tofu.start();
});

afterAll(() => tofu?.end());

const CLUSTER = {
  zone: 'fr-par-1',
  privateNetwork: '10.0.0.0/9',
  podCidr: '100.64.0.0/11',
  serviceCidr: '10.224.0.0/11',
  dns: '10.224.0.10',
};

/** An environment with so many tenants, each with a proxy and a node. */
function environmentOf(count: number) {
  const address = (index: number, end: number) => `10.0.${Math.floor(index / 100)}.${(index % 100) * 2 + end}`;
  const tenants = Array.from({ length: count }, (_, index) => {
    const name = `tenant-${String(index).padStart(4, '0')}`;
    const proxies = [`{ name: squid-a, address: ${address(index, 2)} }`];
    return [name, tenantText(name, { proxies }).replace('172.16.28.30', address(index, 3))] as const;
  });
  return modelOf(Object.fromEntries(tenants), { cluster: CLUSTER });
}

interface Main {
  readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly depends_on?: readonly string[] }>>>>;
}

const mainOf = (count: number) => JSON.parse(terraform(environmentOf(count))[0]?.content ?? '{}') as Main;

test('1,000 tenants in one state are valid, and their file grows with their number', async () => {
  const model = environmentOf(1000);
  const [file] = terraform(model);
  expect((file?.content ?? '').length / 1000).toBeLessThan(
    (1.2 * (terraform(environmentOf(100))[0]?.content.length ?? 0)) / 100,
  );
  const { code, stdout } = await tofu.run(model, ['validate', '-json']);
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, valid: true, error_count: 0 });
}, 900_000);

test('a new pool waits for all new reservations, though what is between them exists already', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'egress-tofu-order-'));
  const order = join(folder, 'order');
  const run = (...command: string[]) => must(['tofu', ...command], { cwd: folder, env: tofu.environment('mirror') });
  /** The same dependencies, of resources that need no cloud and note when they are made. */
  const simulated = (count: number) => {
    const { resource } = mainOf(count);
    const renamed = (address: string) =>
      address.replace(/^(?:scaleway_\w+|terraform_data)\.(.*)$/, (all, name) =>
        all.startsWith('terraform_data.') ? all : `terraform_data.ip_${name}`,
      );
    const noting = (name: string, seconds: number, depends: readonly string[] = []) => ({
      depends_on: depends.map(renamed),
      provisioner: [{ 'local-exec': { command: `sleep ${seconds}; echo ${name} >>'${order}'` } }],
    });
    const of = (type: string) => Object.entries(resource[type] ?? {});
    return {
      ...Object.fromEntries(
        of('terraform_data').map(([name, { depends_on = [] }]) => [name, { depends_on: depends_on.map(renamed) }]),
      ),
      ...Object.fromEntries(of('scaleway_ipam_ip').map(([name]) => [`ip_${name}`, noting('ip', 1)])),
      ...Object.fromEntries(
        of('scaleway_k8s_pool').map(([name, { depends_on }]) => [`pool_${name}`, noting('pool', 0, depends_on)]),
      ),
    };
  };
  try {
    for (const count of [1, 3]) {
      rmSync(order, { force: true });
      writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({ resource: { terraform_data: simulated(count) } }));
      await run('init', '-input=false', '-no-color');
      await run('apply', '-auto-approve', '-input=false', '-no-color');
      expect(existsSync(order)).toBe(true);
      const made = readFileSync(order, 'utf8').trim().split('\n');
      // The pool of the cluster's own pods, and one for each tenant.
      expect(made).toEqual(count === 1 ? ['ip', 'pool', 'pool'] : ['ip', 'ip', 'pool', 'pool']);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
