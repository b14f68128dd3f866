import fs from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** A `.sourceignore` that hides from Flux what it has to apply. */
interface Hiding {
  readonly file: string;
  readonly line: number;
  readonly pattern: string;
  /** One of the files that it hides. */
  readonly hidden: string;
}

interface Pattern {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Folders, from the repository's root, below which it holds. */
  readonly domain: readonly string[];
}

const IGNORE_FILE = '.sourceignore';

/**
 * The patterns of `.sourceignore` files above an output folder that hide any of the paths.
 *
 * Flux's source-controller reads these files in every folder of the repository; the last pattern that matches decides.
 */
export function hidingPatterns(outDir: string, paths: readonly string[]): Hiding[] {
  const root = repositoryRoot(outDir);
  const prefix = relative(root, resolve(outDir)).split(sep).filter(Boolean);
  const patterns: Pattern[] = [];
  for (let depth = 0; depth <= prefix.length; depth++) {
    const domain = prefix.slice(0, depth);
    const file = join(root, ...domain, IGNORE_FILE);
    for (const [index, text] of linesOf(file).entries()) {
      if (!text.startsWith('#') && text.trim() !== '') patterns.push({ file, line: index + 1, text, domain });
    }
  }
  const hiding = new Map<Pattern, string>();
  for (const path of paths) {
    const match = patterns.findLast((pattern) => matches(pattern, [...prefix, ...path.split('/')]));
    if (match && !match.text.startsWith('!') && !hiding.has(match)) hiding.set(match, path);
  }
  return [...hiding].map(([{ file, line, text }, hidden]) => ({
    file: relative(process.cwd(), file) || IGNORE_FILE,
    line,
    pattern: text,
    hidden,
  }));
}

function repositoryRoot(outDir: string): string {
  const start = resolve(outDir);
  for (let folder = start; ; folder = dirname(folder)) {
    if (fs.existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** What source-controller can read of a line; it reads nothing of the file from a longer one on. */
const MAX_LINE_BYTES = 65_535;

function linesOf(file: string): readonly string[] {
  try {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const end = lines.findIndex((line) => Buffer.byteLength(line) > MAX_LINE_BYTES);
    return lines.slice(0, end < 0 ? undefined : end).map((line) => line.replace(/\r$/, ''));
  } catch {
    return [];
  }
}

/** As source-controller's matcher does: a folder that matches takes along what is below it. */
function matches({ text, domain }: Pattern, path: readonly string[]): boolean {
  if (path.length <= domain.length || domain.some((part, index) => path[index] !== part)) return false;
  const inner = path.slice(domain.length);
  const plain = text.replace(/^!/, '').replace(/(?<!\\) +$/, '');
  const dirOnly = plain.endsWith('/');
  const parts = (dirOnly ? plain.slice(0, -1) : plain).split('/');
  if (parts.length === 1) {
    const at = inner.findIndex((name) => globMatches(parts[0] ?? '', name));
    return at >= 0 && !(dirOnly && at === inner.length - 1);
  }
  const rest = walk(parts, inner);
  return rest !== undefined && !(dirOnly && rest === 0);
}

/** How many parts of the path are left when all of the pattern has matched; undefined: it does not match. */
function walk(parts: readonly string[], path: readonly string[]): number | undefined {
  let at = 0;
  let anywhere = false;
  let matched = false;
  for (const [index, part] of parts.entries()) {
    if (part === '') {
      anywhere = false;
    } else if (part === '**') {
      if (index === parts.length - 1) break;
      anywhere = true;
    } else if (part.includes('**') || at >= path.length) {
      return undefined;
    } else {
      const found = anywhere
        ? path.findIndex((name, position) => position >= at && globMatches(part, name))
        : globMatches(part, path[at] ?? '')
          ? at
          : -1;
      if (found < 0) return undefined;
      matched = true;
      anywhere = false;
      at = found + 1;
    }
  }
  return matched ? path.length - at : undefined;
}

/** `*`, `?`, classes and escapes, within one name. */
function globMatches(glob: string, name: string): boolean {
  const source = glob.replace(
    /\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|([*?])|([.+^${}()|[\]\\])/g,
    (_, escaped, not, set, wild, special) => {
      if (escaped !== undefined) return escaped.replace(/[^\w]/, '\\$&');
      if (set !== undefined) return `[${not}${set.replace(/\[/g, '\\[')}]`;
      if (wild !== undefined) return wild === '*' ? '.*' : '.';
      return `\\${special}`;
    },
  );
  try {
    return new RegExp(`^${source}$`, 's').test(name);
  } catch {
    return false;
  }
}
