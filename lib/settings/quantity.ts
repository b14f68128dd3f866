import { show } from './text';

export type QuantityOf = 'cpu' | 'memory';

const GRAMMAR = /^([+-]?)(\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:([numkMGTPE])|([KMGTPE])i|[eE]([+-]?\d{1,2}))?$/;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['K', 'M', 'G', 'T', 'P', 'E'];

/**
 * A Kubernetes quantity (`500m`, `0.5`, `8Gi`, `1e3`) in billionths, rounded up as the API server does; undefined: it
 * is none.
 */
export function parseQuantity(quantity: string | number): bigint | undefined {
  const match = GRAMMAR.exec(String(quantity));
  if (!match) return undefined;
  const [, sign, digits = '', decimal, binary, exponent] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  let value = BigInt(whole + fraction);
  if (binary) value *= 1024n ** BigInt(BINARY.indexOf(binary) + 1);
  const scale = 9 + (decimal ? (DECIMAL[decimal] ?? 0) : Number(exponent ?? 0)) - fraction.length;
  if (scale >= 0) value *= 10n ** BigInt(scale);
  else value = (value + 10n ** BigInt(-scale) - 1n) / 10n ** BigInt(-scale);
  return sign === '-' ? -value : value;
}

/** Returns why this is not a valid amount of CPU or memory, or undefined if it is. */
export function quantityFault(quantity: string | number, of: QuantityOf): string | undefined {
  const text = String(quantity);
  const value = parseQuantity(quantity);
  if (value === undefined)
    return `${show(text)} is not a valid Kubernetes quantity (expected, for example, ${of === 'cpu' ? '500m or 2' : '128Mi or 8Gi'})${guess(text, of)}`;
  if (value <= 0n) return `${text} is not above zero`;
  if (of === 'memory' && /[num]$/.test(text))
    return `${text} of memory is a fraction of a byte; did you mean ${text.slice(0, -1)}Mi?`;
  if (of === 'memory' && value < 1_000_000_000n * 1024n)
    return `${text} of memory is ${text} bytes; did you mean ${text}Mi?`;
  if (of === 'cpu' && /[kMGTPE]i?$|Ki$/.test(text)) return `${text} is an amount of memory, not of CPU`;
  if (of === 'cpu' && value < 1_000_000n) return `${text} is below 1m, the least amount of CPU`;
  return undefined;
}

/** An amount in billionths as a message shows it: `600m`, `384Mi`. */
export function formatQuantity(value: bigint, of: QuantityOf): string {
  const billion = 1_000_000_000n;
  if (of === 'cpu') return value % billion === 0n ? String(value / billion) : `${(value + 999_999n) / 1_000_000n}m`;
  const bytes = (value + billion - 1n) / billion;
  for (const [power, unit] of [
    [4n, 'Ti'],
    [3n, 'Gi'],
    [2n, 'Mi'],
    [1n, 'Ki'],
  ] as const) {
    if (bytes >= 1024n ** power && bytes % 1024n ** power === 0n) return `${bytes / 1024n ** power}${unit}`;
  }
  return String(bytes);
}

function guess(text: string, of: QuantityOf): string {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/.exec(text);
  if (!match) return '';
  const [, digits = '', unit = ''] = match;
  const letter = unit[0]?.toUpperCase() ?? '';
  if (of === 'cpu') return /^m/i.test(unit) ? `; did you mean ${digits}m?` : '';
  return BINARY.includes(letter) ? `; did you mean ${digits}${letter}i?` : '';
}
