import type { Node } from '../settings/node';
import type { Manifest } from './documents';
import type { Log } from './log';
import { at, itemsOf, mapNode, textOf, valueNode } from './nodes';
import { takeSelector } from './service';

const ZONES: Readonly<Record<string, string>> = {
  'kubernetes.io/hostname': 'hosts',
  'topology.kubernetes.io/zone': 'zones',
};

/** A single constraint that the settings render in the same way. */
export function spreadSettings(node: Node | undefined, log: Log): Node | undefined {
  const [constraint, ...others] = itemsOf(node);
  if (!constraint || others.length > 0) return undefined;
  const key = at(constraint, 'topologyKey');
  const spread = ZONES[textOf(key) ?? ''];
  if (spread === undefined || !key || textOf(at(constraint, 'whenUnsatisfiable')) !== 'DoNotSchedule') return undefined;
  if (textOf(at(constraint, 'maxSkew')) !== '1') return undefined;
  for (const each of ['topologyKey', 'whenUnsatisfiable', 'maxSkew', 'nodeTaintsPolicy', 'matchLabelKeys'])
    log.take(at(constraint, each));
  log.take(at(constraint, 'labelSelector'));
  return valueNode(spread, key.origin);
}

/** `autoscale` of a HorizontalPodAutoscaler; undefined: it aims for something else. */
export function autoscaleSettings({ node }: Manifest, log: Log): Node | undefined {
  const spec = at(node, 'spec');
  const targets: Record<string, Node | undefined> = { cpu: log.take(at(spec, 'targetCPUUtilizationPercentage')) };
  for (const metric of itemsOf(at(spec, 'metrics'))) {
    const resource = at(metric, 'resource');
    const name = textOf(at(resource, 'name')) ?? '';
    const average = at(resource, 'target', 'averageUtilization') ?? at(resource, 'targetAverageUtilization');
    if (average && (name === 'cpu' || name === 'memory')) {
      targets[name] = average;
      log.take(metric);
    }
  }
  const max = log.take(at(spec, 'maxReplicas'));
  if (!max || !(targets.cpu ?? targets.memory)) return undefined;
  const min = log.take(at(spec, 'minReplicas')) ?? valueNode(1, max.origin);
  log.take(at(spec, 'scaleTargetRef'));
  return mapNode(node.origin, { min, max, ...targets });
}

/** `disruption` of a PodDisruptionBudget. */
export function disruptionSettings({ node, name }: Manifest, workload: string, log: Log): Node | undefined {
  const spec = at(node, 'spec');
  takeSelector(at(spec, 'selector', 'matchLabels'), `PodDisruptionBudget ${name}`, workload, log);
  const [minAvailable, maxUnavailable] = [log.take(at(spec, 'minAvailable')), log.take(at(spec, 'maxUnavailable'))];
  return minAvailable || maxUnavailable ? mapNode(node.origin, { minAvailable, maxUnavailable }) : undefined;
}
