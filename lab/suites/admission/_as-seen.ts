import type { KubernetesObject } from '../../cluster/api';

// biome-ignore lint/suspicious/noExplicitAny: objects as the API server sends them
type Any = any;

/** What the API server writes, and what differs because two objects are made. */
const OF_THE_SERVER = [
  ...['uid', 'creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'namespace', 'selfLink'],
];
const BY_CONTROLLERS = [
  ...['controller-uid', 'batch.kubernetes.io/controller-uid', 'deployment.kubernetes.io/revision'],
  'kubectl.kubernetes.io/last-applied-configuration',
];
/** Its keys are the platform's. */
const PLATFORM_CONFIG = /^client-egress-config/;
const OF_ALL_CONTAINERS = ['runAsUser', 'runAsGroup', 'runAsNonRoot', 'seccompProfile'];

/**
 * An object as the cluster and its containers see it: what the API server writes is left out, what a pod says for all of its
 * containers is in each of them, texts are as a process gets them, ports are numbers, and the keys of ConfigMaps are the files
 * and variables that containers have of them.
 *
 * @param objects those that are applied with it: ConfigMaps, and workloads whose ports have names
 */
export function asSeen(object: KubernetesObject, objects: readonly KubernetesObject[]): KubernetesObject {
  const { metadata, status: _, ...rest } = structuredClone(object);
  const kept = Object.entries(metadata).filter(([key]) => !OF_THE_SERVER.includes(key));
  const seen: Any = { ...rest, metadata: Object.fromEntries(kept) };
  const template = seen.spec?.jobTemplate?.spec?.template ?? seen.spec?.template;
  if (template?.spec) podSeen(template.spec, configMapsIn(objects));
  for (const key of BY_CONTROLLERS)
    for (const part of [
      template?.metadata?.labels,
      seen.metadata.labels,
      seen.metadata.annotations,
      seen.spec?.selector?.matchLabels,
    ])
      delete part?.[key];
  if (seen.kind === 'Service')
    for (const port of seen.spec.ports ?? []) port.targetPort = numberOf(port, seen, objects);
  for (const claim of seen.spec?.volumeClaimTemplates ?? []) {
    delete claim.status;
    claim.name = claim.metadata.name;
  }
  return seen;
}

type ConfigMaps = ReadonlyMap<string, Readonly<Record<string, string>>>;

function configMapsIn(objects: readonly KubernetesObject[]): ConfigMaps {
  const own = objects.filter(({ kind, metadata: { name } }) => kind === 'ConfigMap' && !PLATFORM_CONFIG.test(name));
  return new Map(own.map(({ metadata, data = {} }) => [metadata.name, data]));
}

function podSeen(pod: Any, configMaps: ConfigMaps): void {
  const { securityContext: own = {}, volumes = [] } = pod;
  if (pod.serviceAccount === pod.serviceAccountName) delete pod.serviceAccount;
  const inMap = new Map<string, Any>(
    volumes.flatMap(({ name, configMap }: Any) => (configMaps.has(configMap?.name) ? [[name, configMap]] : [])),
  );
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    const shared = Object.fromEntries(
      OF_ALL_CONTAINERS.flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]]])),
    );
    container.securityContext = { ...shared, ...container.securityContext };
    if (container.volumeMounts)
      container.volumeMounts = container.volumeMounts.flatMap((mount: Any) =>
        inMap.has(mount.name) ? filesSeen(mount, inMap.get(mount.name), configMaps) : [mount],
      );
    variablesSeen(container, configMaps);
  }
  if (inMap.size > 0) pod.volumes = volumes.filter(({ name }: Any) => !inMap.has(name));
  for (const key of OF_ALL_CONTAINERS) delete own[key];
}

/** The files that a container has of a ConfigMap, each with its text and its mode. */
function filesSeen({ mountPath, subPath }: Any, volume: Any, configMaps: ConfigMaps): Any[] {
  const { name, items, defaultMode } = volume;
  const data = configMaps.get(name) ?? {};
  const listed = items ?? Object.keys(data).map((key) => ({ key, path: key }));
  return listed
    .filter(({ path }: Any) => subPath === undefined || path === subPath)
    .map(({ key, path, mode = defaultMode }: Any) => ({
      mountPath: subPath === undefined ? `${mountPath}/${path}` : mountPath,
      content: data[key],
      mode,
    }));
}

function variablesSeen(container: Any, configMaps: ConfigMaps): void {
  const { env = [], envFrom = [] } = container;
  const isOwn = ({ configMapRef }: Any) => configMaps.has(configMapRef?.name);
  const whole = envFrom
    .filter(isOwn)
    .flatMap(({ configMapRef }: Any) => Object.entries(configMaps.get(configMapRef.name) ?? {}))
    .map(([name, value]: [string, string]) => ({ name, value }))
    .filter(({ name }: Any) => !env.some((each: Any) => each.name === name));
  if (whole.length > 0) container.envFrom = envFrom.filter((each: Any) => !isOwn(each));
  const names = new Set<string>([...whole, ...env].map(({ name }) => name));
  const text = (value: string) => textSeen(value, names);
  for (const list of ['command', 'args']) if (container[list]) container[list] = container[list].map(text);
  const single = env.map(({ name, value, valueFrom }: Any) => {
    const { configMapKeyRef: ref } = valueFrom ?? {};
    if (configMaps.has(ref?.name)) return { name, value: configMaps.get(ref.name)?.[ref.key] };
    for (const each of Object.values<Any>(valueFrom ?? {})) if (each.optional === false) delete each.optional;
    return { name, ...(value === undefined ? {} : { value: text(value) }), ...(valueFrom ? { valueFrom } : {}) };
  });
  if (names.size > 0) container.env = [...whole, ...single];
}

/** Two dollars mean one, and a reference to a variable that is not there means itself. */
function textSeen(value: string, names: ReadonlySet<string>): string {
  return value.replace(/\$\$|\$\(([^)]*)\)|\$/g, (found, name: string | undefined) =>
    name === undefined ? '＄' : names.has(name) ? found : `＄(${name})`,
  );
}

function numberOf({ targetPort, port }: Any, { metadata }: Any, objects: readonly KubernetesObject[]): unknown {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  const containers = objects
    .filter(({ kind, metadata: { name } }) => kind !== 'Service' && name === metadata.name)
    .flatMap(({ spec }) => spec?.template?.spec?.containers ?? []);
  const ports = containers.flatMap((container: Any) => container.ports ?? []);
  return ports.find(({ name }: Any) => name === targetPort)?.containerPort ?? targetPort;
}
