import { type Config, directivesOf, type Port } from '../config';
import { hasMode } from '../parser/ports';
import { addressBits } from './addresses';
import { isLoopback } from './sources';

/** What ssl_bump may do without taking TLS apart. */
const READING = ['peek', 'splice', 'terminate', 'none', 'deny'];

/**
 * Whether a port is Squid's own second hop, by which it reads names inside TLS: on loopback, named by one of its own
 * cache_peer lines, and with an ssl_bump that splices or terminates only. What arrives there was allowed once already.
 */
export function isSecondHop(config: Config, port: Port): boolean {
  const bits = port.address === undefined ? undefined : addressBits(port.address);
  if (bits === undefined || !isLoopback(port.address as string) || !hasMode(port, 'ssl-bump', 'sslBump')) return false;
  const isParent = directivesOf(config, 'cache_peer').some(
    ({ args: [host, , where] }) => where?.text === String(port.port) && host && addressBits(host.text) === bits,
  );
  const actions = directivesOf(config, 'ssl_bump').map(({ args }) => args[0]?.text ?? '');
  return isParent && actions.length > 0 && actions.every((action) => READING.includes(action));
}
