import { object } from '../_example';
import { NOTIFICATION } from '../_names';
import { groupOf } from '../_rendered';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A notification is sent from a tenant’s namespace',
  why: 'notification-controller sends where the Secret of the Provider says. A tenant writes the Secrets of its namespace, so it could make the controller send requests to any address, past every proxy and also inside the cluster.',
  fix: 'Set notify in tenants/<name>.yaml, which renders the Provider in flux-system, where tenants have no rights.',
  good: [object('Provider flux-system/on-call')`spec: { type: pagerduty, secretRef: { name: on-call } }`],
  bad: [object('Provider client-b/slack')`spec: { type: slack, secretRef: { name: slack } }`],
  check: ({ namespaces, gateways }) =>
    [...namespaces, ...gateways].flatMap(({ objects }) =>
      objects
        .filter(({ object }) => groupOf(object) === NOTIFICATION)
        .map((each) => found(each, [], 'is in a tenant’s namespace (expected flux-system)')),
    ),
};
