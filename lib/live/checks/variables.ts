import { list as asList, map as asMap } from '../../data';
import type { Tenant } from '../../model/types';
import { CONFIG_KEYS, EGRESS_CONFIG, NO_PROXY_VARIABLES, PROXY_VARIABLES } from '../../vocabulary';
import { containersOf, type LivePod, podsOf } from '../pods';
import { list } from '../rights';
import type { Check, Result, World } from '../types';

/** Values by name; undefined: it comes from elsewhere, and cannot be known here. */
type Values = ReadonlyMap<string, string | undefined>;

export const check: Check = {
  title: 'containers have the proxy variables of their tenant',
  rights: [...list('', 'pods'), { verb: 'list', group: '', resource: 'configmaps', where: 'tenants' }],
  async run(world) {
    const results = await Promise.all(world.tenants.map((tenant) => variablesOf(world, tenant)));
    return results.flat();
  },
};

async function variablesOf(world: World, tenant: Tenant): Promise<Result[]> {
  const pods = await podsOf(world, tenant);
  const configMaps = await world.cluster.list('configmaps', tenant.namespace);
  const data = new Map(configMaps.map((one) => [one.metadata.name, asMap(one.data)]));
  const wrong = pods.flatMap((pod) =>
    containersOf(pod.spec).flatMap((container): Result[] => {
      const values = valuesOf(container, data);
      const expected = expectedOf(tenant, pod);
      const differing = [...expected].flatMap(([name, value]) =>
        values.get(name) === value ? [] : [`${name} is ${shown(values, name)} (expected ${value})`],
      );
      if (differing.length === 0) return [];
      const object = `Pod ${pod.namespace}/${pod.name}`;
      const message = `container ${container.name}: ${differing.join('; ')}`;
      return [{ tenant: tenant.name, object, message, found: { id: 'live-variable-differs' } }];
    }),
  );
  const { address, port } = tenant.podProxy;
  const message = `${pods.length} pods use http://${address}:${port}`;
  const good = { tenant: tenant.name, object: `Namespace ${tenant.namespace}`, message };
  return wrong.length > 0 ? wrong : [good];
}

/** What is reached directly is known of pods that the settings ask for. */
function expectedOf(tenant: Tenant, pod: LivePod): Values {
  const { address, port } = tenant.podProxy;
  const workload = tenant.workloads.find(({ name }) => name === pod.workload);
  return new Map([
    ...PROXY_VARIABLES.map((name) => [name, `http://${address}:${port}`] as const),
    ...(workload ? NO_PROXY_VARIABLES.map((name) => [name, tenant.noProxy.join(',')] as const) : []),
  ]);
}

/** The variables of a container as the kubelet makes them: `env` overrides `envFrom`, and what is later what is earlier. */
function valuesOf(
  container: Readonly<Record<string, unknown>>,
  configMaps: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Values {
  const values = new Map<string, string | undefined>();
  for (const source of asList(container.envFrom).map(asMap)) {
    const { name } = asMap(source.configMapRef);
    for (const [key, value] of Object.entries(configMaps.get(String(name)) ?? {}))
      values.set(`${source.prefix ?? ''}${key}`, String(value));
  }
  for (const { name, value, valueFrom } of asList(container.env).map(asMap)) {
    const { name: configMap, key } = asMap(asMap(valueFrom).configMapKeyRef);
    const referred = asMap(configMaps.get(String(configMap)))[String(key)];
    const text = typeof value === 'string' ? expand(value, values) : referred;
    values.set(String(name), typeof text === 'string' ? text : undefined);
  }
  return values;
}

function expand(text: string, values: Values): string {
  return text.replace(/\$\(([\w.-]+)\)/g, (whole, name: string) => values.get(name) ?? whole);
}

function shown(values: Values, name: string): string {
  if (!values.has(name)) return 'not set';
  const value = values.get(name);
  if (value === undefined) return 'set from elsewhere';
  const isOpen = value.includes(`$(${CONFIG_KEYS.address})`);
  return isOpen ? `${value}, because the ConfigMap ${EGRESS_CONFIG} has no ${CONFIG_KEYS.address}` : value || 'empty';
}
