/** How a file or a folder changes. */
type How = 'added' | 'removed' | 'changed';

/** What a change does to what watches an environment, as one sentence. */
export interface WatchChange {
  readonly text: string;
  /** Whether less is noticed, or later. */
  readonly weaker: boolean;
  /** Undefined: the platform's. */
  readonly tenant?: string;
}

/** What would change in `dist/monitoring/<environment>/`: alerts, and what Prometheus and Alertmanager read. */
export interface MonitoringPlan {
  /** Of the folder as a whole. */
  readonly how: How;
  readonly files: readonly { readonly name: string; readonly how: How }[];
  readonly changes: readonly WatchChange[];
}
