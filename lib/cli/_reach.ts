import type { Reach, ReachChange, ReachRow } from '../explain';
import { printable } from '../lint/printable';
import { table } from './_table';

type Ports = ReachRow['ports'];

/** These have no heading for tenants without `egress.tcp`, or without `sni: any`. */
const BY_GATEWAY = 'by the gateway';
const BY_NAME = 'by the proxy, with the name of any other host inside TLS';

const HEADINGS: readonly (readonly [title: string, holds: (row: ReachRow) => boolean])[] = [
  ['by the proxy', ({ direction, by }) => direction === 'to' && by === 'proxy'],
  [BY_NAME, ({ by }) => by === 'name'],
  [BY_GATEWAY, ({ direction, by }) => direction === 'to' && by === 'gateway'],
  ['without the proxy', ({ direction, by }) => direction === 'to' && by === 'direct'],
  ['is reached by', ({ direction }) => direction === 'from'],
];

/** All that is reached; what is in no line is denied. */
export function reachText(reaches: readonly Reach[]): string {
  const parts = reaches.map(({ tenant, environment, rows }) => {
    const lines = HEADINGS.flatMap(([title, holds]) => {
      const shown = rows.filter(holds);
      if ((title === BY_GATEWAY || title === BY_NAME) && shown.length === 0) return [];
      const body = shown.length > 0 ? rowLines(shown, '    ') : ['    nothing'];
      return [`  ${title}:`, ...body];
    });
    return [`${tenant} in ${environment}:`, ...lines, '  and nothing else', ...undecidedLine(rows)].join('\n');
  });
  return parts.join('\n\n');
}

/** What a change opens, `+`, and closes, `-`. */
export function reachChangeText(changes: readonly ReachChange[], revision: string): string {
  const parts = changes
    .filter(({ opened, closed }) => opened.length + closed.length > 0)
    .map(({ tenant, environment, opened, closed }) =>
      [
        `${tenant} in ${environment}:`,
        ...opened.flatMap((row) => `  + ${wordsOf(row)}`),
        ...closed.flatMap((row) => `  - ${wordsOf(row)}`),
      ].join('\n'),
    );
  return parts.length > 0 ? parts.join('\n\n') : `nothing is opened or closed since ${revision}`;
}

function rowLines(rows: readonly ReachRow[], indent: string): string[] {
  const [addresses, others] = [rows.filter(isByAddress), rows.filter((row) => !isByAddress(row))];
  const cells = others.map((row) => [
    printable(nameOf(row)),
    row.verdict === 'denied' ? 'denied' : portsText(row.ports),
  ]);
  const lines = table(['', ''], cells).slice(1);
  const ranges = addresses.map(({ what, verdict }) => `${what}${verdict === 'undecided' ? ' (undecided)' : ''}`);
  return [...lines, ...(ranges.length > 0 ? [`where the name has an address in ${ranges.join(', ')}`] : [])].map(
    (line) => `${indent}${line}`,
  );
}

/** A row about what names may resolve to, and not about hosts. */
function isByAddress({ by, ports }: ReachRow): boolean {
  return by === 'proxy' && ports.every(({ protocol }) => protocol === 'TCP');
}

function undecidedLine(rows: readonly ReachRow[]): string[] {
  const count = rows.filter(({ verdict }) => verdict === 'undecided').length;
  return count === 0
    ? []
    : [`  ${count} of the lines are undecided: a kind of policy or a fact that is not known may open or close them`];
}

function nameOf(row: ReachRow): string {
  const { what, verdict } = row;
  return `${isByAddress(row) ? `names with an address in ${what}` : what}${verdict === 'undecided' ? ' (undecided)' : ''}`;
}

function wordsOf(row: ReachRow): string {
  const how = HOW[row.by];
  const name = printable(nameOf(row));
  const ports = isByAddress(row) ? '' : portsText(row.ports);
  const verb = row.direction === 'to' ? 'reaches' : 'is reached by';
  return `${verb} ${name}${ports === '' ? '' : `, ${ports}`}${how}`;
}

const HOW: Readonly<Record<ReachRow['by'], string>> = {
  direct: '',
  proxy: ' by the proxy',
  gateway: ' by the gateway',
  name: ' by the proxy, with the name of any other host inside TLS',
};

const WORDS: Readonly<Record<Ports[number]['protocol'], string>> = {
  TCP: 'TCP',
  UDP: 'UDP',
  SCTP: 'SCTP',
  CONNECT: 'tunnels to port',
  request: 'requests to port',
};

function portsText(ports: Ports): string {
  const groups = new Map<Ports[number]['protocol'], string[]>();
  for (const { protocol, first, last } of ports) {
    const text = first === last ? String(first) : `${first}-${last}`;
    groups.set(protocol, [...(groups.get(protocol) ?? []), text]);
  }
  const all = [...groups].map(([protocol, texts]) => `${WORDS[protocol]} ${texts.join(', ')}`);
  return all.join('; ') === 'TCP 1-65535; UDP 1-65535; SCTP 1-65535' ? 'any port' : all.join('; ');
}
