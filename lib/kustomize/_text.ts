const AMBIGUOUS = new RegExp(
  [
    // Octal, binary, and signed ones. Go takes their letter in upper case too, and a sign behind it.
    /^[-+]?0([0-9_]+|[bBoO][-+]?[0-9_]+)$/,
    /^([-+]0x|[-+]?0X)[-+]?[0-9a-fA-F_]+$/,
    // Digits with underscores between them, or between them and a sign.
    /^[-+]?\.?[0-9][0-9a-fA-Fx.+-]*_[0-9a-fA-F_.+-]*$/,
    /^[-+]\.?_[0-9a-fA-FxX_.+-]*$/,
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
