import { groupOf, objectKey } from '../kustomize';
import type { ProblemId } from '../lint';
import { differences } from './compare';
import type { ExpectedObject } from './expected';
import type { Result, World } from './types';

/** Differences that are shown of one object. */
const MOST_SHOWN = 3;

/** `NetworkPolicy client-a-demo/default-deny`. */
export function describe({ object }: ExpectedObject): string {
  const { kind, metadata } = object;
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}

/** A kind as kubectl takes it, for example `networkpolicy.networking.k8s.io`. */
export function resourceOf({ object }: ExpectedObject): string {
  const group = groupOf(object);
  return `${object.kind.toLowerCase()}${group && `.${group}`}`;
}

/** Compares objects with those of the cluster, one result each. */
export async function compareObjects(
  { cluster }: World,
  expected: readonly ExpectedObject[],
  ids: { readonly missing: ProblemId; readonly differs: ProblemId; readonly exact: boolean },
): Promise<Result[]> {
  const results: Result[] = [];
  for (const each of expected) {
    const live = (await cluster.list(resourceOf(each))).find((one) => objectKey(one) === objectKey(each.object));
    const about = { ...(each.tenant === undefined ? {} : { tenant: each.tenant }), object: describe(each) };
    if (live === undefined || live.metadata.deletionTimestamp !== undefined) {
      const message = live ? 'is being deleted (expected to be there)' : 'is not in the cluster';
      results.push({ ...about, message, found: { id: ids.missing } });
      continue;
    }
    const lines = differences(each.object, live, ids.exact);
    const more = lines.length > MOST_SHOWN ? `, and ${lines.length - MOST_SHOWN} more` : '';
    results.push(
      lines.length === 0
        ? { ...about, message: 'as rendered' }
        : { ...about, message: `${lines.slice(0, MOST_SHOWN).join('; ')}${more}`, found: { id: ids.differs } },
    );
  }
  return results;
}
