import { tlsFlags } from './tls-flags';
import { type Check, decimal, integer, shown } from './values';

/** `icap_service NAME POINT [key=value …] URI`. */
export const icapService: Check = (words) => serviceFault(words, false);

/** `ecap_service NAME POINT [key=value …] URI`. What Squid does not know is for the adapter. */
export const ecapService: Check = (words) => serviceFault(words, true);

const SWITCHES = /^(bypass|routing|ipv6|connection-encryption)$/;

const OVERLOAD = /^(block|bypass|wait|force)$/;

function serviceFault([, point = '', ...words]: readonly string[], takesOthers: boolean): string | undefined {
  if (!/^(REQMOD|RESPMOD)|(^|_)(precache|postcache)$/i.test(point)) return `${shown(point)} is not a vectoring point`;
  const given = new Set<string>();
  for (const word of words) {
    const { name, value } = optionOf(word);
    if (given.has(name)) return `${name} is given twice`;
    // Options of TLS may be repeated, but a key needs a certificate.
    if (!name.startsWith('tls-')) given.add(name);
    else if (name === 'tls-key' && !words.some((other) => other.startsWith('tls-cert=')))
      return `${word} needs tls-cert=`;
    const fault = optionFault(name, value, takesOthers);
    if (fault) return fault;
  }
  return given.has('uri') ? undefined : 'needs a URI such as icap://127.0.0.1:1344/filter';
}

/** A URI may stand without its key. So may the number that once said whether the service can be left out. */
function optionOf(word: string): { readonly name: string; readonly value: string } {
  if (word === '0' || word === '1') return { name: 'bypass', value: word };
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || value === undefined || name.includes('://')) return { name: 'uri', value: word };
  return { name, value };
}

function optionFault(name: string, value: string, takesOthers: boolean): string | undefined {
  if (name === 'uri') return uriFault(value);
  if (SWITCHES.test(name))
    return /^(on|off|1|0)$/.test(value) ? undefined : `${name}: ${shown(value)} is not on or off`;
  if (name === 'on-overload')
    return OVERLOAD.test(value) ? undefined : `on-overload: ${shown(value)} is not block, bypass, wait or force`;
  if (name === 'max-conn') {
    const fault = decimal(value);
    return fault && `max-conn: ${fault}`;
  }
  if (name === 'tls-flags') return tlsFlags(value);
  return takesOthers || name.startsWith('tls-') ? undefined : `${name} is not an option of a service`;
}

/** Squid looks for a slash or a colon after the host, and compares what is between a colon and a slash with port numbers. */
function uriFault(uri: string): string | undefined {
  const [, , rest] = /^([^:]+):\/\/(?:\[[^\]]*\])?(.*)$/s.exec(uri) ?? [];
  if (rest === undefined || !/[:/]/.test(rest))
    return `${shown(uri)} is not a URI with a host and a path (expected, for example, icap://127.0.0.1:1344/filter)`;
  const port = /^[^:]*:([^/]*)\//s.exec(rest)?.[1];
  if (port === undefined || port === '') return undefined;
  const value = Number(/^0[0-7]+$/.test(port) ? Number.parseInt(port, 8) : port);
  return integer(port) ?? (value >= 0 && value <= 65535 ? undefined : `${port} is not a port`);
}
