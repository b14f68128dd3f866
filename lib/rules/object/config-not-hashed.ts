import { object } from '../_example';
import { CONFIG_NAME } from '../_names';
import { isKind } from '../_rendered';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'The ConfigMap’s name does not change with its content',
  why: 'Pods read their variables when they start. Only a new name, from a generator, changes the pod template, and so makes them roll to the new proxy.',
  fix: 'Let a configMapGenerator of the base create client-egress-config, and let overlays replace it.',
  good: [object('ConfigMap client-a-demo/feature-flags')`data: { dark: "true" }`],
  bad: [
    object(
      'ConfigMap client-a-demo/client-egress-config-plain',
    )`data: { PROXY_ADDRESS: 172.16.28.8, PROXY_PORT: "3128", ENVIRONMENT: production }`,
  ],
  check: ({ namespaces }) =>
    namespaces.flatMap(({ objects }) =>
      objects
        .filter((each) => isKind(each, 'ConfigMap', '') && each.object.metadata.name.startsWith(CONFIG_NAME))
        .filter(({ object }) => !/^client-egress-config-[a-z0-9]{10}$/.test(object.metadata.name))
        .map((each) => found(each, ['metadata', 'name'], 'has no hash of what it holds')),
    ),
};
