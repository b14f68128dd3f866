import { k8s } from 'cdk8s-plus-28';
import { DEFAULT_USER } from '../../model/container-defaults';
import type { Probe, Resources, Volume } from '../../model/types';
import { proxyEnvironment } from './_proxy-environment';
import { mountsOf } from './_volumes';
import type { ProxiedContainerProps } from './proxied-workload';

interface PodFacts {
  readonly volumes: readonly Volume[];
  readonly noProxy: readonly string[];
  readonly configMap: string;
  readonly defaultResources: Resources | undefined;
}

export function containerOf(props: ProxiedContainerProps, pod: PodFacts): k8s.Container {
  const { liveness, readiness, startup } = props.probes ?? {};
  const ports = props.ports ?? [];
  return {
    name: props.name,
    image: props.image,
    imagePullPolicy: 'IfNotPresent',
    command: props.command && [...props.command],
    args: props.args && [...props.args],
    // The proxy variables are made of the ConfigMap's keys, which the kubelet reads first.
    envFrom: [{ configMapRef: { name: pod.configMap } }],
    env: [...proxyEnvironment(pod.noProxy, props.runtime), ...userEnvironment(props.env ?? {})],
    ports: ports.length === 0 ? undefined : ports.map(({ name, port }) => ({ name, containerPort: port })),
    resources: resourcesOf(props.resources ?? pod.defaultResources),
    livenessProbe: probeOf(liveness),
    readinessProbe: probeOf(readiness),
    startupProbe: probeOf(startup),
    volumeMounts: mountsOf(pod.volumes),
    securityContext: {
      runAsUser: props.runAsUser ?? DEFAULT_USER,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
}

function userEnvironment(env: Readonly<Record<string, string>>): k8s.EnvVar[] {
  return Object.entries(env).map(([name, value]) => ({ name, value }));
}

function resourcesOf(resources: Resources | undefined): k8s.ResourceRequirements | undefined {
  if (!resources) return undefined;
  return { requests: quantities(resources.requests), limits: quantities(resources.limits) };
}

function quantities(of: { cpu?: string; memory?: string } | undefined): Record<string, k8s.Quantity> | undefined {
  if (!of) return undefined;
  const present = Object.entries(of).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, k8s.Quantity.fromString(value)]));
}

function probeOf(probe: Probe | undefined): k8s.Probe | undefined {
  if (!probe) return undefined;
  const { path, port, command, ...timing } = probe;
  if (command) return { exec: { command: [...command] }, ...timing };
  const target = typeof port === 'string' ? k8s.IntOrString.fromString(port) : k8s.IntOrString.fromNumber(port ?? 80);
  return path ? { httpGet: { path, port: target }, ...timing } : { tcpSocket: { port: target }, ...timing };
}
