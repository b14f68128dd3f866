import type { Config, SquidVersion } from './config';
import type { Place } from './place';

/** error: it lets through, or fails, what it should not; warning: it weakens or leaks; note: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

export interface Rule {
  /** Also the name of its file. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** What goes wrong, and how Squid comes to do so. */
  readonly why: string;
  readonly fix: string;
  /** Lines of a squid.conf that the rule has nothing against. */
  readonly good: readonly string[];
  /** Lines in which it finds something. */
  readonly bad: readonly string[];
  /** What the examples need. Default: Squid 6, no sources. */
  readonly examples?: { readonly version?: SquidVersion; readonly sources?: readonly string[] };
  check(config: Config): readonly Found[];
}

export interface Found extends Place {
  readonly message: string;
}

export interface Finding extends Found {
  readonly rule: string;
  readonly severity: Severity;
  readonly fix: string;
}
