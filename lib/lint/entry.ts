import type { Severity } from './finding';

/** An entry of the catalogue: what a finding with this id means. */
export interface Entry {
  readonly id: string;
  /** Severity of its findings, unless a finding has its own. */
  readonly severity: Severity;
  /** What is found, in a few words. */
  readonly title: string;
  /** Why it matters, or how Kubernetes, Flux or Squid react to it. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /**
   * Whether its errors can be suppressed. Warnings and notes always can; `warnings` is an entry that has both.
   * @default false
   */
  readonly suppressible?: boolean | 'warnings';
  /**
   * Of a problem of the settings: whether it is about a workload, so that a suppression can name the object.
   * @default false
   */
  readonly ofWorkload?: boolean;
  /**
   * Whether it is about what is usually not known at first, so that many tenants have it for a while. All but `check`
   * print one line for all of them.
   * @default false
   */
  readonly standing?: boolean;
}

/** Whether a finding of this severity can be suppressed. */
export function canSuppress({ suppressible }: Entry, severity: Severity): boolean {
  return severity !== 'error' || suppressible === true;
}

/** An entry as it is declared: an error, unless it says otherwise. */
export type Declared<E extends Entry> = Omit<E, 'id' | 'subject' | 'severity'> & Partial<Pick<E, 'severity'>>;

/** Entries of one subject by id, as the files in `problems/` declare them. */
export type Problems = Readonly<Record<string, Declared<Entry>>>;
