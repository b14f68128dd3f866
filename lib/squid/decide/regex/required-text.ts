import type { Node } from './syntax';

/**
 * The longest text that everything which a pattern matches holds, often empty. Without regard to case it is in capital
 * letters. Most subjects do not hold it, so that most patterns of a long list are never compiled.
 */
export function requiredText(node: Node): string {
  let longest = '';
  let run = '';
  const end = () => {
    if (run.length > longest.length) longest = run;
    run = '';
  };
  const visit = (part: Node): void => {
    switch (part.kind) {
      case 'empty':
      case 'edge':
        return;
      case 'set':
        // Beyond ASCII characters are not told apart.
        if (part.code !== undefined && part.code < 128) run += String.fromCharCode(part.code);
        else end();
        return;
      case 'group':
        return visit(part.of);
      case 'all':
        return part.of.forEach(visit);
      default:
        end();
        if (part.kind === 'repeat' && part.min > 0) visit(part.of);
        end();
    }
  };
  visit(node);
  end();
  return longest;
}
