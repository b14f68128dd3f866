import { object, sharedLines } from '../_example';
import { NOTIFICATION } from '../_names';
import { type Context, isKind, map, maps, namespaceOf, type Rendered, text } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';

const TO_OWN = sharedLines`spec: { providerRef: { name: on-call }, eventSources: [{ kind: Kustomization, name: '*' }] }`;
const PROVIDER = sharedLines`
---
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata: { name: on-call, namespace: flux-system }
spec: { type: slack, secretRef: { name: on-call } }
`;

export const rule: RuleDefinition = {
  title: 'An Alert reaches no one, or is about nothing',
  why: 'Its Provider does not exist, it asks for events of another namespace, which Flux’s controllers refuse here, or for those of a Kustomization that does not exist. The failure that it is for is then reported to no one.',
  fix: 'Let providerRef name a Provider of the same namespace, and eventSources objects of that namespace.',
  good: [object('Alert flux-system/on-call')(TO_OWN + PROVIDER)],
  bad: [
    object('Alert flux-system/on-call')(TO_OWN),
    object('Alert flux-system/on-call')(TO_OWN.replace("name: '*'", "name: '*', namespace: client-b") + PROVIDER),
    object('Alert flux-system/on-call')(TO_OWN.replace("name: '*'", 'name: egress-prod') + PROVIDER),
  ],
  check: (context) =>
    [...context.flux, ...context.objects]
      .filter((each) => isKind(each, 'Alert', NOTIFICATION))
      .flatMap((alert) => problems(alert, context)),
};

function problems(alert: Rendered, { find, reconciled }: Context): Found[] {
  const home = namespaceOf(alert);
  const { providerRef, eventSources } = map(alert.object.spec);
  const provider = String(map(providerRef).name);
  const isThere = find(NOTIFICATION, 'Provider', provider, home) !== undefined;
  const known = new Set(reconciled.map(({ kustomization: { object } }) => object.metadata.name));
  return [
    ...(isThere ? [] : [found(alert, ['spec', 'providerRef'], `there is no Provider ${home}/${provider}`)]),
    ...maps(eventSources).flatMap(({ kind, name, namespace }, index): Found[] => {
      const at = (message: string) => [found(alert, ['spec', 'eventSources', index], message)];
      if (text(namespace) !== undefined && namespace !== home)
        return at(`is about ${namespace}; the controllers refuse events of other namespaces`);
      const isMissing = kind === 'Kustomization' && name !== '*' && !known.has(String(name)) && name !== home;
      return isMissing ? at(`there is no Kustomization ${name}`) : [];
    }),
  ];
}
