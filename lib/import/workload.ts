import type { MapNode, Node } from '../settings/node';
import { taintKey } from '../vocabulary';
import { containerSettings, type PodContext } from './container';
import type { Manifest } from './documents';
import type { Log } from './log';
import { labelsAndAnnotations } from './metadata';
import { at, entriesOf, itemsOf, mapNode, someNodes, textOf, valueNode } from './nodes';
import { spreadSettings } from './scaling';
import { volumeSettings } from './volumes';

export const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

/** What a workload finds among the other manifests. */
interface Around extends Pick<PodContext, 'log' | 'configMap'> {
  readonly tenant: string;
  readonly claim: (name: string) => MapNode | undefined;
  /** Ports of the Services that select pods with these labels: number of the containers’ port and name. */
  readonly servicePorts: (labels: Node | undefined) => ReadonlyMap<number, string>;
}

/** The way to the template of a workload's pods. */
function templateSteps(kind: string): readonly string[] {
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
}

/** Labels of a workload's pods. */
export function podLabels({ kind, node }: Manifest): Node | undefined {
  return at(node, ...templateSteps(kind), 'metadata', 'labels');
}

/** The settings of a workload; its Service, its autoscaler and its budget are added by others. */
export function workloadSettings(manifest: Manifest, around: Around): MapNode {
  const { kind, name, node } = manifest;
  const { log, configMap, claim } = around;
  const owner = `${kind} ${name}`;
  const template = at(node, ...templateSteps(kind));
  const pod = at(template, 'spec');
  const job = kind === 'CronJob' ? at(node, 'spec', 'jobTemplate', 'spec') : at(node, 'spec');
  const take = (from: Node | undefined, ...path: string[]) => log.take(at(from, ...path));
  const names = around.servicePorts(podLabels(manifest));
  const context: PodContext = {
    log,
    owner,
    security: at(pod, 'securityContext'),
    configMap,
    portName: (port) => names.get(port),
  };
  const all = itemsOf(at(pod, 'containers'));
  const main = all.find((one) => textOf(at(one, 'name')) === name) ?? all[0];
  const others = all.filter((one) => one !== main);
  for (const one of others)
    log.changed.push({
      origin: one.origin,
      what: `${owner} container ${textOf(at(one, 'name'))}`,
      message:
        'is a sidecar from now on: an init container that goes on, which starts before the main one and ends after it',
    });
  const inits = itemsOf(at(pod, 'initContainers'));
  const isSidecar = (one: Node) => textOf(at(one, 'restartPolicy')) === 'Always';
  const sidecars = [...inits.filter(isSidecar), ...others];
  for (const one of inits) if (isSidecar(one)) take(one, 'restartPolicy');
  const settingsOf = (one: Node, isInit = false) => containerSettings(one as MapNode, context, isInit);
  const origin = node.origin;
  const mainSettings = main ? settingsOf(main) : mapNode(origin, {});
  const { name: container, ...mainKeys } = Object.fromEntries(mainSettings.entries);
  const mounted = volumeSettings({
    log,
    owner,
    workload: name,
    containers: [...(main ? [main] : []), ...inits, ...others],
    volumes: itemsOf(at(pod, 'volumes')),
    templates: itemsOf(at(node, 'spec', 'volumeClaimTemplates')),
    configMap,
    claim,
  });
  takePod(pod, mounted.volumes, mainKeys.runAsUser, around);
  const nameNode = take(node, 'metadata', 'name') ?? valueNode(name, at(node, 'metadata')?.origin ?? node.origin);
  const secrets = itemsOf(at(pod, 'imagePullSecrets')).flatMap((one) => take(one, 'name') ?? []);
  return mapNode(origin, {
    name: nameNode,
    kind: kind === 'Deployment' ? undefined : log.take(at(node, 'kind')),
    container: textOf(container) === name ? undefined : container,
    replicas: kind === 'Deployment' || kind === 'StatefulSet' ? take(node, 'spec', 'replicas') : undefined,
    ...(kind === 'CronJob' ? cronJob(at(node, 'spec'), log) : {}),
    ...(kind === 'CronJob' || kind === 'Job'
      ? {
          activeDeadlineSeconds: take(job, 'activeDeadlineSeconds'),
          backoffLimit: take(job, 'backoffLimit'),
          ttlSecondsAfterFinished: take(job, 'ttlSecondsAfterFinished'),
        }
      : {}),
    ...mainKeys,
    strategy: kind === 'Deployment' ? strategy(at(node, 'spec', 'strategy'), log) : undefined,
    spread: spreadSettings(at(pod, 'topologySpreadConstraints'), log),
    ...labelsAndAnnotations(manifest, template, log),
    ...mounted,
    initContainers: someNodes(
      origin,
      inits.filter((one) => !isSidecar(one)).map((one) => settingsOf(one, true)),
    ),
    sidecars: someNodes(
      origin,
      sidecars.map((one) => settingsOf(one)),
    ),
    imagePullSecrets: someNodes(origin, secrets),
    terminationGracePeriodSeconds: take(pod, 'terminationGracePeriodSeconds'),
  });
}

/** What the platform sets in the same way. */
function takePod(pod: Node | undefined, volumes: Node | undefined, user: Node | undefined, around: Around): void {
  const { log, tenant } = around;
  for (const toleration of itemsOf(at(pod, 'tolerations')))
    if (textOf(at(toleration, 'key')) === taintKey(tenant)) log.take(toleration);
  const hasClaim = itemsOf(volumes).some((volume) => at(volume, 'claim') !== undefined);
  const group = at(pod, 'securityContext', 'fsGroup');
  if (hasClaim && textOf(group) !== undefined && textOf(group) === textOf(user)) log.take(group);
}

function cronJob(spec: Node | undefined, log: Log): Record<string, Node | undefined> {
  const take = (key: string) => log.take(at(spec, key));
  const policy = take('concurrencyPolicy');
  const text = textOf(policy) ?? 'Allow';
  const [successful, failed] = [take('successfulJobsHistoryLimit'), take('failedJobsHistoryLimit')];
  const origin = (spec as Node).origin;
  return {
    schedule: take('schedule'),
    timeZone: take('timeZone'),
    suspend: take('suspend'),
    concurrency: text === 'Forbid' ? undefined : valueNode(text.toLowerCase(), (policy ?? (spec as Node)).origin),
    history: successful || failed ? mapNode(origin, { successful, failed }) : undefined,
    startingDeadlineSeconds: take('startingDeadlineSeconds'),
  };
}

function strategy(node: Node | undefined, log: Log): Node | undefined {
  const type = at(node, 'type');
  if (type === undefined) return undefined;
  log.take(type);
  const isRecreate = textOf(type) === 'Recreate';
  if (isRecreate || entriesOf(node).length === 1) return valueNode(isRecreate ? 'recreate' : 'rolling', type.origin);
  return undefined;
}
