/** Blanks are those of the C locale: a byte order mark and a no-break space belong to words. */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t\v\f\r\n]+/, '').replace(/[ \t\v\f\r\n]+$/, '');
}

/** The words between blanks. */
export function splitBlanks(text: string): readonly string[] {
  return text.split(/[ \t\v\f\r\n]+/).filter((word) => word !== '');
}
