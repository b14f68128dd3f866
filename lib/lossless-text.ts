/**
 * kustomize writes YAML and reads it again on its way. Control characters beyond ASCII, what only YAML 1.1 takes for the
 * end of a line, and halves of a character do not survive that.
 */
const LOST = /[\u007f-\u009f\u2028\u2029\ufffe\uffff]|\p{Surrogate}/u;

/** Nor do, in a block of lines or in the place of one, a tab that comes first and lines of nothing but blanks. */
const LOST_IN_BLOCKS = /^\n*\t|^(?=[\s\S]*\n)[ \t\n]*[ \t][ \t\n]*$/;

/** Whether kustomize keeps a text as it is, wherever it stands. */
export function isPreservedByKustomize(text: string): boolean {
  return !LOST.test(text) && !LOST_IN_BLOCKS.test(text);
}
