import type { LocateSetting } from '../rules';

export type Verdict = 'allowed' | 'denied' | 'undecided';

/** A line of a file, the path from the output folder or as it was given. */
export interface FileLine {
  readonly file: string;
  /** From 1. Undefined: no single line decides. */
  readonly line?: number;
}

type HopName = 'variables' | 'name' | 'network policy' | 'gateway' | 'VM firewall' | 'Squid' | 'TLS name';

/** One place that a connection has to pass. */
export interface Hop {
  readonly hop: HopName;
  /** Which one, for example the proxy `squid-a`. */
  readonly at?: string;
  readonly verdict: Verdict;
  readonly text: string;
  /** The line of a rendered file that decides. */
  readonly rendered?: FileLine;
  /** The line of the settings that it comes from. */
  readonly settings?: FileLine;
  /** What to change so that it passes; undefined: it passes. */
  readonly change?: string;
}

/** How a connection is attempted: by the tenant’s proxy, or without it. */
export interface Way {
  readonly by: 'proxy' | 'direct';
  readonly verdict: Verdict;
  /** In the order of the path. It ends with a hop that denies: the first one, unless that is about the name alone. */
  readonly hops: readonly Hop[];
}

/** Which way a client program takes by the variables of the pod. */
export interface ClientWay {
  readonly client: string;
  readonly by: Way['by'];
  /** The variable and the entry that decide. */
  readonly why: string;
}

export interface Explanation {
  readonly environment: string;
  readonly tenant: string;
  /** Undefined: the settings have no workload. */
  readonly workload?: string;
  readonly target: string;
  /** Allowed if one of the ways is: a program in the pod may take either. */
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly clients: readonly ClientWay[];
  /** Where the variables of the pod are. */
  readonly variables?: FileLine;
  /** The way that clients take comes first. */
  readonly ways: readonly Way[];
}

/** What is known of where settings are. */
export interface Places {
  readonly locate: LocateSetting;
  /** The entry of `egress.allow`, by the position in the list of the model, where shared lists are unfolded. */
  readonly allowed: (tenant: string, index: number, environment: string) => FileLine | undefined;
}

/** The worst verdict: what one hop denies is denied. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return (['denied', 'undecided'] as const).find((each) => verdicts.includes(each)) ?? 'allowed';
}

/** The best verdict: one way that is open is enough. */
export function best(verdicts: readonly Verdict[]): Verdict {
  return (['allowed', 'undecided'] as const).find((each) => verdicts.includes(each)) ?? 'denied';
}
