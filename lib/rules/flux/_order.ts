import { type Data, map, maps, type Reconciled, text } from '../rendered';

/** `flux-system/egress-production`. */
export function idOf({ kustomization }: Reconciled): string {
  const { name, namespace } = kustomization.object.metadata;
  return `${namespace}/${name}`;
}

/** What a Kustomization waits for, directly. */
export function dependenciesOf({ kustomization, spec }: Reconciled): readonly string[] {
  return maps(spec.dependsOn).map(
    ({ name, namespace }) => `${namespace ?? kustomization.object.metadata.namespace}/${name}`,
  );
}

const indices = new WeakMap<readonly Reconciled[], ReadonlyMap<string, Reconciled>>();

function byId(all: readonly Reconciled[]): ReadonlyMap<string, Reconciled> {
  const known = indices.get(all) ?? new Map(all.map((each) => [idOf(each), each]));
  indices.set(all, known);
  return known;
}

/** What it waits for, and what that waits for, and so on; itself among them where it goes in circles. */
export function allDependenciesOf(start: Reconciled, all: readonly Reconciled[]): ReadonlySet<string> {
  const index = byId(all);
  const seen = new Set<string>();
  const open = [...dependenciesOf(start)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const next = index.get(id);
    if (next) open.push(...dependenciesOf(next));
  }
  return seen;
}

interface SourceReference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export function sourceOf({
  kustomization,
  spec,
}: {
  readonly kustomization: Reconciled['kustomization'];
  readonly spec: Data;
}): SourceReference {
  const { kind, name, namespace } = map(spec.sourceRef);
  return {
    kind: String(kind),
    name: String(name),
    namespace: text(namespace) ?? String(kustomization.object.metadata.namespace),
  };
}
