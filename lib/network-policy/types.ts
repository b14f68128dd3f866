import type { AddressRange } from '../lint/addresses';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type Direction = 'egress' | 'ingress';
export type Labels = Readonly<Record<string, string>>;

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** All have to hold; none at all selects everything. */
export type Selector = readonly Requirement[];

/** Who is at the other end, as one entry of `to` or `from` says it. */
export type Peer = { readonly kind: 'addresses'; readonly ranges: readonly AddressRange[] } | PodPeer;

export interface PodPeer {
  readonly kind: 'pods';
  /** `own`: the namespace of the policy itself. */
  readonly namespaces: 'own' | Selector;
  readonly pods: Selector;
}

/** Ports of one protocol, both ends included. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** One entry of `ports`; a name is that of a port of the pod that is connected to. */
export type PortRule = PortRange | { readonly protocol: Protocol; readonly name: string };

export interface Rule {
  /** Empty: no peer. */
  readonly peers: 'anyone' | readonly Peer[];
  readonly ports: 'any' | readonly PortRule[];
}

/** A NetworkPolicy with its defaults applied. */
export interface Policy {
  readonly name: string;
  readonly namespace: string;
  /** The pods of its namespace that it is for. */
  readonly pods: Selector;
  /** What they may connect to; undefined: the policy is not about that. */
  readonly egress?: readonly Rule[];
  /** Who may connect to them; undefined: the policy is not about that. */
  readonly ingress?: readonly Rule[];
}

export const LAST_PORT = 65535;
export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];
