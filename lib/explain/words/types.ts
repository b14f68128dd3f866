/** Something that is opened or closed, and the ports. */
export interface Item {
  /** A host, addresses or pods. */
  readonly what: string;
  /** `on 443`; empty: ports are not the point. */
  readonly on: string;
  /** False: it is undecided whether it is reached. */
  readonly isCertain: boolean;
}

/** One thing that changes for one tenant in one environment. */
export interface Phrase extends Item {
  readonly kind: 'opened' | 'closed';
  readonly direction: 'to' | 'from';
  /** `name`: by a proxy, with another name inside TLS than the host. */
  readonly by: 'proxy' | 'name' | 'gateway' | 'direct';
  readonly tenant: string;
  readonly environment: string;
  /** Whether the change adds the tenant to the environment. */
  readonly isNew: boolean;
}

/** One sentence about what a change opens or closes, or about how two environments differ. */
export interface ReachSentence {
  readonly kind: 'opened' | 'closed' | 'differs';
  readonly text: string;
  /** Sorted by name. */
  readonly tenants: readonly string[];
  /** Sorted by name; of a difference, the two that are compared. */
  readonly environments: readonly string[];
}
