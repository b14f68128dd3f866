/** CEL on several lines, as a reader of the manifest sees it. */
export function lines(...parts: readonly string[]): string {
  return parts.join('\n');
}

/** A CEL list of strings. */
export function list(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(', ')}]`;
}

/** A CEL string: what is written as it stands, and between it the values of CEL expressions. */
export function say(written: TemplateStringsArray, ...expressions: readonly string[]): string {
  const parts = written.flatMap((text, i) => {
    if (/['\\\n]/.test(text)) throw new Error(`a message is one line without ' and \\: ${text}`);
    const expression = expressions[i];
    return [...(text === '' ? [] : [`'${text}'`]), ...(expression === undefined ? [] : [expression])];
  });
  return parts.join(' + ');
}
