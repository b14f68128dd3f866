import { type Data, type Files, identity, map, maps, type Rendered } from './_rendered';
import type { Step } from './rule';

/** `spec.containers[0].env`; a key that is not an identifier is in quotes. */
export function formatPath(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text ? `${text}.${step}` : step;
  }, '');
}

/** Of the files that an object is made of, the one that says what stands at a path: a patch only where it does. */
export function lastWord(files: Files, { object, files: from }: Rendered, path: readonly Step[]): string | undefined {
  const [base, ...patches] = from;
  const id = identity(object);
  const patch = patches.findLast((file) =>
    files
      .documents(file)
      .some((document) => 'metadata' in document && identity(document as never) === id && says(document, object, path)),
  );
  return (path.length > 0 ? patch : undefined) ?? base;
}

/** Whether a patch says something at a path of the object that it was merged into. */
function says(patch: Data, object: Data, path: readonly Step[]): boolean {
  let [ours, theirs]: [unknown, unknown] = [object, patch];
  for (const step of path) {
    if (typeof step === 'string') {
      theirs = map(theirs)[step];
      ours = map(ours)[step];
    } else {
      const element = map(maps(ours)[step]);
      // Lists whose elements have no name are replaced as a whole.
      if (element.name === undefined) return theirs !== undefined;
      theirs = maps(theirs).find(({ name }) => name === element.name);
      ours = element;
    }
    if (theirs === undefined) return false;
  }
  return true;
}
