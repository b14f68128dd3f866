import { EgressError } from '../errors';
import type { Labels, Selector } from './types';

/** The label that the API server sets on every namespace, and that cannot be changed. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** A value that no selector names. */
const OTHER = 'other';
const MOST = 10_000;

/**
 * Labels that stand for all labels there can be: for each key that a selector names, each value that one names, another
 * one, and none. Two things that differ in nothing else look the same to every selector.
 *
 * @param fixed labels that are known
 */
export function labelClasses(selectors: readonly Selector[], fixed: Labels = {}): readonly Labels[] {
  const values = new Map<string, Set<string>>();
  for (const requirement of selectors.flat()) {
    if (Object.hasOwn(fixed, requirement.key)) continue;
    const known = values.get(requirement.key) ?? new Set();
    for (const value of requirement.values) known.add(value);
    values.set(requirement.key, known);
  }
  let classes: Labels[] = [fixed];
  for (const [key, named] of values) {
    const choices = [...named, unlike(named)];
    classes = classes.flatMap((labels) => [labels, ...choices.map((value) => ({ ...labels, [key]: value }))]);
    if (classes.length > MOST) throw new EgressError(`selectors by ${values.size} keys are too many to judge`, 1);
  }
  return classes;
}

export interface NamespaceClass {
  /** Undefined: one that nothing names. */
  readonly name?: string;
  readonly labels: Labels;
}

/**
 * Namespaces that stand for all there can be.
 *
 * @param known labels of namespaces by their name: these have no others
 * @param names of namespaces that must be among them, whatever their labels
 */
export function namespaceClasses(
  selectors: readonly Selector[],
  known: ReadonlyMap<string, Labels>,
  names: Iterable<string>,
): readonly NamespaceClass[] {
  const named = selectors.flat().flatMap(({ key, values }) => (key === NAMESPACE_NAME ? values : []));
  const all = new Set([...known.keys(), ...names, ...named]);
  const undeclared = { [NAMESPACE_NAME]: unlike(all) };
  return [
    ...[...all].flatMap((name) => namespaceNamed(name, selectors, known)),
    ...labelClasses(selectors, undeclared).map((labels) => ({ labels })),
  ];
}

/** The same, of one namespace. */
export function namespaceNamed(
  name: string,
  selectors: readonly Selector[],
  known: ReadonlyMap<string, Labels>,
): readonly NamespaceClass[] {
  const own = { [NAMESPACE_NAME]: name };
  const labels = known.get(name);
  if (labels) return [{ name, labels: { ...labels, ...own } }];
  return labelClasses(selectors, own).map((each) => ({ name, labels: each }));
}

function unlike(taken: ReadonlySet<string>): string {
  let value = OTHER;
  while (taken.has(value)) value += '-x';
  return value;
}
