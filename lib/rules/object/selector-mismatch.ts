import { object } from '../_example';
import { map } from '../_rendered';
import { everyPod, found, isSelected, show } from '../_support';
import type { RuleDefinition } from '../rule';

const WITH_SELECTOR = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

export const rule: RuleDefinition = {
  title: 'A workload’s selector does not select its own pods',
  why: 'The API server refuses it, or, where two workloads select the same pods, each deletes the other’s.',
  fix: 'Let spec.selector.matchLabels be among the labels of the pod template, and different from every other workload’s.',
  good: [object('Deployment client-a-demo/web')`spec: { template: { metadata: { labels: { tier: front } } } }`],
  bad: [
    object('DaemonSet client-b/agent')`spec: { selector: { matchLabels: { tier: front } } }`,
    object(
      'DaemonSet client-b/agent',
    )`spec: { template: { metadata: { labels: { app.kubernetes.io/name: api } } }, selector: { matchLabels: { app.kubernetes.io/name: api } } }`,
  ],
  check: (context) => {
    const workloads = everyPod(context).pods.filter(({ of }) => WITH_SELECTOR.includes(of.object.kind));
    return workloads.flatMap(({ of, labels }) => {
      const { selector } = map(of.object.spec);
      const at = ['spec', 'selector'];
      if (Object.keys(map(selector)).length === 0) return [found(of, at, 'selects nothing')];
      if (!isSelected(selector, labels))
        return [found(of, at, `${show(selector)} does not select pods with ${show(labels)}`)];
      const other = workloads.find(
        (each) =>
          each.of !== of &&
          each.of.object.metadata.namespace === of.object.metadata.namespace &&
          isSelected(selector, each.labels),
      );
      const name = other && `${other.of.object.kind} ${other.of.object.metadata.name}`;
      return name ? [found(of, at, `selects the pods of ${name}, too`)] : [];
    });
  },
};
