import type { Construct } from 'constructs';
import { isMap } from '../data';
import { EgressError } from '../errors';
import type { PropsFault } from '../model/props';
import { didYouMean } from '../settings/nearest';
import { CONTEXT } from '../vocabulary';

/**
 * Validates the props of a construct.
 *
 * @param faults finds what is wrong with them
 * @param required paths that have to be set, which only callers without types leave out; `[]` stands for each entry of a list
 * @throws EgressError code 1, with one line for each fault: path of the construct, prop, what is wrong with it
 */
export function validateProps(
  construct: Construct,
  faults: () => readonly PropsFault[],
  required: { readonly props: object; readonly paths: readonly string[] } = { props: {}, paths: [] },
): void {
  if (construct.node.tryGetContext(CONTEXT.validated) === true) return;
  const missing = isMap(required.props)
    ? required.paths.flatMap((path) => missingAt(required.props, path.split('.'), ''))
    : [{ path: '', message: 'has no props' }];
  // What is wrong with the rest is only known of whole props.
  const lines = (missing.length > 0 ? missing : faults()).map(
    ({ path, message }) => `${construct.node.path}: ${path === '' ? '' : `${path}: `}${message}`,
  );
  if (lines.length > 0) throw new EgressError([...new Set(lines)].join('\n'), 1);
}

/** Props that a construct does not have, which callers without types may set. */
export function unknownProps(props: object, known: readonly string[]): readonly PropsFault[] {
  return Object.keys(props)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = didYouMean(key, known);
      return { path: key, message: `unknown key${meant === '' ? `; valid keys here: ${known.join(', ')}` : meant}` };
    });
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

function missingAt(value: unknown, [step, ...rest]: readonly string[], path: string): readonly PropsFault[] {
  if (step === undefined) return value === undefined || value === null ? [{ path, message: 'is missing' }] : [];
  // The map around it is reported.
  if (typeof value !== 'object' || value === null) return [];
  const name = step.replace('[]', '');
  const inner = (value as Readonly<Record<string, unknown>>)[name];
  const at = path === '' ? name : `${path}.${name}`;
  if (step === name) return missingAt(inner, rest, at);
  return Array.isArray(inner) ? inner.flatMap((one, index) => missingAt(one, rest, `${at}[${index}]`)) : [];
}
