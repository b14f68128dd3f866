import type { Tenant } from '../../model/types';
import { GATEWAY_PORT, gatewayHost } from '../_names';

/** Where a tenant's pods are to send what leaves the cluster: to its gateway, if it has one, and else to its proxy. */
export function waysOut({ egress, gateway }: Tenant): readonly { readonly address: string; readonly port: number }[] {
  return gateway ? [{ address: gatewayHost(gateway.namespace), port: GATEWAY_PORT }] : egress.proxies;
}

export function urlsOut(tenant: Tenant): readonly string[] {
  return waysOut(tenant).map(({ address, port }) => `http://${address}:${port}`);
}

/** What an address is that is none of these: `no proxy of client-b`. */
export function noWayOut({ name, gateway }: Tenant): string {
  return gateway ? `not the gateway of ${name}` : `no proxy of ${name}`;
}
