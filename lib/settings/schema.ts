import { z } from 'zod';
import type { ProblemId } from '../lint';
import { isPreservedByKustomize } from '../lossless-text';
import { invisibleFault, show } from './text';

/** Keys that a map does not take although its users may expect them to, each with the reason. */
export const refusedKeys = z.registry<Readonly<Record<string, string>>>();

/** Maps that an override replaces as a whole, because their keys exclude each other. */
export const replacedWhole = z.registry<{ readonly isReplacedWhole: true }>();

interface Alternatives {
  /** Groups of keys: an override that sets keys of one group removes those of the other groups. */
  readonly groups: readonly (readonly string[])[];
}

/** Maps of which some keys exclude each other. */
export const alternatives = z.registry<Alternatives>();

interface AddedList {
  readonly keyOf: (entry: Readonly<Record<string, unknown>>) => string;
  /** The key by which an override names an entry to remove. @default - entries cannot be removed */
  readonly removedBy?: string;
}

/** Lists to which an override adds its entries; an entry of the same key is replaced. */
export const addedLists = z.registry<AddedList>();

type Fault = (value: string) => string | undefined;

/** Functions that return an error message or undefined, by the id of the problem that they find; the first one counts. */
type Faults = { readonly [Id in ProblemId]?: Fault };

/** Text with a grammar of our own. Reviewers can see all of it, and kustomize preserves it. */
export function text(faults: Faults) {
  return judged({ ...faults, 'invisible-character': invisibleFault, 'text-not-preserved': lostFault });
}

function judged(faults: Faults) {
  return z.string().superRefine((value, context) => {
    for (const [id, fault] of Object.entries(faults) as [ProblemId, Fault][]) {
      const message = fault(value);
      if (message === undefined) continue;
      context.addIssue(issue(id, message));
      return;
    }
  });
}

/** An issue that validation reports as the problem `id`. */
export function issue(id: ProblemId, message: string, path: (string | number)[] = []) {
  return { code: 'custom' as const, message, path, params: { id } };
}

/** A list in which no entry is repeated; `what` names an entry in the message. */
export function unique<Item extends z.ZodType>(
  item: Item,
  what: string,
  key: (value: z.output<Item>) => unknown = (value) => value,
) {
  return z.array(item).superRefine((values, context) => {
    const seen = new Map<unknown, number>();
    for (const [index, value] of values.entries()) {
      const first = seen.get(key(value));
      if (first === undefined) seen.set(key(value), index);
      else
        context.addIssue(
          issue('duplicate-entry', `is the same ${what} as entry ${first + 1} of this list; remove one`, [index]),
        );
    }
  });
}

function lostFault(value: string): string | undefined {
  if (value.includes('\0')) return 'contains a NUL character, which no process can be given';
  return isPreservedByKustomize(value)
    ? undefined
    : `${show(value)} would not arrive as it is: kustomize loses control characters, a tab that comes first, and lines of nothing but blanks`;
}

/** Text that a process gets as it is written here. */
export const verbatim = judged({ 'text-not-preserved': lostFault });

export const words = z.array(verbatim);

export const port = z.int().min(1).max(65535);

export const ports = unique(port, 'port').min(1);
