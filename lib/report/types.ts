export type Verdict = 'allowed' | 'denied' | 'undecided';

/** All that the page shows. It is part of the page, as JSON. */
export interface ReportData {
  /** In the order of the settings. */
  readonly environments: readonly EnvironmentReport[];
  readonly threats: readonly Threat[];
  /** What holds the threats back, the same for all environments; `EnvironmentReport.controls` has their state. */
  readonly controls: readonly Control[];
  readonly differences: readonly Difference[];
}

export interface EnvironmentReport {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly tenants: readonly TenantReport[];
  readonly destinations: readonly Destination[];
  /** Explanations, shared by all cells that read alike: texts hold marks for what differs, see `fillIn`. */
  readonly reasons: readonly Reason[];
  readonly findings: readonly ReportFinding[];
  /** State of each control, in the order of `ReportData.controls`. */
  readonly controls: readonly ControlState[];
}

/** A name and a value, for people. */
export type Fact = readonly [label: string, value: string];

export interface TenantReport {
  readonly name: string;
  readonly title: string;
  readonly namespace: string;
  readonly source: string;
  readonly pool: string;
  readonly podProxy: string;
  /** Namespace of the gateway; undefined: pods ask their proxy themselves. */
  readonly gateway?: string;
  readonly isCordoned: boolean;
  readonly proxies: readonly ProxyReport[];
  /** Undefined: any public host. */
  readonly allow?: readonly AllowReport[];
  /** Hosts that are not in the list are logged and not denied. */
  readonly logsOnly: boolean;
  /** What is reached without the proxy, who reaches the tenant, and other facts. */
  readonly facts: readonly Fact[];
  /** What explanations name in addition: addresses of its nodes, and the tenant that stands for others. */
  readonly named: readonly string[];
  /** Pairs of a destination and its reason, both by position. A host without a cell is decided as any other host. */
  readonly cells: readonly (readonly [destination: number, reason: number])[];
}

export interface ProxyReport {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly publicAddress?: string;
  /** From a range for documentation. */
  readonly isPlaceholder: boolean;
  readonly isDraining: boolean;
}

export interface AllowReport {
  readonly host: string;
  readonly ports: readonly number[];
  readonly owner?: string;
  readonly reason?: string;
  readonly until?: string;
  readonly anySni: boolean;
}

export interface Destination {
  readonly title: string;
  /** What is asked for; for a bypass an example, which may differ by tenant. */
  readonly note: string;
  /** bypass: has to be denied; any: all hosts that no list names; named: by a list or a setting. */
  readonly kind: 'bypass' | 'any' | 'named';
}

export interface Reason {
  readonly target: string;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly ways: readonly ReasonWay[];
}

export interface ReasonWay {
  readonly by: string;
  readonly verdict: Verdict;
  readonly hops: readonly ReasonHop[];
}

export interface ReasonHop {
  readonly name: string;
  readonly verdict: Verdict;
  readonly text: string;
  /** File and line that decide, and the line of the settings that they come from. */
  readonly places: readonly string[];
  /** What to change to let it pass. */
  readonly change?: string;
}

export interface ReportFinding {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly place: string;
  /** The setting or the object that it is about; empty: the whole file. */
  readonly about: string;
  readonly message: string;
  readonly tenant?: string;
  readonly fix?: string;
  /** Why it is suppressed. */
  readonly suppressed?: string;
}

/** A row of the threat matrix: see docs/isolation.md. */
export interface Threat {
  readonly letter: string;
  readonly title: string;
  readonly attacks: number;
  /** Attacks that were refused in the lab; the others remain. */
  readonly refused: number;
  /** Names of controls. */
  readonly controls: readonly string[];
  readonly remains: readonly string[];
}

export interface Control {
  readonly name: string;
  readonly title: string;
  /** Ids of the rules that look for it. */
  readonly rules: readonly string[];
}

export interface ControlState {
  /** fails: a rule that looks for it has a finding; partly: not for all tenants; outside: not in the rendered files. */
  readonly state: 'on' | 'partly' | 'off' | 'fails' | 'outside';
  readonly text: string;
}

/** A setting that environments have in different ways. */
export interface Difference {
  /** Undefined: of the environment itself. */
  readonly tenant?: string;
  readonly path: string;
  /** By position of the environment; null: not set. */
  readonly values: readonly (string | null)[];
}
