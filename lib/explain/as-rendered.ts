import { groupsOf } from '../groups';
import type { EnvironmentModel, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { CONFIG_KEYS, GATEWAY, infraOf, KUSTOMIZATION, overlayOf, SQUID_CONF } from '../rules';
import { parse } from '../squid';

/**
 * An environment with what files of another time say of its proxies: addresses, nodes and gateways, which the settings of today
 * may have changed.
 */
export function asRendered(files: readonly OutputFile[], { environment, tenants }: EnvironmentModel): EnvironmentModel {
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const machines = machinesByTenant(texts, environment.name);
  return {
    environment,
    tenants: tenants.map((tenant) => tenantAs(texts, environment.name, tenant, machines.get(tenant.name) ?? [])),
  };
}

/** The public address that a squid.conf records. */
const SEEN = /^# Partners see (\S+)\.$/m;

interface Machine {
  readonly tenant: string;
  readonly name: string;
  /** Of its squid.conf. */
  readonly path: string;
}

function machinesByTenant(
  texts: ReadonlyMap<string, string>,
  environment: string,
): ReadonlyMap<string, readonly Machine[]> {
  const folder = `${infraOf(environment)}/`;
  const machines = [...texts.keys()].flatMap((path): Machine[] => {
    const [tenant, name, file, ...more] = path.startsWith(folder) ? path.slice(folder.length).split('/') : [];
    const isConfig = file === SQUID_CONF && more.length === 0;
    return tenant !== undefined && name !== undefined && isConfig ? [{ tenant, name, path }] : [];
  });
  return groupsOf(machines, ({ tenant }) => tenant);
}

function tenantAs(
  texts: ReadonlyMap<string, string>,
  environment: string,
  tenant: Tenant,
  machines: readonly Machine[],
): Tenant {
  const sources = new Set<string>();
  const proxies = machines.flatMap(({ name, path }) => {
    const config = parse(path, texts.get(path) ?? '', { files: { read: (each) => texts.get(each), list: () => [] } });
    for (const { text } of config.acls.get('tenant')?.values ?? []) sources.add(text);
    const listener = config.ports.find(({ address }) => address !== undefined && !address.startsWith('127.'));
    if (!listener?.address) return [];
    const { publicAddress: _, ...known } = tenant.egress.proxies.find((proxy) => proxy.name === name) ?? {};
    const publicAddress = SEEN.exec(texts.get(path) ?? '')?.[1];
    const own = { name, address: listener.address, port: listener.port };
    return [{ ...known, ...own, ...(publicAddress ? { publicAddress } : {}) }];
  });
  const [first] = proxies;
  if (!first) return tenant;
  const { gateway: _, ...others } = tenant;
  const way = wayOut(texts, environment, tenant);
  const namespace = way?.address.startsWith(`${GATEWAY}.`) ? way.address.split('.')[1] : undefined;
  return {
    ...others,
    ...(namespace ? { gateway: { image: '', certificates: 'secret', ...tenant.gateway, namespace } } : {}),
    nodePool: { ...tenant.nodePool, ...(sources.size > 0 ? { sources: [...sources] } : {}) },
    podProxy: way ?? { address: first.address, port: first.port },
    egress: { ...tenant.egress, proxies },
  };
}

/** The proxy or the gateway that the ConfigMap of the pods names. */
function wayOut(
  texts: ReadonlyMap<string, string>,
  environment: string,
  { name }: Tenant,
): Tenant['podProxy'] | undefined {
  const text = texts.get(`${overlayOf(environment)}/${name}/workloads/${KUSTOMIZATION}`) ?? '';
  const [address, port] = CONFIG_KEYS.map((key) => new RegExp(`\\b${key}=([^\\s"']+)`).exec(text)?.[1]);
  return address === undefined || port === undefined ? undefined : { address, port: Number(port) };
}
