import type { Config, Port } from '../config';
import { hasMode } from '../parser/ports';
import type { SquidRequest } from './request';

/** Why Squid refuses a request that http_access allows; undefined: it does not. */
export function refusal(config: Config, { method, local }: SquidRequest): string | undefined {
  if (method.toUpperCase() === 'PURGE' && !purges(config))
    return 'Squid answers PURGE only if an ACL of type method names it';
  const port = local && config.ports.find((one) => one.name === local.name);
  if (method.toUpperCase() === 'CONNECT' && port && isAccelerator(port)) return 'a reverse proxy does not take CONNECT';
  return undefined;
}

/** Whether PURGE is switched on, as it is by an ACL that names it. */
function purges({ acls }: Config): boolean {
  return [...acls.values()].some(
    ({ type, values }) => type === 'method' && values.some(({ text }) => text.toUpperCase() === 'PURGE'),
  );
}

/** Whether requests that a port takes go to the parents only, whatever host they name. */
export function isReverse(port: Port): boolean {
  return isAccelerator(port) && !hasMode(port, 'allow-direct');
}

/** Whether a port takes requests as a server would. */
export function isAccelerator(port: Port): boolean {
  return hasMode(port, 'accel', 'vhost');
}
