import { createHash } from 'node:crypto';
import type { AllowedHost, Environment, Tenant } from '../model/types';
import { WEB_PORTS } from '../vocabulary';

/** Hosts that may be reached on the same ports. */
export interface AllowList {
  /** Of its file, for example `allow.txt` or `allow-8443.txt`. */
  readonly file: string;
  /** End of the names of its ACLs: empty, or for example `_8443`. */
  readonly suffix: string;
  /** Whether the name inside TLS has to be that of an entry. */
  readonly checked: boolean;
  /** Ascending. */
  readonly ports: readonly number[];
  /** `api.example.com`, or `.example.com` for it and all below it; sorted, none within another one. */
  readonly hosts: readonly string[];
  /** What the settings record about a host, by host. */
  readonly notes: ReadonlyMap<string, string>;
}

/**
 * The tenant's list, split by ports and `sni`. The first one that has a host and its port counts: those with any name inside TLS,
 * then the web's. Undefined: any public host.
 */
export function allowLists({ egress }: Tenant): readonly AllowList[] | undefined {
  if (!egress.allow) return undefined;
  const groups = new Map<string, AllowedHost[]>();
  for (const entry of egress.allow) {
    const key = labelOf(entry);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const lists = [...groups.values()].map((entries): AllowList => {
    const [first] = entries as [AllowedHost];
    const label = labelOf(first);
    return {
      file: label ? `allow-${label}.txt` : 'allow.txt',
      suffix: label ? `_${label}` : '',
      checked: first.sni !== 'any',
      ports: portsOf(first),
      hosts: withoutCovered(entries.map(({ host }) => host)),
      notes: new Map(entries.flatMap((entry): [string, string][] => notesOf(entry))),
    };
  });
  return lists.sort((a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : 1));
}

/** Ports that any of the tenant's requests may name, ascending. */
export function reachablePorts({ egress }: Tenant): readonly number[] {
  const { allow = [], tcp } = egress;
  return ascending([...WEB_PORTS, ...allow.flatMap(({ ports }) => ports), ...tcp.map(({ port }) => port)]);
}

/** Hosts of `egress.tcp` with one port. */
export interface TcpList {
  readonly port: number;
  /** Sorted. */
  readonly hosts: readonly string[];
}

/** The hosts of `egress.tcp` by their ports, ascending: each is reached on its own ports, and on no other one's. */
export function tcpLists({ egress: { tcp } }: Tenant): readonly TcpList[] {
  return ascending(tcp.map(({ port }) => port)).map((port) => ({
    port,
    hosts: tcp
      .filter((each) => each.port === port)
      .map(({ host }) => host)
      .sort(),
  }));
}

/** The text of its file: one host per line, under what the settings record about it. */
export function allowListText({ hosts, ports, notes, checked }: AllowList): string {
  const lines = hosts.flatMap((host) => [...(notes.has(host) ? [`# ${notes.get(host)}`] : []), host]);
  return [
    `# Allowed on ports ${ports.join(', ')}${checked ? '' : ', with any name inside TLS'}. A leading dot includes all subdomains.`,
    ...lines,
    '',
  ].join('\n');
}

/** Hosts that the environment denies, as Squid takes them: sorted, none within another one. */
export function deniedHosts({ denyHosts }: Environment): readonly string[] {
  return withoutCovered(denyHosts);
}

/** For example `payments; owner team-pay; until 2027-03-31`, by host; none where nothing is recorded. */
function notesOf({ host, reason, owner, until }: AllowedHost): [string, string][] {
  const notes = [reason, owner && `owner ${owner}`, until && `until ${until}`].filter((note) => note !== undefined);
  return notes.length > 0 ? [[host, notes.join('; ')]] : [];
}

function portsOf({ ports }: AllowedHost): readonly number[] {
  return ascending(ports);
}

function ascending(ports: readonly number[]): readonly number[] {
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Short enough for a name of an ACL, which Squid ends at 63 characters. Empty: the web's ports, checked. */
function labelOf(entry: AllowedHost): string {
  const ports = labelOfPorts(portsOf(entry));
  return [...(ports ? [ports] : []), ...(entry.sni === 'any' ? ['any'] : [])].join('-');
}

function labelOfPorts(ports: readonly number[]): string {
  const all = ports.join('-');
  if (all === WEB_PORTS.join('-')) return '';
  return all.length <= 30 ? all : `${ports[0]}-${createHash('sha256').update(all).digest('hex').slice(0, 8)}`;
}

function rank({ suffix, checked }: AllowList): number {
  if (!checked) return 0;
  return suffix === '' ? 1 : 2;
}

/** Squid refuses a name that is below another one of the same list. */
function withoutCovered(hosts: readonly string[]): readonly string[] {
  const all = new Set(hosts);
  return [...all].filter((host) => !parents(host).some((parent) => all.has(parent))).sort();
}

/** The entries that cover a host: of `a.b.c`, `.a.b.c`, `.b.c` and `.c`; of `.b.c`, `.c`. */
function parents(host: string): string[] {
  const labels = host.split('.');
  // A leading dot begins with an empty label.
  const above = host.startsWith('.') ? labels.slice(2) : labels;
  return above.map((_, index) => `.${above.slice(index).join('.')}`);
}
