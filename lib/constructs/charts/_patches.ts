import { stringify } from 'yaml';
import { KINDS_BY_NAME } from '../../kinds';
import type { TenantChart } from '../../model/types';
import { type ForeignPodProps, podPlace, proxyVariables, RESTRICTED } from '../foreign-pod';

/** A strategic merge patch, and the objects of the chart that it is for: a regular expression for kinds, and a name. */
interface ChartPatch {
  readonly target: { readonly kind: string; readonly name?: string };
  /** As YAML. */
  readonly patch: string;
}

/** Kinds with pods, as the targets of patches. Those of one target have the pod's spec in the same place. */
const WITH_PODS = ['Deployment|StatefulSet|DaemonSet|Job', 'CronJob', 'Pod'];

/**
 * What Flux changes in the objects of a chart before it applies them: every pod is made for the tenant's nodes, and the
 * containers that are known get the tenant's proxy. Claims stay when the chart goes.
 */
export function chartPatches(pods: TenantChart['pods'], props: ForeignPodProps): ChartPatch[] {
  const placed = WITH_PODS.map((kind) => patchFor({ kind }, atPodSpec(kind, podPlace(props))));
  const kept = patchFor({ kind: 'PersistentVolumeClaim' }, { metadata: { annotations: KEPT_BY_HELM } });
  const env = proxyVariables(props);
  const known = (pods ?? []).map(({ object, containers, initContainers }) => {
    const [kind = '', name] = object.split('/');
    const confined = (names: readonly string[]) => names.map((each) => ({ name: each, env, ...RESTRICTED }));
    return patchFor(
      name === undefined ? { kind } : { kind, name: name.replaceAll('.', '\\.') },
      atPodSpec(kind, {
        ...(initContainers ? { initContainers: confined(initContainers) } : {}),
        containers: confined(containers),
      }),
    );
  });
  return [...placed, ...known, kept];
}

/** Annotations of what Helm keeps when it removes a release. */
const KEPT_BY_HELM = { 'helm.sh/resource-policy': 'keep' };

/** A change of the pod's spec in objects of these kinds. */
function atPodSpec(kinds: string, spec: object): object {
  const path = KINDS_BY_NAME.get(firstOf(kinds))?.podSpec?.split('/') ?? [];
  return path.reduceRight((inner, step) => ({ [step]: inner }), spec);
}

function firstOf(kinds: string): string {
  return kinds.replace(/\|.*/, '');
}

/** The target says what is changed; kustomize only asks that a patch has a kind and a name. */
function patchFor(target: ChartPatch['target'], change: object): ChartPatch {
  const { metadata, ...rest } = change as { readonly metadata?: object };
  return {
    target,
    patch: stringify(
      { apiVersion: 'v1', kind: firstOf(target.kind), metadata: { name: 'any', ...metadata }, ...rest },
      { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false },
    ),
  };
}
