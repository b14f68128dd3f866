import { styleText } from 'node:util';

const FORMATS = {
  added: 'green',
  changed: 'yellow',
  removed: 'red',
  destructive: ['bold', 'red'],
  title: 'bold',
  quiet: 'dim',
} as const;

/** How parts of the text stand out. Each function returns the text itself where colours are not wanted. */
export type Style = Readonly<Record<keyof typeof FORMATS, (text: string) => string>>;

export function styleOf(colour: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return Object.fromEntries(Object.entries(FORMATS).map(([name, format]) => [name, paint(format as 'red')])) as Style;
}
