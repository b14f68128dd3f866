import { configMapHash } from '../../config-map-hash';
import { PRUNE } from '../_names';
import { annotationsOf, isKind, namespaceOf, type Rendered } from '../_rendered';
import { everyPod, found, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Flux removes a ConfigMap that pods of an earlier template still need',
  why: 'The name of a generated ConfigMap changes with its content. Flux removes the one of the old name at once. The pods of a running Job, of a slow rollout and of a rollback name it, and no longer start.',
  fix: `Set options: { annotations: { ${PRUNE}: disabled } } on the generator in the base.`,
  suppressible: true,
  good: [
    yaml`
      # dist/overlays/production/client-a/workloads/kustomization.yaml
      configMapGenerator:
        - { name: not-used, namespace: client-a-demo, literals: [dark=true] }
    `,
  ],
  bad: [
    yaml`
      # dist/base/client-a/workloads/kustomization.yaml
      configMapGenerator:
        - name: client-egress-config
          namespace: client-a-demo
          literals: [PROXY_ADDRESS=172.16.28.8, PROXY_PORT=3128, ENVIRONMENT=base]
    `,
  ],
  check: (context) => {
    const { pods } = everyPod(context);
    return context.objects
      .filter((each) => isHashed(each) && annotationsOf(each)[PRUNE] !== 'disabled')
      .filter((each) => pods.some(({ of, spec }) => namespaceOf(of) === namespaceOf(each) && names(spec, each)))
      .map((each) => found(each, ['metadata', 'annotations', PRUNE], 'is not disabled, and pods use this ConfigMap'));
  },
};

function isHashed(each: Rendered): boolean {
  if (!isKind(each, 'ConfigMap', '')) return false;
  const { object } = each;
  return object.metadata.name.endsWith(`-${configMapHash(object)}`);
}

/** Whether the name stands anywhere in a value. */
function names(value: unknown, { object }: Rendered): boolean {
  return JSON.stringify(value).includes(JSON.stringify(object.metadata.name));
}
