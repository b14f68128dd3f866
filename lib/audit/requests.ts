import { StringDecoder } from 'node:string_decoder';
import { isMap } from '../data';

/** Why lines of the audit record say nothing of what a tenant needs. */
export type Unused =
  | 'not-a-record'
  | 'other-tenant'
  | 'other-environment'
  | 'denied'
  | 'unresolved'
  | 'private-destination'
  | 'name-inside-tls';

/** Some lines that were not used. */
interface UnusedLines {
  readonly lines: number;
  /** What a few of them are about: hosts with ports, tenants, or the places of the lines. */
  readonly examples: readonly string[];
}

/** A host and port that a tenant reached, in one environment. */
interface Requested {
  readonly environment: string;
  /** As the proxy wrote it. */
  readonly host: string;
  readonly port: string;
  /** Number of lines. */
  readonly requests: number;
  /** Number of lines that ended with an error and without an answer. */
  readonly failed: number;
}

interface Whose {
  readonly tenant: string;
  /** Names of the environments whose lines count. */
  readonly environments: readonly string[];
  /** Whether an IPv4 address is one that partners cannot have. */
  readonly isPrivate: (address: string) => boolean;
}

/** Squid ends lines at 8 KB; what is longer is none of its. */
const LONGEST_LINE = 64 * 1024;
/** More hosts than any tenant has partners: someone has scanned. */
const MOST_HOSTS = 100_000;
const MOST_EXAMPLES = 5;

/** Counts what a tenant reached, line by line. Memory grows with the number of hosts and not with that of lines. */
export class Requests {
  private readonly counts = new Map<
    string,
    { readonly environment: string; readonly host: string; readonly port: string; requests: number; failed: number }
  >();
  private readonly left = new Map<Unused, { lines: number; readonly examples: Set<string> }>();
  private lines = 0;

  constructor(private readonly whose: Whose) {}

  /** Undefined instead of a line: it was too long. */
  add(line: string | undefined): void {
    this.lines++;
    if (line === '') return;
    const record = line === undefined ? undefined : recordOf(line);
    const why = record ? this.reasonAgainst(record) : 'not-a-record';
    if (!record || why) {
      this.skip(why ?? 'not-a-record', record && why ? exampleOf(record, why) : `line ${this.lines}`);
      return;
    }
    const { environment, host, port } = record;
    const key = `${environment} ${port} ${host}`;
    const failed = hasFailed(record) ? 1 : 0;
    const known = this.counts.get(key);
    if (known) {
      known.requests++;
      known.failed += failed;
    } else if (this.counts.size < MOST_HOSTS) this.counts.set(key, { environment, host, port, requests: 1, failed });
    else throw new Error(`more than ${MOST_HOSTS} hosts were asked for: that is not a list of partners`);
  }

  private reasonAgainst(record: Fields): Unused | undefined {
    if (record.tenant !== this.whose.tenant) return 'other-tenant';
    if (!this.whose.environments.includes(record.environment)) return 'other-environment';
    if (record.denied_by !== '-' || record.result.startsWith('TCP_DENIED')) return 'denied';
    if (record.reported_by === 'sni' || hasOtherName(record)) return 'name-inside-tls';
    if (leadsTo(record, this.whose.isPrivate)) return 'private-destination';
    return record.error === 'ERR_DNS_FAIL' ? 'unresolved' : undefined;
  }

  /** Sorted by environment, host and port. */
  get reached(): readonly Requested[] {
    return [...this.counts.values()].sort(
      (a, b) => compare(a.environment, b.environment) || compare(a.host, b.host) || Number(a.port) - Number(b.port),
    );
  }

  get unused(): ReadonlyMap<Unused, UnusedLines> {
    return new Map([...this.left].map(([why, { lines, examples }]) => [why, { lines, examples: [...examples] }]));
  }

  private skip(why: Unused, example: string): void {
    const entry = this.left.get(why) ?? { lines: 0, examples: new Set<string>() };
    entry.lines++;
    if (entry.examples.size < MOST_EXAMPLES) entry.examples.add(example.slice(0, 120));
    this.left.set(why, entry);
  }
}

const TEXTS = ['tenant', 'environment', 'host', 'port', 'denied_by'] as const;
type Fields = Readonly<Record<(typeof TEXTS)[number] | 'result', string>> & {
  readonly reported_by?: unknown;
  readonly allowed_by?: unknown;
  readonly sni?: unknown;
  readonly destination?: unknown;
  readonly sent?: unknown;
  readonly error?: unknown;
};

/** Whether a tunnel had another name inside TLS, of one that the list does not allow for other reasons. */
function hasOtherName({ sni, host, allowed_by }: Fields): boolean {
  if (typeof sni !== 'string' || sni === '-' || String(allowed_by).startsWith('list')) return false;
  return sni !== host && plain(sni) !== plain(host);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Whether the proxy connected to such an address, which it refuses with the shipped rules. */
function leadsTo({ destination }: Fields, isPrivate: Whose['isPrivate']): boolean {
  return typeof destination === 'string' && /^[\d.]+$/.test(destination) && isPrivate(destination);
}

/** A client that leaves early says nothing of the host. Without these fields in the record no request has failed. */
function hasFailed({ error, sent }: Fields): boolean {
  return sent === '0' || (typeof error === 'string' && !['-', 'ERR_CLIENT_GONE'].includes(error));
}

function exampleOf({ tenant, environment, host, port }: Fields, why: Unused): string {
  if (why === 'other-tenant') return tenant;
  return why === 'other-environment' ? environment : `${host}:${port}`;
}

/** The fields that count; undefined: the line is not an audit record. */
function recordOf(line: string): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isMap(value) || TEXTS.some((name) => typeof value[name] !== 'string')) return undefined;
  return { ...(value as Fields), result: typeof value.result === 'string' ? value.result : '' };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Calls back for each line of a stream; undefined: it is longer than a line of the audit record can be. */
export async function eachLine(
  stream: AsyncIterable<Buffer | string>,
  found: (line: string | undefined) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isTooLong = false;
  for await (const chunk of stream) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      found(isTooLong || line.length > LONGEST_LINE ? undefined : line);
      isTooLong = false;
    }
    if (rest.length > LONGEST_LINE) {
      isTooLong = true;
      rest = '';
    }
  }
  if (isTooLong || rest !== '') found(isTooLong ? undefined : rest);
}
