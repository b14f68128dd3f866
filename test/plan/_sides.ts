import { stringify } from 'yaml';
import { stamp } from '../../lib/output';
import { type EnvironmentPlan, type ObjectPlan, planChanges, type Side } from '../../lib/plan';

type Loose = Record<string, unknown>;

/** One environment, `development`, of hand-made objects and Flux objects. */
export function sideOf(objects: readonly Loose[], flux: readonly Loose[] = [], label = 'what is on disk'): Side {
  const files = new Map<string, string>();
  const add = (path: string, content: unknown) =>
    files.set(path, stamp({ path, content: stringify(content, { version: '1.1' }), source: 'tenants/client-a.yaml' }));
  const names = objects.map((_, index) => `object-${index}.yaml`);
  for (const [index, name] of names.entries()) add(`dist/overlays/development/${name}`, objects[index]);
  add('dist/overlays/development/kustomization.yaml', {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: names,
  });
  for (const [index, object] of flux.entries()) add(`clusters/development/flux-${index}.yaml`, object);
  return { label, files };
}

/** What the way from some objects to others is, in the only environment. */
export function planOf(before: Side, after: Side): EnvironmentPlan {
  const [plan, ...more] = planChanges(before, after);
  if (!plan || more.length > 0) throw new Error('there is not one environment');
  return plan;
}

/** The one object that changed. */
export function changeOf(before: Loose, after: Loose): ObjectPlan {
  const { added, changed, removed } = planOf(sideOf([before]), sideOf([after]));
  const [change, ...more] = [...added, ...changed, ...removed];
  if (!change || more.length > 0) throw new Error('not one object changed');
  return change;
}

export function object(apiVersion: string, kind: string, rest: Loose = {}, metadata: Loose = {}): Loose {
  const namespaced = kind === 'Namespace' ? {} : { namespace: 'client-a-demo' };
  return { apiVersion, kind, metadata: { name: 'thing', ...namespaced, ...metadata }, ...rest };
}

export function reconciliation(name: string, path: string, spec: Loose = {}): Loose {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '5m', path, prune: true, sourceRef: { kind: 'GitRepository', name: 'manifests' }, ...spec },
  };
}

/** Names of objects, as a plan has them. */
export function namesOf(objects: readonly ObjectPlan[]): string[] {
  return objects.map(({ object: { kind, namespace, name } }) => `${kind} ${namespace ? `${namespace}/` : ''}${name}`);
}
