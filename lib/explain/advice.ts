import type { Tenant } from '../model/types';
import { isAddress } from '../settings/target';
import type { FileLine } from './types';
import { settingAt, type World } from './world';

/** What opens a private address to the pods of a tenant. */
export function privateAdvice(world: World, tenant: Tenant, host: string, port: number): string {
  const { settings } = settingAt(world, tenant, ['egress', 'private']);
  const where = settings ? ` of ${placeText(settings)}` : '';
  const range = isAddress(host) ? `${host}/32` : 'its range';
  const named = isAddress(host) ? '' : `, hosts: [${host}]`;
  return `if the tenant may reach it directly, add { cidr: ${range}, ports: [${port}]${named} } to egress.private${where}; a proxy never connects to private addresses`;
}

/** `tenants/client-a.yaml:16`. */
export function placeText({ file, line }: FileLine): string {
  return line === undefined ? file : `${file}:${line}`;
}
