import { IPV4 } from '../../lint/addresses';
import { addressBits, formatAddress } from './addresses';

/** Whether a host is among the values of `dstdomain` or `srcdomain`, however many they are. */
type DomainMatcher = (host: string) => boolean;

/** A matcher of values as Squid reads them: `.example.com` stands for itself and all below it. */
export function domainMatcher(values: Iterable<string>): DomainMatcher {
  const known = new Set<string>();
  for (const value of values) known.add(value.toLowerCase());
  return (host) => {
    const name = host.replace(/^\.+/, '');
    if (known.has(name)) return true;
    for (let at = 0; at >= 0; at = name.indexOf('.', at) + 1 || -1) if (known.has(`.${name.slice(at)}`)) return true;
    return false;
  };
}

/**
 * As Squid keeps the host of a URL: a name in lower case without the dot of the root, an address in its usual form, and
 * brackets around IPv6.
 */
export function normalHost(host: string): string {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.+$/, '');
  const bits = hostAddress(name);
  if (bits === undefined || isAny(bits)) return name;
  const text = formatAddress(bits);
  return text.includes(':') ? `[${text}]` : text;
}

/** The address that a host is; undefined: it is a name. */
export function hostAddress(host: string): bigint | undefined {
  return addressBits(host.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, ''));
}

/** Whether Squid knows a host as an address. The two addresses that mean "any" count as names. */
export function isNumeric(host: string): boolean {
  const bits = hostAddress(host);
  return bits !== undefined && !isAny(bits);
}

function isAny(bits: bigint): boolean {
  return bits === 0n || bits === IPV4;
}
