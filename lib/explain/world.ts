import { groupsOf } from '../groups';
import { cniOf, isCilium } from '../model/cni';
import type { EnvironmentModel, Tenant } from '../model/types';
import { type Datapath, type Labels, NAMESPACE_NAME, type PodEndpoint } from '../network-policy';
import type { OutputFile } from '../output';
import {
  type Context,
  contextOf,
  Files,
  infraOf,
  isKind,
  isNamespace,
  labelsOf,
  map,
  maps,
  placeIn,
  type Rendered,
  SQUID_CONF,
  type Step,
  settingsPath,
  type TenantPod,
} from '../rules';
import { type Config, parse } from '../squid';
import type { FileLine, Places } from './types';

/** One environment as it was rendered, with the engines that judge it. */
export interface World {
  readonly context: Context;
  /** The datapaths that the cluster may have: both where `cluster.cni` is not set. */
  readonly datapaths: readonly Datapath[];
  readonly places: Places;
  /** Labels of the namespaces that are rendered. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly policies: readonly Rendered[];
  /** Pods of tenants, gateways and the resolver. */
  readonly pods: readonly KnownPod[];
  squid(tenant: string, proxy: string): Config | undefined;
  /** The other side of a comparison: what its policies tell apart is told apart here, too. */
  readonly other?: World;
}

/** Something that is computed once for each world. */
export function perWorld<T>(compute: (world: World) => T): (world: World) => T {
  const known = new WeakMap<World, { readonly value: T }>();
  return (world) => {
    const found = known.get(world) ?? { value: compute(world) };
    known.set(world, found);
    return found.value;
  };
}

export interface KnownPod {
  readonly endpoint: PodEndpoint;
  /** The workload that makes it, for messages: `Deployment client-a-demo/web`. */
  readonly of: Rendered;
}

/**
 * Reads what was rendered for an environment.
 *
 * @param files all files that `synthesize` returns
 * @param unmanaged what Flux applies in addition
 */
export function worldOf(
  files: readonly OutputFile[],
  unmanaged: readonly OutputFile[],
  environment: EnvironmentModel,
  places: Places,
): World {
  return worldsOf(files, unmanaged, places)(environment);
}

/** The same, for several environments: a file that they share is read once. */
export function worldsOf(
  files: readonly OutputFile[],
  unmanaged: readonly OutputFile[],
  places: Places,
): (environment: EnvironmentModel) => World {
  const parsed = new Files(
    [...files, ...unmanaged],
    unmanaged.map(({ path }) => path),
  );
  return (environment) => worldIn(parsed, environment, places);
}

/** Tenants are looked at one after the other: the proxies of a few are asked again. */
const MOST_CONFIGS = 64;

function worldIn(parsed: Files, environment: EnvironmentModel, places: Places): World {
  const context = contextOf(parsed, environment);
  const namespaces = new Map(
    context.objects.filter(isNamespace).map((each): [string, Labels] => {
      const { name } = each.object.metadata;
      return [name, { ...labelsOf(each), [NAMESPACE_NAME]: name }];
    }),
  );
  const configs = new Map<string, Config>();
  return {
    context,
    datapaths: datapathsOf(environment),
    places,
    namespaces,
    policies: context.objects.filter(isPolicy),
    pods: [...context.pods, ...context.gatewayPods].map((pod) => knownPod(pod, namespaces)),
    squid: (tenant, proxy) => {
      const path = machineFile(context, tenant, proxy, SQUID_CONF);
      const text = parsed.get(path);
      if (text === undefined) return undefined;
      const known = configs.get(path);
      if (known) return known;
      const config = parse(path, text, { files: { read: (each) => parsed.get(each), list: () => [] } });
      const [oldest] = configs.keys();
      if (oldest !== undefined && configs.size >= MOST_CONFIGS) configs.delete(oldest);
      configs.set(path, config);
      return config;
    },
  };
}

/** Groups whose kinds are not about connections. */
const HARMLESS = /(^|\.)(fluxcd\.io|coreos\.com|cert-manager\.io|admissionregistration\.k8s\.io)$/;

/** Everything but kinds that surely let nothing pass and refuse nothing, such as Deployments. */
function isPolicy({ object }: Rendered): boolean {
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  if (!group.includes('.') || HARMLESS.test(group)) return false;
  return object.kind.endsWith('Policy') || !group.endsWith('.k8s.io');
}

