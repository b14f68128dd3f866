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

/** A host and a port that are reached without HTTP. */
export interface TcpListener {
  /** A DNS label, for example `sftp`. */
  readonly name: string;
  /** For example `sftp.partner.example`. */
  readonly host: string;
  readonly port: number;
  /** Port of the gateway that leads there. */
  readonly listener: number;
  /** Name of the Service of the host. All listeners of one host have the same. */
  readonly service: string;
  /** Address of that Service, which the host has in the tenant's pods. @default - the cluster chooses one */
  readonly address?: string;
}

/** The first proxy that works for all connections, or all proxies at once. */
export type Redundancy = Egress['redundancy'];
