import { printable } from './text';

/** The way from the top of a settings file to a value in it. */
export type Path = readonly (string | number)[];

/** From 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A settings file that can locate its values. */
export interface SettingsFile {
  /** As the path was given. */
  readonly file: string;
  /** The same wherever the folder lies: `tenants/client-a.yaml`. */
  readonly source: string;
  /** The file's name without its extension. */
  readonly stem: string;
  /** Of the key or the item in a list; of the nearest parent that is there when it is missing. */
  locate(path: Path): Place;
}

/** A value's file and its way in there: what survives a merge. */
export interface Origin {
  readonly file: SettingsFile;
  readonly path: Path;
}

/** `egress.proxies[0].address` */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${printable(JSON.stringify(step.length > 80 ? `${step.slice(0, 77)}…` : step))}]`;
  }
  return text;
}

/** A path as the key of a map: unlike what is shown, different for every path. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}
