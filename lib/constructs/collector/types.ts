export interface LogCollectorProps {
  readonly to: 'loki' | 'cockpit';
  /** Port of each node on which the VMs reach it. */
  readonly port: number;
  /** Push address of the store, with its path. */
  readonly url: string;
  /** Secret with the key `token`. @default - no token */
  readonly secret?: string;
  /** Tenant of Loki. @default - none */
  readonly org?: string;
  /** Image of HAProxy, with a shell and public authorities. */
  readonly image: string;
  /** The range that VMs push from. */
  readonly privateNetwork: string;
}
