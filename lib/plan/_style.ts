/** How parts of the text stand out; each is the text itself where colours are not wanted. */
export interface Style {
  readonly added: (text: string) => string;
  readonly changed: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly destructive: (text: string) => string;
  readonly title: (text: string) => string;
  readonly quiet: (text: string) => string;
}

export function styleOf(colour: boolean): Style {
  const sgr = (code: string) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    added: sgr('32'),
    changed: sgr('33'),
    removed: sgr('31'),
    destructive: sgr('1;31'),
    title: sgr('1'),
    quiet: sgr('2'),
  };
}
