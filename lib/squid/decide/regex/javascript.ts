import type { Node } from './syntax';

/** More unlimited repetitions than these make a search of JavaScript slow. */
const MOST_LOOPS = 2;

/** The same pattern for JavaScript, which is faster; undefined: it may take too long there, or means something else. */
export function toJavascript(node: Node): RegExp | undefined {
  const loops = { left: MOST_LOOPS };
  const source = translate(node, false, loops);
  return source === undefined ? undefined : new RegExp(source);
}

function translate(node: Node, repeated: boolean, loops: { left: number }): string | undefined {
  switch (node.kind) {
    case 'empty':
      return '(?:)';
    case 'set':
      return setSource(node.set.has);
    case 'edge':
      return node.edge === 'start' ? '^' : node.edge === 'end' ? '$' : undefined;
    case 'group': {
      const of = translate(node.of, repeated, loops);
      return of === undefined ? undefined : `(?:${of})`;
    }
    case 'back':
      return undefined;
    case 'all':
      return joined(node.of, '', repeated, loops);
    case 'any': {
      if (repeated) return undefined;
      // Each alternative is tried by itself.
      const most = loops.left;
      let left = most;
      const parts = node.of.map((part) => {
        const own = { left: most };
        const source = translate(part, repeated, own);
        left = Math.min(left, own.left);
        return source;
      });
      loops.left = left;
      return parts.includes(undefined) ? undefined : `(?:${parts.join('|')})`;
    }
    case 'repeat': {
      const simple = node.of.kind === 'set';
      if (repeated || (node.max === Number.POSITIVE_INFINITY && --loops.left < 0)) return undefined;
      if (!simple && node.max > 1) return undefined;
      const of = translate(node.of, node.max > 1, loops);
      const max = node.max === Number.POSITIVE_INFINITY ? '' : node.max;
      const large = node.min > 1000 || (node.max > 1000 && max !== '');
      return of === undefined || large ? undefined : `(?:${of}){${node.min},${max}}`;
    }
  }
}

function joined(nodes: readonly Node[], by: string, repeated: boolean, loops: { left: number }): string | undefined {
  const parts = nodes.map((part) => translate(part, repeated, loops));
  return parts.includes(undefined) ? undefined : parts.join(by);
}

function setSource(has: (code: number) => boolean): string {
  const ranges: string[] = [];
  for (let code = 0; code < 128; code++) {
    if (!has(code)) continue;
    const first = code;
    while (code < 127 && has(code + 1)) code++;
    ranges.push(`${escaped(first)}${code > first ? `-${escaped(code)}` : ''}`);
  }
  // Beyond ASCII only "all" and "none" are distinguished.
  if (has(255)) ranges.push('\\u0080-\\uffff');
  return ranges.length === 0 ? '[]' : `[${ranges.join('')}]`;
}

function escaped(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}
