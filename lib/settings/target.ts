import { domainToASCII } from 'node:url';
import { EgressError } from '../errors';
import { addressBits } from '../lint/addresses';

/** What is asked for. */
export interface Target {
  /** As it was given. */
  readonly text: string;
  /** `tcp` and `udp`: no proxy is asked. `connect`: a tunnel, as for `HOST:PORT`. */
  readonly scheme: 'http' | 'https' | 'connect' | 'tcp' | 'udp';
  /** Upper case. What Squid sees of https is CONNECT. */
  readonly method: string;
  /** In lower case, without a dot at its end and without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly protocol: 'TCP' | 'UDP';
}

const PORTS = { http: 80, https: 443 };
const EXPECTED = 'expected a URL such as https://ifconfig.me/ip, or HOST:PORT; METHOD and a blank may stand before it';

/**
 * Reads what a pod asks for: `https://ifconfig.me/ip`, `api.example.com:8443`, `GET http://example.com/`,
 * `CONNECT evil.example:443`, `tcp://172.16.30.4:5432`, `udp://9.9.9.9:53`.
 *
 * @returns a message if it is none of these
 */
export function readTarget(text: string): Target | string {
  const refused = `${JSON.stringify(text)} is not a valid target (${EXPECTED})`;
  const [, method, rest = ''] = /^(?:([A-Za-z]+) +)?(\S+)$/.exec(text.trim()) ?? [];
  const [, given, authority = '', path = ''] = /^(?:([a-z]+):\/\/)?([^/?#]*)([/?#].*)?$/i.exec(rest) ?? [];
  const scheme = given?.toLowerCase();
  if (scheme !== undefined && !['http', 'https', 'tcp', 'udp'].includes(scheme)) {
    return `${JSON.stringify(text)} has the scheme ${scheme} (expected http, https, tcp or udp)`;
  }
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]@]+))(?::(\d{1,5}))?$/i.exec(authority) ?? [];
  const host = (bracketed ?? plain ?? '').toLowerCase().replace(/\.$/, '');
  if (host === '' || !isHost(host)) return refusedFor(text, authority, refused);
  const port = digits === undefined ? PORTS[scheme as 'http' | 'https'] : Number(digits);
  if (port === undefined) return `${JSON.stringify(text)} has no port (${EXPECTED})`;
  if (port < 1 || port > 65535) return `${JSON.stringify(text)} has the port ${digits} (expected 1 to 65535)`;
  const verb = method?.toUpperCase();
  if (scheme === undefined && verb !== undefined && verb !== 'CONNECT')
    return `${JSON.stringify(text)}: ${verb} needs a URL (expected, for example, ${verb} https://${host}/)`;
  if (verb === 'CONNECT' && path !== '') return refused;
  return {
    text: text.trim(),
    scheme: verb === 'CONNECT' ? 'connect' : ((scheme ?? 'connect') as Target['scheme']),
    method: verb ?? (scheme === 'http' || scheme === 'https' ? 'GET' : 'CONNECT'),
    host,
    port,
    path: path === '' ? '/' : path.replace(/#.*/, '').replace(/^\?/, '/?'),
    protocol: scheme === 'udp' ? 'UDP' : 'TCP',
  };
}

/** The message for a host that is written as browsers take it, and not as it is sent. */
function refusedFor(text: string, authority: string, refused: string): string {
  const shown = JSON.stringify(text);
  if (authority.includes('@')) return `${shown} has a user or a password (expected a URL without them)`;
  const ascii = /[^ -~]/.test(authority) ? domainToASCII(authority.replace(/:\d+$/, '')) : '';
  return ascii === '' ? refused : `${shown} has a host that is not in ASCII (expected ${ascii}, as it is sent)`;
}

/** @throws EgressError (2) with the message */
export function requireTarget(text: string): Target {
  const target = readTarget(text);
  if (typeof target === 'string') throw new EgressError(target, 2);
  return target;
}

/** Whether it is an address and not a name. */
export function isAddress(host: string): boolean {
  return addressBits(host) !== undefined;
}

function isHost(host: string): boolean {
  if (isAddress(host)) return true;
  return (
    host.length <= 253 &&
    host.split('.').every((part) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(part)) &&
    !/^[\d.]+$/.test(host)
  );
}
