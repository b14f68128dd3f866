/** Writes out control characters, line breaks of any script and invisible characters, so that nothing can forge a line of output. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}\u2800]/gu, escaped);
}

/** Returns a character as JSON writes it outside of ASCII: one `\\uXXXX` for each code unit. */
export function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
