import { k8s } from 'cdk8s-plus-28';
import { forKubelet, type IsKnown, knownBefore, knownIn, knownInProbe } from '../../model/kubelet-text';
import type { Container, ContainerPort, Probe, Workload } from '../../model/types';
import type { AmountsSettings, ResourcesSettings } from '../../settings/generated';
import { type ProxyExceptions, proxyEnvironment } from './_proxy-environment';
import { type Mounted, mountsOf } from './_volumes';

/** What the containers of a pod have in common, in addition to their settings. */
export interface ContainerContext {
  readonly noProxy: ProxyExceptions;
  readonly configMap: string;
  readonly defaultResources: ResourcesSettings | undefined;
}

export type AnyContainer = Container | Workload['initContainers'][number];

export function containerOf(settings: AnyContainer, mounted: Mounted, context: ContainerContext): k8s.Container {
  const { ports, probes, preStop } = { ports: [], probes: {}, preStop: undefined, ...settings };
  const { liveness, readiness, startup } = probes;
  const isKnown = knownIn(settings);
  const probe = (of: Probe | undefined) => probeOf(of, ports, knownInProbe(settings));
  return {
    name: settings.name,
    image: settings.image,
    imagePullPolicy: 'IfNotPresent',
    command: forKubeletEach(settings.command, isKnown),
    args: forKubeletEach(settings.args, isKnown),
    // The proxy variables are made of the ConfigMap's keys, which the kubelet reads first.
    // The last one holds, so that no ConfigMap or Secret of the tenant’s changes the proxy’s address.
    envFrom: [...(settings.envFrom ?? []).map(sourceOf), { configMapRef: { name: context.configMap } }],
    env: [...proxyEnvironment(context.noProxy, settings.runtime), ...userEnvironment(settings)],
    ports: ports.length === 0 ? undefined : ports.map(({ name, port }) => ({ name, containerPort: port })),
    resources: resourcesOf(settings.resources ?? context.defaultResources),
    livenessProbe: probe(liveness),
    readinessProbe: probe(readiness),
    startupProbe: probe(startup),
    // The kubelet replaces nothing in it. Pauses are added by addPauses.
    lifecycle: preStop?.command ? { preStop: { exec: { command: [...preStop.command] } } } : undefined,
    volumeMounts: mountsOf(settings.name, mounted),
    securityContext: {
      runAsUser: settings.runAsUser,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: !settings.writableRoot,
      capabilities: { drop: ['ALL'] },
    },
  };
}

function userEnvironment(settings: AnyContainer): k8s.EnvVar[] {
  return Object.entries(settings.env).map(([name, value]) => ({
    name,
    ...(typeof value === 'string'
      ? { value: forKubelet(value, knownBefore(name, settings)) }
      : { valueFrom: keyOf(value) }),
  }));
}

function keyOf({ configMap, secret, key }: Exclude<AnyContainer['env'][string], string>): k8s.EnvVarSource {
  return secret === undefined ? { configMapKeyRef: { name: configMap, key } } : { secretKeyRef: { name: secret, key } };
}

function sourceOf({ configMap, secret }: NonNullable<AnyContainer['envFrom']>[number]): k8s.EnvFromSource {
  return secret === undefined ? { configMapRef: { name: configMap } } : { secretRef: { name: secret } };
}

function forKubeletEach(words: readonly string[] | undefined, isKnown: IsKnown): string[] | undefined {
  return words?.map((word) => forKubelet(word, isKnown));
}

function resourcesOf(resources: ResourcesSettings | undefined): k8s.ResourceRequirements | undefined {
  if (!resources) return undefined;
  return { requests: quantities(resources.requests), limits: quantities(resources.limits) };
}

function quantities(of: AmountsSettings | undefined): Record<string, k8s.Quantity> | undefined {
  if (!of) return undefined;
  const present = Object.entries(of).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, k8s.Quantity.fromString(String(value))]));
}

/** Without a port the only one of the container. */
function probeOf(probe: Probe | undefined, ports: readonly ContainerPort[], isKnown: IsKnown): k8s.Probe | undefined {
  if (!probe) return undefined;
  const { path, port = ports[0]?.name ?? 80, command, ...timing } = probe;
  if (command) return { exec: { command: forKubeletEach(command, isKnown) }, ...timing };
  const target = typeof port === 'string' ? k8s.IntOrString.fromString(port) : k8s.IntOrString.fromNumber(port);
  return path ? { httpGet: { path, port: target }, ...timing } : { tcpSocket: { port: target }, ...timing };
}
