import { posix } from 'node:path';
import { KUSTOMIZATION } from '../vocabulary';

interface Placed {
  readonly path: string;
}

/**
 * The order in which files appear, so that at every moment what a kustomization.yaml lists is there: root by root, in
 * each what is listed before what lists it.
 */
export function writeOrder<T extends Placed>(
  roots: readonly string[],
  files: readonly T[],
  textOf: (file: T) => string,
) {
  return roots.flatMap((root) => {
    const inRoot = files.filter(({ path }) => path === root || path.startsWith(`${root}/`));
    const plain = inRoot.filter(({ path }) => !isKustomization(path));
    return [
      ...plain,
      ...listedFirst(
        inRoot.filter(({ path }) => isKustomization(path)),
        textOf,
      ),
    ];
  });
}

/** The other way round: what lists goes before what it lists. */
export function removeOrder<T extends Placed>(
  roots: readonly string[],
  files: readonly T[],
  textOf: (file: T) => string,
) {
  return writeOrder(roots, files, textOf).reverse();
}

function isKustomization(path: string): boolean {
  return posix.basename(path) === KUSTOMIZATION;
}

function listedFirst<T extends Placed>(kustomizations: readonly T[], textOf: (file: T) => string): T[] {
  const byFolder = new Map(kustomizations.map((file) => [posix.dirname(file.path), file]));
  const ordered = new Set<T>();
  const visiting = new Set<T>();
  const visit = (file: T) => {
    if (ordered.has(file) || visiting.has(file)) return;
    visiting.add(file);
    for (const folder of listedFolders(file.path, textOf(file))) {
      const listed = byFolder.get(folder);
      if (listed) visit(listed);
    }
    ordered.add(file);
  };
  for (const file of kustomizations) visit(file);
  return [...ordered];
}

// Any list item that may be a path will do: one that is none names no folder of ours. No YAML parser, since an
// overlay lists thousands of tenants.
function listedFolders(path: string, text: string): string[] {
  const items = text.matchAll(/^[ \t]*- +["']?([^\s"':]+?)\/?["']?[ \t]*\r?$/gm);
  return [...items].map(([, item]) => posix.join(posix.dirname(path), item ?? ''));
}
