import { z } from 'zod';
import { survives } from '../survives';
import { invisibleFault, show } from './text';

/** Keys that a map does not take although its users may expect them to, each with the reason. */
export const refusedKeys = z.registry<Readonly<Record<string, string>>>();

/** Maps that an override replaces as a whole, because their keys exclude each other. */
export const replacedWhole = z.registry<{ readonly isReplacedWhole: true }>();

type Fault = (value: string) => string | undefined;

/** Text that a grammar of ours judges: `fault` says why not, or nothing. Reviewers see, and kustomize keeps, all of it. */
export function text(fault: Fault) {
  return judged((value) => fault(value) ?? invisibleFault(value) ?? lostFault(value));
}

function judged(fault: Fault) {
  return z.string().superRefine((value, context) => {
    const message = fault(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** A list without an entry said twice; `what` names one of them. */
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
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `is the same ${what} as entry ${first + 1} of this list; drop one`,
        });
    }
  });
}

function lostFault(value: string): string | undefined {
  if (value.includes('\0')) return 'holds a NUL character, which no process can be given';
  return survives(value)
    ? undefined
    : `${show(value)} would not arrive as it is: kustomize loses control characters, a tab that comes first, and lines of nothing but blanks`;
}

/** Text that a process gets as it is written here. */
export const verbatim = judged(lostFault);

export const words = z.array(verbatim);

export const port = z.int().min(1).max(65535);

export const ports = unique(port, 'port').min(1);
