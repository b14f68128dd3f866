// biome-ignore lint/suspicious/noExplicitAny: a pod's spec in the making
type Spec = any;

/** What differs from a pod that complies: fields of its spec (undefined: left out), or a function that changes it. */
export type Change = Readonly<Record<string, unknown>> | ((spec: Spec) => void);

export function apply(change: Change, spec: Spec): void {
  if (typeof change === 'function') change(spec);
  else Object.assign(spec, change);
}

/** Fields of the first container. */
export function inContainer(fields: Readonly<Record<string, unknown>>): Change {
  return (spec) => Object.assign(spec.containers[0], fields);
}
