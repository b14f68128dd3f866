/** A label or taint as Kubernetes has it; `value` may not hold what separates the parts of a tag. */
interface Mark {
  readonly key: string;
  readonly value: string;
}

/**
 * The tag of a node pool that becomes this label. Without `noprefix` its key would get the prefix `k8s.scaleway.com/`.
 *
 * @throws Error for what the tag would not say as it is meant
 */
export function labelTag(label: Mark): string {
  return `noprefix=${pair(label)}`;
}

/**
 * The tag of a node pool that becomes this taint. Without `noprefix` a key with a slash is dropped without a word.
 *
 * @throws Error for what the tag would not say as it is meant
 */
export function taintTag(taint: Mark & { readonly effect: string }): string {
  return `taint=noprefix=${pair(taint)}:${taint.effect}`;
}

function pair({ key, value }: Mark): string {
  if (!/^([a-z0-9.-]+\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/.test(key)) throw new Error(`${key} cannot be the key of a tag`);
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*)$/.test(value)) throw new Error(`${value} cannot be the value of a tag`);
  return `${key}=${value}`;
}
