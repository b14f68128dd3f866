import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text for each placeholder, and whether each section is kept. */
type AssetValues = Readonly<Record<string, string | number | boolean>>;

const PLACEHOLDER = /@([A-Z][A-Z_]*)@/g;
const SECTION = /^#if ([A-Z_]+)\n([\s\S]*?)^#end\n/gm;

/**
 * Reads files that run on machines and in pods: shell, Lua, units, configuration. `@NAME@` is replaced by a value; the
 * lines between `#if NAME` and `#end` are kept if that value is true. Sections do not nest.
 *
 * @param folder where the files are
 * @returns a function that fills in a file by its name
 * @throws Error if a value is missing or not used anywhere in the file
 */
export function assetsIn(folder: string): (name: string, values?: AssetValues) => string {
  const read = new Map<string, string>();
  return (name, values = {}) => {
    const text = read.get(name) ?? readFileSync(join(folder, name), 'utf8');
    read.set(name, text);
    return fill(name, text, values);
  };
}

export function fill(name: string, text: string, values: AssetValues): string {
  const used = new Set<string>();
  const value = (key: string, type: 'section' | 'placeholder') => {
    const found = Object.hasOwn(values, key) ? values[key] : undefined;
    if (found === undefined || (typeof found === 'boolean') !== (type === 'section')) {
      throw new Error(`${name}: the ${type} ${key} has no value`);
    }
    used.add(key);
    return found;
  };
  const kept = text.replace(SECTION, (_, key: string, lines: string) => {
    // What only a section that is left out would use counts as used.
    for (const [, inner = ''] of lines.matchAll(PLACEHOLDER)) used.add(inner);
    return value(key, 'section') ? lines : '';
  });
  if (/^#(if|end)\b/m.test(kept)) throw new Error(`${name}: a section is not closed, or not opened`);
  const filled = kept.replace(PLACEHOLDER, (_, key: string) => String(value(key, 'placeholder')));
  const unused = Object.keys(values).filter((key) => !used.has(key));
  if (unused.length > 0) throw new Error(`${name}: ${unused.join(', ')} is not used in the file`);
  return filled;
}
