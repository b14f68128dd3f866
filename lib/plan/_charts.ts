import { type KubeObject, objectKey } from '../kustomize';
import { type Manifest, valueAt } from './_objects';

/** What is in a chart is in its registry, so that no plan shows the objects. */
const UNSEEN = 'its objects are in the registry and not in this plan';

/** The charts that a cluster has, by the keys of their HelmReleases and of the sources of these. */
export class ChartSources {
  private readonly named = new Map<string, string>();

  constructor(objects: readonly Manifest[]) {
    const byKey = new Map(objects.map((object) => [objectKey(object), object]));
    for (const release of objects.filter(isRelease)) {
      const name = valueAt(release, 'spec', 'chartRef', 'name');
      const source = [...byKey.values()].find(
        ({ kind, metadata }) =>
          kind === 'OCIRepository' && metadata.namespace === release.metadata.namespace && metadata.name === name,
      );
      if (!source) continue;
      this.named.set(objectKey(release), chartOf(source));
      this.named.set(objectKey(source), chartOf(source));
    }
  }

  /** For example `oci://registry.example.com/redis 20.1.0`, of a HelmRelease or its source. */
  of(object: KubeObject): string | undefined {
    return this.named.get(objectKey(object));
  }
}

function isRelease({ kind }: KubeObject): boolean {
  return kind === 'HelmRelease';
}

function chartOf(source: Manifest): string {
  const reference = valueAt(source, 'spec', 'ref', 'digest') ?? valueAt(source, 'spec', 'ref', 'tag');
  return `${String(valueAt(source, 'spec', 'url'))} ${String(reference)}`;
}

/** What a change of a chart does, one sentence each. Undefined on a side: the object is not there. */
export function chartSteps(
  before: Manifest | undefined,
  after: Manifest | undefined,
  sources: { readonly before: ChartSources; readonly after: ChartSources },
): string[] {
  const [old, now] = [before && sources.before.of(before), after && sources.after.of(after)];
  const object = after ?? before;
  if (!object) return [];
  if (isRelease(object)) {
    if (!before) return now === undefined ? [] : [`installs the chart ${now}: ${UNSEEN}`];
    if (!after)
      return old === undefined ? [] : [`uninstalls the chart ${old}: its objects are deleted, and its claims stay`];
    return old === now && now !== undefined ? [`upgrades the release of ${now}: its pods may restart`] : [];
  }
  if (old === undefined || now === undefined || old === now) return [];
  return [`replaces the chart ${old} by ${now}: its pods may restart, and ${UNSEEN}`];
}
