import { kustomization, object } from '../_example';
import { describeObject, identity, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Two Kustomizations apply one object',
  why: 'Each reverts the other’s changes every few minutes, and when one of them drops the object, it deletes what the other still applies.',
  fix: 'Keep the object in one of them. Within one Kustomization the build already refuses it.',
  good: [object('ConfigMap client-a-demo/feature-flags')`data: { dark: "true" }`],
  bad: [
    kustomization('client-a/guardrails')`
      configMapGenerator:
        - { name: feature-flags, namespace: client-a-demo, literals: [dark=true] }
      ---
      # dist/overlays/production/client-a/workloads/kustomization.yaml
      configMapGenerator:
        - { name: feature-flags, namespace: client-a-demo, literals: [dark=true] }
    `,
  ],
  check: ({ reconciled, flux, direct, cluster }) => {
    const seen = new Map<string, { readonly by: string; readonly on: Rendered }>();
    const see = (on: Rendered, by: string): Found[] => {
      const key = identity(on.object);
      const first = seen.get(key);
      if (!first) seen.set(key, { by, on });
      return first ? [found(on, [], `${describeObject(on.object)} is applied by ${first.by} and by ${by}`)] : [];
    };
    return [
      ...[...flux, ...direct].flatMap((each) => see(each, each.files[0] ?? cluster)),
      ...reconciled.flatMap(({ kustomization, objects }) =>
        objects.flatMap((each) => see(each, kustomization.object.metadata.name)),
      ),
    ];
  },
};
