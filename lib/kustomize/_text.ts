/**
 * kustomize writes YAML and reads it again on its way. Control characters beyond ASCII, what only YAML 1.1 takes for the
 * end of a line, and halves of a character do not survive that.
 */
const LOST = /[\u007f-\u009f\u2028\u2029\ufffe\uffff]|\p{Surrogate}/u;

/** Nor do, in a block of lines or in the place of one, a tab that comes first and lines of nothing but blanks. */
const LOST_IN_BLOCKS = /^\n*\t|^(?=[^]*\n)[ \t\n]*[ \t][ \t\n]*$/;

/** Whether kustomize keeps a text as it is, wherever it stands. */
export function survives(text: string): boolean {
  return !LOST.test(text) && !LOST_IN_BLOCKS.test(text);
}

const AMBIGUOUS = new RegExp(
  [
    // Octal, binary, and signed ones.
    /^[-+]?0([0-9_]+|[bo][0-9_]+)$/,
    /^[-+]0x[0-9a-fA-F_]+$/,
    // Digits with underscores between them.
    /^[-+]?\.?[0-9][0-9a-fA-Fx.+-]*_[0-9a-fA-F_.+-]*$/,
    // Dates.
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*)?$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Whether some reader of YAML takes the text for a number or a date where another does not, unless it is quoted. */
export function isAmbiguous(text: string): boolean {
  return AMBIGUOUS.test(text);
}
