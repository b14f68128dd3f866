import type { Suppression } from '../../lint';

/** A comment `# suppress ID: reason`, and the lines that it applies to. */
export interface SuppressComment extends Suppression {
  /** First and last line of the directive below the comment; `file` at the head of a file; undefined: nothing. */
  readonly scope?: 'file' | { readonly first: number; readonly last: number };
}

/** Several ids, divided by commas or blanks, are one id that does not exist, so that they are reported. */
const COMMENT = /^\s*#\s*suppress\s+([A-Za-z][\w-]*|\w+-[\w-]*(?:[\s,]+\w+-[\w-]*)+)\s*(?::\s*(.*))?$/;

/**
 * The comments by which a file suppresses findings. One directly above a directive, with other comments between at most,
 * applies to that directive. One above the first directive, with an empty line between, applies to the whole file.
 */
export function suppressComments(file: string, text: string): SuppressComment[] {
  const lines = text.split('\n').map((line) => line.replace(/\r.*$/s, ''));
  const firstDirective = lines.findIndex((line) => !isComment(line) && line.trim() !== '');
  return lines.flatMap((line, index): SuppressComment[] => {
    const [, id, reason = ''] = COMMENT.exec(line) ?? [];
    if (id === undefined || continues(lines, index)) return [];
    const at = { file, line: index + 1, column: line.indexOf('#') + 1, path: '' };
    const next = lines.findIndex((other, later) => later > index && !isComment(other));
    const isDirective = next >= 0 && lines[next]?.trim() !== '';
    const isHead = firstDirective < 0 || index < firstDirective;
    const scope = isDirective ? { first: next + 1, last: lastOf(lines, next) + 1 } : isHead ? 'file' : undefined;
    return [{ id, reason: reason.trim(), at, ...(scope === undefined ? {} : { scope }) }];
  });
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

/** Whether a line is inside a directive that a backslash continues: comments and empty lines do not end it. */
function continues(lines: readonly string[], index: number): boolean {
  const before = lines.slice(0, index).findLast((line) => !isComment(line) && line.trim() !== '');
  return before?.endsWith('\\') ?? false;
}

function lastOf(lines: readonly string[], first: number): number {
  let last = first;
  while (last + 1 < lines.length && continues(lines, last + 1)) last++;
  return last;
}
