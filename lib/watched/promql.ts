import { promSeconds } from '../settings/monitoring';

/** A number of an expression, or a duration, with what stands before it. */
interface Amount {
  readonly text: string;
  /** `>`, `>=`, `<` or `<=` for a threshold, `[` for the range of a rate, and anything else. */
  readonly before: string;
}

const AMOUNT = /(?<![\w.":])(\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:[smhd]\d*)*)(?![\w."])/g;

/** What differs between two expressions of an alert, in words. */
export function expressionChanges(before: string, after: string): readonly ExpressionChange[] {
  const [old, now] = [before, after].map((text) => text.replaceAll(/\s+/g, ' '));
  if (old === undefined || now === undefined || old === now) return [];
  if (old.replaceAll(AMOUNT, '#') !== now.replaceAll(AMOUNT, '#')) return [sourceChange(old, now)];
  const [was, is] = [amountsOf(old), amountsOf(now)];
  const found = was.flatMap((amount, index) => changeOf(amount, is[index] ?? amount));
  return [...new Map(found.map((change) => [change.text, change])).values()];
}

/** An expression may be several, with `or` between them. */
function sourceChange(old: string, now: string): ExpressionChange {
  const [were, are] = [old, now].map((text) => text.split(' or ')) as [string[], string[]];
  const [lost, added] = [were.filter((part) => !are.includes(part)), are.filter((part) => !were.includes(part))];
  if (added.length === 0)
    return { text: 'watches less than before: a part of its expression is removed', weaker: true };
  if (lost.length === 0) return { text: 'watches more than before', weaker: false };
  return { text: 'watches something else than before: compare its expression', weaker: true };
}

interface ExpressionChange {
  /** What follows the alert’s name. */
  readonly text: string;
  readonly weaker: boolean;
}

function amountsOf(text: string): readonly Amount[] {
  return [...text.matchAll(AMOUNT)].map(({ 0: amount, index }) => ({
    text: amount,
    before: /(>=|<=|>|<|\[)\s*$/.exec(text.slice(0, index))?.[1] ?? '',
  }));
}

function changeOf({ text: was, before }: Amount, { text: is }: Amount): ExpressionChange[] {
  if (was === is) return [];
  switch (before) {
    case '>':
    case '>=':
      return [threshold(`from ${is} on instead of ${was}`, Number(is) > Number(was))];
    case '<':
    case '<=':
      return [threshold(`below ${is} instead of ${was}`, Number(is) < Number(was))];
    case '[':
      return [{ text: `looks at the last ${is} instead of ${was}`, weaker: promSeconds(is) > promSeconds(was) }];
    default:
      // It is another spelling of a threshold in the same expression.
      return [];
  }
}

function threshold(text: string, weaker: boolean): ExpressionChange {
  return { text: `fires ${text}, so ${weaker ? 'later' : 'earlier'}`, weaker };
}
