/** error: something is wrong or not isolated; warning: worth a second look; note: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** A position in a file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A position in a settings file, with the key that stands there. */
export interface SettingsPlace extends Place {
  /** For example `egress.proxies[0].address`; empty for the whole file. */
  readonly path: string;
}

/** What every check reports, whether it reads settings, rendered manifests or a squid.conf. */
export interface Finding {
  /** Id of the problem or rule; docs/problems.md explains each. */
  readonly id: string;
  readonly severity: Severity;
  /** The file to look at, as its path was given. */
  readonly file: string;
  /** @default - the finding is about the whole file */
  readonly line?: number;
  /** @default - the finding is about the whole line, or the whole file */
  readonly column?: number;
  /** Path in the settings or in the object, for example `spec.containers[0].image`; empty for all of it. */
  readonly path?: string;
  /** For example `Deployment client-a-demo/curl-demo`. @default - no object that exists */
  readonly object?: string;
  readonly message: string;
  /** What to do. @default - the message contains it */
  readonly fix?: string;
  /** Environment that it concerns. @default - all, or none in particular */
  readonly environment?: string;
  /** Tenant that it concerns. @default - none in particular */
  readonly tenant?: string;
  /** The setting that a finding in a generated file comes from. @default - not known */
  readonly settings?: SettingsPlace;
  /** The reason why it was suppressed. @default - it is not suppressed */
  readonly suppressed?: string;
}

/** A finding in a settings file, or in another file that a user wrote. */
export interface Problem extends Finding, SettingsPlace {
  readonly line: number;
  readonly column: number;
  readonly path: string;
}

/** Whether a finding makes a command fail. */
export function isFailure({ severity, suppressed }: Finding): boolean {
  return severity === 'error' && suppressed === undefined;
}

/** Sorts problems by file, line, column, path and message: the order in which they are printed. */
export function sortProblems<T extends Problem>(problems: readonly T[]): T[] {
  return [...problems].sort(
    (a, b) =>
      byText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      byText(a.path, b.path) ||
      byText(a.message, b.message),
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
