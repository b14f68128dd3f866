import { median } from './_percentile';

/** A value of several runs: the middle one, and in brackets the least and the greatest. */
export function spread(values: readonly number[], digits: number): string {
  const there = values.filter((value) => !Number.isNaN(value) && value !== null);
  if (there.length === 0) return '–';
  const [middle, least, greatest] = [median(there), Math.min(...there), Math.max(...there)].map((value) =>
    value.toFixed(digits),
  );
  return least === greatest ? `${middle}` : `${middle} (${least} to ${greatest})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
