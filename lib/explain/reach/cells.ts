import { type AddressRange, IPV4 } from '../../lint/addresses';
import { formatRange, LAST_PORT, type Protocol } from '../../network-policy';

/** Something that is reached, over a range of ports in which everything is decided alike. */
export interface Cell {
  /** `to`: what the tenant reaches; `from`: who reaches the tenant. */
  readonly direction: 'to' | 'from';
  /**
   * `gateway`: a host and a port of `egress.tcp`, without asking for a proxy. `name`: a host and a port where a tunnel of a proxy
   * may name any other host inside TLS.
   */
  readonly by: 'proxy' | 'gateway' | 'direct' | 'name';
  /** Pods, or hosts. Undefined: a range of addresses. */
  readonly what?: string;
  readonly range?: AddressRange;
  /** What a proxy is asked for: a tunnel, or a plain request. */
  readonly protocol: Protocol | 'CONNECT' | 'request';
  readonly first: number;
  readonly last: number;
  /** `denied`: a host within a domain, or among all others, that is allowed. What is in no cell is denied, too. */
  readonly verdict: 'allowed' | 'undecided' | 'denied';
}

export interface Row {
  readonly direction: Cell['direction'];
  readonly by: Cell['by'];
  /** Pods, a host, `.example.com` for a domain and all below it, or a range of addresses. */
  readonly what: string;
  readonly ports: readonly { readonly protocol: Cell['protocol']; readonly first: number; readonly last: number }[];
  readonly verdict: Cell['verdict'];
}

/** Cells as a reader sees them: neighbours are one, and all ports of one peer are one row. */
export function rowsOf(cells: readonly Cell[]): readonly Row[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const { direction, by, what, range, verdict } = cell;
    const key = JSON.stringify([direction, by, what ?? '', range ? [`${range.first}`, `${range.last}`] : '', verdict]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const rows = [...groups.values()].map((group) => ({ ...(group[0] as Cell), ports: joinPorts(group) }));
  return joinAddresses(rows).map(({ direction, by, what, range, ports, verdict }) => ({
    direction,
    by,
    what: what ?? (range ? rangeText(range) : ''),
    ports,
    verdict,
  }));
}

/** Where IPv6 begins on the number line that holds both families. */
const IPV6 = IPV4 + (1n << 32n);

function rangeText(range: AddressRange): string {
  return range.first === IPV6 && range.last === (1n << 128n) - 1n ? 'every IPv6 address' : formatRange(range);
}

type Grouped = Cell & Pick<Row, 'ports'>;

/** Ports in order, neighbours as one range. */
export function joinPorts(cells: readonly Pick<Cell, 'protocol' | 'first' | 'last'>[]): Row['ports'] {
  const joined: { protocol: Cell['protocol']; first: number; last: number }[] = [];
  const order = ['TCP', 'UDP', 'SCTP', 'CONNECT', 'request'];
  const rank = ({ protocol, first }: Pick<Cell, 'protocol' | 'first'>) =>
    order.indexOf(protocol) * (LAST_PORT + 1) + first;
  for (const { protocol, first, last } of [...cells].sort((a, b) => rank(a) - rank(b))) {
    const before = joined.at(-1);
    if (before && before.protocol === protocol && before.last + 1 >= first) before.last = Math.max(before.last, last);
    else joined.push({ protocol, first, last });
  }
  return joined;
}

/** Neighbouring ranges that have the same ports are one range. */
function joinAddresses(rows: readonly Grouped[]): readonly Grouped[] {
  const joined: Grouped[] = [];
  const ranges = rows
    .filter(({ range }) => range)
    .sort((a, b) => ((a.range?.first ?? 0n) < (b.range?.first ?? 0n) ? -1 : 1));
  for (const row of ranges) {
    const index = joined.findIndex((each) => isNeighbour(each, row));
    const before = joined[index];
    if (before?.range && row.range)
      joined[index] = { ...before, range: { first: before.range.first, last: row.range.last } };
    else joined.push(row);
  }
  return [...rows.filter(({ range }) => !range), ...joined];
}

function isNeighbour(before: Grouped, after: Grouped): boolean {
  return (
    before.direction === after.direction &&
    before.by === after.by &&
    before.what === after.what &&
    before.verdict === after.verdict &&
    before.range !== undefined &&
    after.range !== undefined &&
    before.range.last + 1n === after.range.first &&
    after.range.first !== IPV6 &&
    JSON.stringify(before.ports) === JSON.stringify(after.ports)
  );
}

/** Cells of the one that the other does not have, or has as undecided. */
export function beyond(cells: readonly Cell[], others: readonly Cell[]): readonly Cell[] {
  const keys = new Map(others.flatMap((cell) => (cell.verdict === 'denied' ? [] : [[keyOf(cell), cell.verdict]])));
  const open = cells.filter(({ verdict }) => verdict !== 'denied');
  return open.filter((cell) => {
    const other = keys.get(keyOf(cell));
    return other === undefined || (other === 'undecided' && cell.verdict === 'allowed');
  });
}

function keyOf({ direction, by, what, range, protocol, first, last }: Cell): string {
  return JSON.stringify([
    direction,
    by,
    what ?? '',
    range ? [`${range.first}`, `${range.last}`] : '',
    protocol,
    first,
    last,
  ]);
}
