import { z } from 'zod';
import type { ProblemId } from '../lint';
import { didYouMean, nearest } from './nearest';
import { type MapNode, type Node, nodeAt, originAt, prune, toData, wasPruned } from './node';
import { formatPath, type Origin, type Path } from './place';
import { refusedKeys } from './schema';
import { enumerate, printable, show, showTyped } from './text';

/** Something wrong at a place of a settings file. */
interface Fault {
  readonly id: ProblemId;
  readonly origin: Origin;
  readonly message: string;
}

interface Flat {
  readonly id: ProblemId;
  readonly path: Path;
  readonly message: string;
  /** The known key that an unknown one was most likely meant to be. */
  readonly meant?: string;
}

/**
 * Everything that the schema has against a tree. What is wrong is taken out of the tree, so that the rest can be judged
 * further. Undefined instead of the tree: there is nothing left to judge.
 */
export function validate(
  schema: z.ZodType,
  root: Node,
): { readonly tree?: MapNode; readonly faults: readonly Fault[] } {
  const flat = issuesOf(schema, root);
  const meant = new Set(flat.flatMap(({ path, meant }) => (meant ? [formatPath([...path.slice(0, -1), meant])] : [])));
  const kept = flat.filter((fault) => !(fault.id === 'missing-key' && meant.has(formatPath(fault.path))));
  const faults = kept.map(({ id, path, message }) => ({
    id,
    origin: originAt(root, path),
    message: printable(message),
  }));
  prune(
    root,
    flat.map((fault) => fault.path),
  );
  return root.kind === 'map' ? { tree: root, faults } : { faults };
}

/** Required keys that are not set, unless what was set was wrong and is reported already. */
export function missingIn(schema: z.ZodType, root: Node): Fault[] {
  return issuesOf(schema, root)
    .filter(({ id, path }) => id === 'missing-key' && !wasPruned(root, path) && !isNameless(root, path))
    .map(({ id, path, message }) => ({ id, origin: originAt(root, path), message: printable(message) }));
}

/** Whether it is in an entry of a list whose name was wrong: such an entry changes another one, and what is unknown. */
function isNameless(root: Node, path: Path): boolean {
  return path.some((_, index) => nodeAt(root, path.slice(0, index))?.pruned?.has('name'));
}

function issuesOf(schema: z.ZodType, root: Node): Flat[] {
  const result = schema.safeParse(toData(root), { error: wording });
  return result.success ? [] : result.error.issues.flatMap(flatten);
}

/** One problem for each mistake; for a union, those of the branch of the given type. */
function flatten(issue: z.core.$ZodIssue): Flat[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.message.split('\n').map((line, index) => {
      const [id, message = '', meant] = line.split('\t');
      return { id: id as ProblemId, path: [...steps(issue.path), issue.keys[index] ?? ''], message, meant };
    });
  }
  if (issue.code === 'invalid_union') {
    const branch = issue.errors
      .filter((errors) => !errors.some((error) => error.code === 'invalid_type' && error.path.length === 0))
      .sort((a, b) => strangeness(a) - strangeness(b))[0];
    if (!branch) return [{ id: idOf(issue), path: steps(issue.path), message: issue.message }];
    return branch.flatMap(flatten).map((fault) => ({ ...fault, path: [...steps(issue.path), ...fault.path] }));
  }
  const inner = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue;
  return [{ id: idOf(inner), path: steps(issue.path), message: inner.message }];
}

/** How many issues report keys of another branch. A single value, such as none, is far from everything else. */
function strangeness(errors: readonly z.core.$ZodIssue[]): number {
  if (errors.some(({ code, path }) => code === 'invalid_value' && path.length === 0)) return Number.POSITIVE_INFINITY;
  return errors.filter(({ code, message }) => code === 'unrecognized_keys' || message.startsWith(MISSING)).length;
}

function idOf(issue: z.core.$ZodIssue): ProblemId {
  if (issue.code === 'custom') return (issue.params as { readonly id: ProblemId }).id;
  if (issue.message.startsWith(MISSING)) return 'missing-key';
  if (issue.message === NO_VALUE) return 'no-value';
  switch (issue.code) {
    case 'invalid_value':
      return 'unknown-value';
    case 'too_small':
      return issue.origin === 'array' ? 'list-empty' : 'number-out-of-range';
    case 'too_big':
      return 'number-out-of-range';
    default:
      return 'wrong-type';
  }
}

const MISSING = 'is missing';
const NO_VALUE = 'has no value; give it one, or leave the key out';

const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return MISSING + hint(issue.inst);
      if (issue.input === null) return NO_VALUE;
      const expected =
        issue.format === 'safeint' || issue.expected === 'int' ? 'a whole number' : typeName(issue.expected);
      return `must be ${expected} and not ${showTyped(issue.input)}`;
    }
    case 'invalid_union':
      if (issue.input === undefined) return MISSING + hint(issue.inst);
      if (issue.input === null) return NO_VALUE;
      return `must be ${expectedTypes(issue.inst)} and not ${showTyped(issue.input)}`;
    case 'invalid_value': {
      if (issue.input === undefined) return MISSING + hint(issue.inst);
      if (issue.input === null) return NO_VALUE;
      const values = issue.values.map(String);
      const near = typeof issue.input === 'string' ? didYouMean(issue.input, values) : '';
      return `${show(issue.input)} is not ${enumerate(values, 'or')}${near}`;
    }
    case 'too_small':
      if (issue.origin === 'array') return 'is an empty list; add at least one entry';
      return issue.inclusive === false
        ? `must be more than ${issue.minimum}, and not ${show(issue.input)}`
        : `${show(issue.input)} is below ${issue.minimum}`;
    case 'too_big':
      return issue.inclusive === false
        ? `must be less than ${issue.maximum}, and not ${show(issue.input)}`
        : `${show(issue.input)} is above ${issue.maximum}`;
    case 'unrecognized_keys': {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      const refused = (issue.inst instanceof z.ZodObject && refusedKeys.get(issue.inst)) || {};
      return issue.keys.map((key) => unknownKey(key, known, refused)).join('\n');
    }
    default:
      return 'is not valid here';
  }
};

/** The id and the message, separated by tabs, and the key that was meant, if there is one. */
function unknownKey(key: string, known: readonly string[], refused: Readonly<Record<string, string>>): string {
  if (Object.hasOwn(refused, key)) return ['key-refused', refused[key]].join('\t');
  const meant = nearest(key, known);
  return meant === undefined
    ? ['unknown-key', `unknown key; valid keys here: ${known.join(', ')}`].join('\t')
    : ['unknown-key', `unknown key; did you mean ${meant}?`, meant].join('\t');
}

function hint(schema: unknown): string {
  const description = schema instanceof z.ZodType ? schema.meta()?.description : undefined;
  if (description === undefined) return '';
  // An abbreviation such as IPv4 keeps its capitals.
  return `: ${/^[A-Z][a-z ]/.test(description) ? description[0]?.toLowerCase() + description.slice(1) : description}`;
}

function expectedTypes(schema: unknown): string {
  if (!(schema instanceof z.ZodUnion)) return 'something else';
  return [...new Set(schema.options.map((option) => typeName((option as z.ZodType).type)))].join(' or ');
}

function typeName(type: string): string {
  switch (type) {
    case 'string':
      return 'text';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a map of keys';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${type}`;
  }
}

function steps(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}
