import { DEFAULT_ANNOTATIONS } from '../model/annotations';
import type { Node } from '../settings/node';
import { KUSTOMIZE, NAME_LABEL, TENANT_LABEL } from '../vocabulary';
import type { Manifest } from './documents';
import type { Log } from './log';
import { at, entriesOf, someEntries, textOf } from './nodes';

/** Annotations that a cluster, Flux or kubectl writes itself. */
const WRITTEN = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kubectl.kubernetes.io/restartedAt',
  'deployment.kubernetes.io/revision',
  `${KUSTOMIZE}/`,
  'deprecated.daemonset.template.generation',
];

/** Labels and annotations of a workload: those of its pods, and those of its own that do not contradict them. */
export function labelsAndAnnotations({ kind, name, node }: Manifest, template: Node | undefined, log: Log) {
  const owner = `${kind} ${name}`;
  const labels: Record<string, Node> = {};
  const annotations: Record<string, Node> = {};
  for (const metadata of [at(template, 'metadata'), at(node, 'metadata')]) {
    for (const [key, value] of entriesOf(at(metadata, 'labels'))) {
      if (key === TENANT_LABEL) log.take(value);
      else if (key === NAME_LABEL) {
        if (textOf(value) === name) log.take(value);
        else log.change(value, owner, `${NAME_LABEL} is the name of the workload, ${name}, from now on`);
      } else if (labels[key] === undefined) labels[key] = log.take(value);
      else if (textOf(labels[key]) === textOf(value)) log.take(value);
      else log.leave(value, owner, `the label ${key} is that of the pods, ${textOf(labels[key])}`);
    }
    for (const [key, value] of entriesOf(at(metadata, 'annotations'))) {
      const domain = key.slice(0, key.indexOf('/') + 1);
      if (WRITTEN.includes(key) || WRITTEN.includes(domain)) log.take(value);
      else if (domain !== '' && !DEFAULT_ANNOTATIONS.includes(domain) && !DEFAULT_ANNOTATIONS.includes(key))
        log.leave(
          value,
          owner,
          `the annotation ${key} has a domain that tenants may not use; ask the platform to list it`,
        );
      else if (annotations[key] === undefined) annotations[key] = log.take(value);
      else if (textOf(annotations[key]) === textOf(value)) log.take(value);
      else log.leave(value, owner, `the annotation ${key} is that of the pods`);
    }
  }
  const { origin } = node;
  return { labels: someEntries(origin, labels), annotations: someEntries(origin, annotations) };
}
