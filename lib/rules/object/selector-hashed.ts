import { object } from '../_example';
import { labels, map } from '../_rendered';
import { found, some } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A selector contains a hash',
  why: 'Selectors of workloads are immutable. A hash of a construct’s path changes when the code is refactored, and from then on every apply fails.',
  fix: 'Select by app.kubernetes.io/name: <the workload’s name>.',
  suppressible: true,
  good: [
    object('DaemonSet client-b/agent')`
      spec:
        template: { metadata: { labels: { release: v1-20240101 } } }
        selector: { matchLabels: { release: v1-20240101 } }
    `,
  ],
  bad: [
    object('DaemonSet client-b/agent')`
      spec:
        template: { metadata: { labels: { cdk8s.io/metadata.addr: agent-c82b55bc } } }
        selector: { matchLabels: { cdk8s.io/metadata.addr: agent-c82b55bc } }
    `,
  ],
  check: ({ pods }) =>
    pods.flatMap(({ of }) => {
      const selected = labels(map(map(of.object.spec).selector).matchLabels);
      const hashed = Object.entries(selected).filter(
        ([key, value]) => /metadata\.addr$|-hash$/.test(key) || isHash(value),
      );
      const texts = hashed.map(([key, value]) => `${key}=${value}`);
      return texts.length === 0 ? [] : [found(of, ['spec', 'selector'], `selects by ${some(texts)}`)];
    }),
};

/** The end of a name as generators make it; dates and versions have no letters in them. */
function isHash(value: string): boolean {
  const end = value.match(/(?:^|[-.])([0-9a-f]{8,})$/)?.[1] ?? '';
  return /[a-f]/.test(end) && /\d/.test(end);
}
