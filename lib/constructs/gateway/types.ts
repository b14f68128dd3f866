import type { Egress } from '../../model/types';

export interface GatewayProxy {
  /** A DNS label, for example `squid-a`. */
  readonly name: string;
  /** IPv4 address in the private network. */
  readonly address: string;
  readonly port: number;
  /** It gets no new connections, and keeps those that it has. @default false */
  readonly drain?: boolean;
}

/** The first proxy that works for all connections, or all proxies at once. */
export type Redundancy = Egress['redundancy'];
