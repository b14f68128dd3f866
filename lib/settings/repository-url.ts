import { addressFault } from './address';
import { notPublic } from './address-kinds';
import { credentialsFault } from './git';
import { show } from './text';

/** The parts of an address of a repository that decide which machine is asked. */
interface RepositoryUrl {
  readonly scheme: string;
  /** In lower case, without dots at its end; an IPv6 address in brackets. */
  readonly host: string;
}

/** No backslash, percent sign, question mark or second @ before the path: programs disagree on where the host is then. */
const GRAMMAR =
  /^(https?|ssh):\/\/(?:[A-Za-z0-9][A-Za-z0-9._-]*@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?\/[\x21-\x5b\x5d-\x7e]+$/;

/** Undefined: it is not an address of a repository. */
export function parseUrl(url: string): RepositoryUrl | undefined {
  const [, scheme, host, port = '1'] = GRAMMAR.exec(url) ?? [];
  if (scheme === undefined || host === undefined || Number(port) < 1 || Number(port) > 65535) return undefined;
  return { scheme, host: host.toLowerCase().replace(/\.+$/, '') };
}

/** Names that lead to the machine itself, to metadata of a cloud, or to whatever address they contain. */
const NOWHERE =
  /(^|\.)(localhost|localdomain|nip\.io|sslip\.io|xip\.io|localtest\.me|lvh\.me)$|^(metadata|instance-data)(\.|$)/;

/** Ends of names that no public host has: what answers is inside the cluster or the private network. */
const INSIDE =
  /(^|\.)(svc|cluster|local|internal|intranet|private|corp|home|lan|default|test|invalid|onion|home\.arpa)$|\.svc\./;

/** Returns why the address of a tenant's repository may lead inside the cluster or private network, or undefined if it is public. */
export function urlFault(url: string): string | undefined {
  const credentials = credentialsFault(url);
  if (credentials) return credentials;
  const parsed = parseUrl(url);
  if (!parsed || parsed.scheme === 'http')
    return `${show(url)} is not a valid repository URL (expected, for example, https://… or ssh://…)`;
  const { host } = parsed;
  const fault = hostFault(host) ?? insideFault(host);
  return fault && `${fault}; Flux’s controller would ask it from inside the cluster: name a public host`;
}

/** Returns why the address of the platform's repository must not be used, or undefined if it may be. */
export function platformUrlFault(url: string): string | undefined {
  const credentials = credentialsFault(url);
  if (credentials) return credentials;
  const parsed = parseUrl(url);
  return parsed
    ? hostFault(parsed.host)
    : `${show(url)} is not a valid repository URL (expected, for example, https://… or ssh://…)`;
}

/** What the host is, where it is inside, which a platform's Git server may be; undefined: it is public. */
export function insideFault(host: string): string | undefined {
  const kind = addressFault(host) === undefined ? notPublic(host) : undefined;
  if (kind) return `${host} is not public (${kind})`;
  if (INSIDE.test(host)) return `${host} is a name inside the cluster or the private network`;
  if (addressFault(host) !== undefined && !/\.([a-z]{2,}|xn--[a-z0-9-]+)$/.test(host))
    return `${host} is not the full name of a public host`;
  return undefined;
}

/** Machines that hold no repository or registry, and spellings by which one hides. */
export function hostFault(host: string): string | undefined {
  if (host.startsWith('[')) return `${host} is an IPv6 address, which is not supported here`;
  if (/(^|\.)(\d+|0x[0-9a-f]*)$/.test(host) && addressFault(host) !== undefined)
    return `${host} is an IP address in an unusual form (expected, for example, 51.15.1.1)`;
  const kind = addressFault(host) === undefined ? notPublic(host) : undefined;
  if (kind && !/: (private|carrier-grade)/.test(kind)) return `${host} is not public (${kind})`;
  if (NOWHERE.test(host)) return `${host} leads to the machine itself, or to an address that is not public`;
  const wrong = host.split('.').find((label) => !/^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  return wrong === undefined ? undefined : `${host} is not a host name: ${show(wrong)} is not a label`;
}
