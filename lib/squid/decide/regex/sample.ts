import type { Node } from './syntax';

/** Further alternatives of one pattern are left out. */
const MOST_SAMPLES = 12;
const LONGEST = 240;

/** Short texts that a pattern matches, one for each of its alternatives. Anchors and back references are ignored. */
export function samples(node: Node, fill: string): readonly string[] {
  return [...new Set(of(node, fill))].filter((text) => text.length <= LONGEST);
}

function of(node: Node, fill: string): readonly string[] {
  switch (node.kind) {
    case 'set': {
      const found = [...`${fill}a0-./:`].find((character) => node.set.has(character.charCodeAt(0)));
      if (found !== undefined) return [found];
      for (let code = 33; code < 127; code++) if (node.set.has(code)) return [String.fromCharCode(code)];
      return [];
    }
    case 'group':
      return of(node.of, fill);
    case 'any':
      return node.of.flatMap((part) => of(part, fill)).slice(0, MOST_SAMPLES);
    case 'all':
      return sequence(node.of.map((part) => of(part, fill)));
    case 'repeat': {
      const once = of(node.of, fill);
      if (node.min > LONGEST) return [];
      if (node.min > 0) return once.map((text) => text.repeat(node.min));
      return node.max === 1 ? ['', ...once] : [''];
    }
    default:
      return [''];
  }
}

/** The first choice everywhere, and each further choice of one part. */
function sequence(parts: readonly (readonly string[])[]): readonly string[] {
  if (parts.some((choices) => choices.length === 0)) return [];
  const first = parts.map(([choice = '']) => choice);
  const others = parts.flatMap((choices, index) =>
    choices.slice(1).map((choice) => [...first.slice(0, index), choice, ...first.slice(index + 1)].join('')),
  );
  return [first.join(''), ...others].slice(0, MOST_SAMPLES);
}
