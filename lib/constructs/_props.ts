import type { Construct } from 'constructs';
import { EgressError } from '../errors';
import type { PropsFault } from '../model/props';
import { CONTEXT } from '../vocabulary';

/**
 * Validates the props of a construct.
 *
 * @param faults finds what is wrong with them
 * @throws EgressError code 1, with one line for each fault: path of the construct, prop, what is wrong with it
 */
export function validateProps(construct: Construct, faults: () => readonly PropsFault[]): void {
  if (construct.node.tryGetContext(CONTEXT.validated) === true) return;
  const lines = faults().map(
    ({ path, message }) => `${construct.node.path}: ${path === '' ? '' : `${path}: `}${message}`,
  );
  if (lines.length > 0) throw new EgressError([...new Set(lines)].join('\n'), 1);
}

/** Gives faults the names of props, where these differ from the settings: prefixes of paths, the first that fits counts. */
export function atProps(faults: readonly PropsFault[], names: Readonly<Record<string, string>>): readonly PropsFault[] {
  return faults.map(({ path, message }) => {
    const prefix = Object.keys(names).find(
      (name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
    );
    if (prefix === undefined) return { path, message };
    return { path: `${names[prefix]}${path.slice(prefix.length)}`.replace(/^\./, ''), message };
  });
}
