import type { WritePlan } from '../output';

/** What a run wrote and removed, for `--json`. */
export function changesOf({ created, changed, removed }: WritePlan) {
  const paths = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path);
  return { created: paths(created), changed: paths(changed), removed: paths(removed) };
}
