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
