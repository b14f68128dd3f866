import { object } from '../_example';
import { podOf } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';

const isRefused = (key: string) => key === 'host' || key.endsWith('.host');

export const rule: RuleDefinition = {
  title: 'The API server would refuse a label of a pod',
  why: 'Cilium enforces no network policy on a pod that has a label with the key host or reserved.host, whatever its value. The policy egress-tenant-annotations refuses it, and Flux then applies nothing of the whole Kustomization.',
  fix: 'Choose another key for the label, such as hostname or example.com/host.',
  good: [object('Deployment client-a-demo/web')`spec: { template: { metadata: { labels: { hostname: web } } } }`],
  bad: [
    object('Deployment client-a-demo/web')`spec: { template: { metadata: { labels: { host: web } } } }`,
    object('CronJob client-a-demo/nightly')`
      spec: { jobTemplate: { spec: { template: { metadata: { labels: { reserved.host: "" } } } } } }
    `,
  ],
  check: ({ namespaces }) =>
    namespaces.flatMap(({ objects }) =>
      objects.flatMap((on): Found[] => {
        const pod = podOf(on);
        if (!pod) return [];
        const at = [...pod.path.slice(0, -1), 'metadata', 'labels'];
        return Object.keys(pod.labels)
          .filter(isRefused)
          .map((key) => found(on, [...at, key], 'the API server refuses this label'));
      }),
    ),
};