function datapathsOf({ environment }: EnvironmentModel): readonly Datapath[] {
  const cni = cniOf(environment);
  if (cni === undefined) return ['calico', 'cilium'];
  return [isCilium({ cni }) ? 'cilium' : 'calico'];
}

function knownPod({ of, labels, containers }: TenantPod, namespaces: World['namespaces']): KnownPod {
  const { namespace = 'default' } = of.object.metadata;
  const ports = containers.flatMap(({ spec }) =>
    maps(spec.ports).flatMap(({ name, containerPort, protocol = 'TCP' }) =>
      typeof name === 'string'
        ? [[name, { protocol: protocol as 'TCP' | 'UDP' | 'SCTP', port: Number(containerPort) }] as const]
        : [],
    ),
  );
  const hostNetwork = map(map(map(of.object.spec).template).spec).hostNetwork === true;
  return {
    of,
    endpoint: {
      namespace,
      namespaceLabels: labelsOfNamespace(namespaces, namespace),
      labels,
      ports: Object.fromEntries(ports),
      ...(hostNetwork ? { hostNetwork } : {}),
    },
  };
}

export function labelsOfNamespace(namespaces: World['namespaces'], name: string): Labels {
  return namespaces.get(name) ?? { [NAMESPACE_NAME]: name };
}

/** Path of a file of a proxy’s VM. */
export function machineFile({ environment }: Context, tenant: string, proxy: string, name: string): string {
  return `${infraOf(environment.name)}/${tenant}/${proxy}/${name}`;
}

/** The line of a rendered file on disk that has a line of its content: the header line comes before. */
export function contentLine(file: string, line: number): FileLine {
  return { file, line: line + 1 };
}

const promisedByName = perWorld(({ context }) => {
  const found = new Map<string, Tenant>();
  for (const tenant of context.promised) if (!found.has(tenant.name)) found.set(tenant.name, tenant);
  return found;
});

/** A tenant of the settings. */
export function tenantNamed(world: World, name: string): Tenant | undefined {
  return promisedByName(world).get(name);
}

/** For callers that do not need the lines that decide: looking for them takes longer than deciding. */
const NOWHERE: Places = { locate: () => undefined, allowed: () => undefined };

/** Whether anyone reads which lines decide, and what would have to be changed. */
export function hasPlaces({ places }: World): boolean {
  return places !== NOWHERE;
}

/** A world to be compared with another one; with itself: to be looked at alone. */
export const comparedWith = (world: World, other: World): World => {
  const known = comparisons(world).get(other) ?? { ...world, places: NOWHERE, ...(other === world ? {} : { other }) };
  comparisons(world).set(other, known);
  return known;
};

const comparisons = perWorld(() => new WeakMap<World, World>());

/** Objects in the namespaces that are rendered, by namespace. */
const objectsByNamespace = perWorld(({ context }) =>
  groupsOf(context.objects, ({ object }) => object.metadata.namespace),
);

export function objectsIn(world: World, namespace: string): readonly Rendered[] {
  return objectsByNamespace(world).get(namespace) ?? [];
}

const servicesByAddress = perWorld(({ context }) => {
  const found = new Map<string, Rendered>();
  for (const each of context.objects) {
    const { clusterIP } = isKind(each, 'Service', '') ? map(each.object.spec) : {};
    if (typeof clusterIP === 'string' && !found.has(clusterIP)) found.set(clusterIP, each);
  }
  return found;
});

/** The rendered Service at an address. */
export function serviceAt(world: World, address: string): Rendered | undefined {
  return servicesByAddress(world).get(address);
}

/** Where a path of an object stands, in its last file that has it. */
export function renderedAt({ context, places }: World, on: Rendered, path: readonly Step[]): FileLine {
  const file = on.files[0] ?? '';
  if (places === NOWHERE) return { file };
  const { line } = placeIn(context.files, file, on, path);
  return { file, ...(line === undefined ? {} : { line }) };
}

/** Where the setting is that an object comes from. */
export function settingsOf(
  { context, places }: World,
  tenant: Tenant,
  on: Rendered | undefined,
  path: readonly Step[],
) {
  return settingAt({ context, places }, tenant, settingsPath(tenant, on, path));
}

/** Where a setting of a tenant is. */
export function settingAt(
  { context, places }: Pick<World, 'context' | 'places'>,
  tenant: Tenant,
  path: readonly Step[],
): { readonly settings?: FileLine } {
  const found = places.locate(tenant.name, path, context.environment.name);
  return found ? { settings: { file: found.file, line: found.line } } : {};
}
