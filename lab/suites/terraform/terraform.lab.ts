import { join } from 'node:path';
import { parse } from 'yaml';
import { type EnvironmentModel, loadModel, synthesize, type Tenant } from '../../../lib';
import { infrastructure } from '../../testbed/settings';
import { Tofu } from './_tofu';

const repository = join(__dirname, '../../..');
const { model } = loadModel({ tenants: join(repository, 'tenants'), environments: join(repository, 'overlays') });
const shipped = model.environments.find(({ environment }) => environment.name === 'development') as EnvironmentModel;
const [tenant] = shipped.tenants as [Tenant];
let tofu: Tofu;

beforeAll(async () => {
  tofu = await Tofu.start();
});

afterAll(() => tofu?.end());

function withInfrastructure(more: Partial<typeof infrastructure> = {}, tenants = shipped.tenants): EnvironmentModel {
  return { environment: { ...shipped.environment, infrastructure: { ...infrastructure, ...more } }, tenants };
}

const pair: Tenant = {
  ...tenant,
  name: '2nd',
  nodePool: { name: '2nd-pool', nodeType: 'DEV1-L', size: { min: 2, max: 2 } },
  egress: {
    ...tenant.egress,
    proxies: [
      { name: 'squid-a', address: '172.16.28.9', port: 3128 },
      { name: 'squid-b', address: '172.16.28.10', port: 3128 },
    ],
    allow: [{ host: 'api.partner.example', ports: [8443] }],
  },
};

const everything = {
  create: { version: '1.35', nodeType: 'DEV1-M' },
  ssh: ['198.51.100.7', '198.51.100.32/28'],
  logs: { host: 'logs.example.com', port: 6514 },
};

test.each([
  ['the shipped tenant on a cluster that exists', withInfrastructure()],
  ['a cluster that is looked up by its id', withInfrastructure({ cluster: '11111111-2222-3333-4444-555555555555' })],
  ['a cluster that is made, and all else that can be said', withInfrastructure(everything, [tenant, pair])],
  ['labels and taints by tags', withInfrastructure({ poolLabels: 'tags' })],
])('OpenTofu and the provider take %s', async (_, environment) => {
  const validate = await tofu.run(environment, ['validate', '-json']);
  const { valid, diagnostics } = JSON.parse(validate.stdout) as { valid: boolean; diagnostics: { summary: string }[] };
  // The provider is used as it was built, of which it warns.
  const remarks = diagnostics.filter(({ summary }) => !/development overrides/i.test(summary));
  expect({ valid, remarks }).toEqual({ valid: true, remarks: [] });
  const result = await tofu.holds(environment, {});
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('1 passed, 0 failed') });
});

test('a mistake would be seen', async () => {
  const unknown = await tofu.run(withInfrastructure(), ['validate'], {
    'more.tf.json': JSON.stringify({ resource: { scaleway_k8s_pool: { other: { colour: 'red' } } } }),
  });
  expect(unknown.code).toBe(1);
  expect(await tofu.holds(withInfrastructure(), { never: '1 == 2' })).toMatchObject({ code: 1 });
});

/** What the rendered manifests ask of nodes and proxies. */
function asked() {
  const files = synthesize(model);
  const read = (path: string) => parse(files.find((file) => file.path === path)?.content ?? '');
  const [workload] = tenant.workloads;
  const { spec } = read(`dist/base/${tenant.name}/workloads/deployment-${workload?.name}.yaml`).spec.template;
  const generator = read(`dist/overlays/development/${tenant.name}/workloads/kustomization.yaml`).configMapGenerator[0];
  const policy = read(`dist/base/${tenant.name}/guardrails/networkpolicy-allow-egress-proxy.yaml`);
  const literals = Object.fromEntries(generator.literals.map((literal: string) => literal.split('=')));
  return {
    selector: spec.nodeSelector as Record<string, string>,
    tolerations: spec.tolerations as { key: string; value: string; effect: string; operator?: string }[],
    proxy: literals.PROXY_ADDRESS as string,
    reachable: JSON.stringify(policy.spec.egress),
  };
}

test('the plan has the nodes that pods select and tolerate, and the proxy that they are told of', async () => {
  const { selector, tolerations, proxy, reachable } = asked();
  expect(selector).toEqual({ 'node-pool': tenant.nodePool.name });
  expect(reachable).toContain(`${proxy}/32`);
  const taints = tolerations.map(({ key, value, effect }) => ({ key, value, effect }));
  const json = (value: unknown) => JSON.stringify(JSON.stringify(value));
  const pool = `scaleway_k8s_pool.${tenant.name}`;
  const machine = `${tenant.name}_squid-a`;
  const conditions = {
    labels: `${pool}.labels == tomap(jsondecode(${json(selector)}))`,
    taints: `jsonencode([for taint in ${pool}.taints : { key = taint.key, value = taint.value, effect = taint.effect }]) == jsonencode(jsondecode(${json(taints)}))`,
    size: `${pool}.min_size == 1 && ${pool}.max_size == 3 && ${pool}.autoscaling`,
    address: `scaleway_ipam_ip.${machine}.address == ${JSON.stringify(proxy)}`,
    'user-data': `strcontains(scaleway_instance_server.${machine}.user_data["cloud-init"], "http_port ${proxy}:3128")`,
    firewall: `scaleway_instance_security_group.${tenant.name}.inbound_default_policy == "drop"`,
    ports: `sort([for rule in scaleway_instance_security_group.${tenant.name}.outbound_rule : "\${rule.protocol} \${rule.port}"]) == sort(["TCP 53", "TCP 80", "TCP 443", "UDP 53", "UDP 123"])`,
    outputs: `keys(output.tenants[${JSON.stringify(tenant.name)}].publicAddress) == ["squid-a"]`,
  };
  const result = await tofu.holds(withInfrastructure(), conditions);
  expect(result.stdout).toContain('1 passed, 0 failed');
  expect(result.code).toBe(0);
});

test('by tags the plan says the same', async () => {
  const { selector, tolerations } = asked();
  const [taint] = tolerations as [(typeof tolerations)[0]];
  const tags = [
    `noprefix=node-pool=${selector['node-pool']}`,
    `taint=noprefix=${taint.key}=${taint.value}:${taint.effect}`,
  ];
  const pool = `scaleway_k8s_pool.${tenant.name}`;
  const result = await tofu.holds(withInfrastructure({ poolLabels: 'tags' }), {
    tags: `jsonencode(${pool}.tags) == ${JSON.stringify(JSON.stringify(tags))}`,
    native: `length(coalesce(${pool}.labels, {})) == 0 && length(${pool}.taints) == 0`,
  });
  expect(result.stdout).toContain('1 passed, 0 failed');
});

test('an address that partners know is not destroyed', async () => {
  // A test ends by removing what it made.
  const made = await tofu.run(withInfrastructure(), ['test', '-no-color'], {
    'plan.tftest.hcl': 'mock_provider "scaleway" {}\nrun "make" {}\n',
  });
  expect(`${made.stdout}${made.stderr}`).toMatch(/prevent_destroy/);
});
