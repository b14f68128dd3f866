import { printable } from '../lint/printable';
import type { Outcome, Vm } from '../vms';
import { nameOf, vmJson } from './_vms';

/** Of more VMs than this, those that went well are counted and not listed. */
export const MANY = 20;

/** In this order in the summary. */
const RESULTS: readonly Outcome['result'][] = [
  'applied',
  'restored',
  'current',
  'skipped',
  'unreachable',
  'not started',
  'failed',
  'not restored',
];

/** Which are listed, however many there are. */
const PROBLEMS: readonly Outcome['result'][] = ['failed', 'not restored', 'unreachable', 'skipped'];

/**
 * What was done and what was not: a line per VM, and their number.
 *
 * @param restoring the command that puts back the previous files of a VM
 */
export function outcomeLines(outcomes: readonly Outcome[], restoring: (vm: Vm) => string): string[] {
  const listed = outcomes.length > MANY ? outcomes.filter(({ result }) => PROBLEMS.includes(result)) : outcomes;
  const lines = listed.map(
    ({ vm, result, error }) => `${nameOf(vm)}: ${result}${error ? `: ${printable(error)}` : ''}`,
  );
  const failed = outcomes.some(({ result }) => result === 'failed');
  const applied = outcomes.filter(({ result }) => result === 'applied');
  const more = applied.length - MANY;
  return [
    ...lines,
    ...(failed && applied.length > 0
      ? [
          'VMs that were applied keep their new files, which work. This puts back the previous ones:',
          ...applied.slice(0, MANY).map(({ vm }) => `  ${restoring(vm)}`),
          ...(more > 0 ? [`  and so on, for ${more} more`] : []),
        ]
      : []),
    summary(outcomes),
  ];
}

function summary(outcomes: readonly Outcome[]): string {
  const counts = RESULTS.flatMap((result) => {
    const count = outcomes.filter((one) => one.result === result).length;
    return count > 0 ? [`${count} ${result}`] : [];
  });
  const isOpen = outcomes.some(({ result }) => result === 'not started');
  return `${counts.join(', ')}${isOpen ? '; the same command goes on with those that were not started' : ''}`;
}

export function outcomeJson({ vm, result, error }: Outcome) {
  return { ...vmJson(vm), result, ...(error === undefined ? {} : { error }) };
}
