import { LAST_PORT } from '../../network-policy';
import { enumerate } from '../../settings/text';
import { type Cell, joinPorts, type Row } from '../reach/cells';

type Ported = Pick<Cell, 'protocol' | 'first' | 'last'>;

/** Ports of a proxy: `on 443 (and 80 for plain HTTP)`. A port by both ways is named once. */
export function proxyPorts(cells: readonly Ported[]): string {
  const tunnels = cells.filter(({ protocol }) => protocol === 'CONNECT');
  const isTunnel = ({ first, last }: Ported) => tunnels.some((each) => each.first === first && each.last === last);
  const plain = cells.filter((cell) => cell.protocol === 'request' && !isTunnel(cell));
  const requests = cells.some(({ protocol }) => protocol === 'request');
  if (tunnels.length === 0) return `on ${numbers(joinPorts(plain))} for plain HTTP`;
  const more = plain.length > 0 ? ` (and ${numbers(joinPorts(plain))} for plain HTTP)` : '';
  return `on ${numbers(joinPorts(tunnels))}${requests ? more : ' by tunnels'}`;
}

/** Ports without a proxy: `on any port`, `on TCP 5432 and UDP 53`. */
export function directPorts(ports: Row['ports']): string {
  const protocols = [...new Set(ports.map(({ protocol }) => protocol))];
  const isAny = ({ first, last }: Row['ports'][number]) => first === 1 && last === LAST_PORT;
  if (protocols.length === 3 && ports.every(isAny)) return 'on any port';
  const texts = protocols.map((protocol) => {
    const own = ports.filter((each) => each.protocol === protocol);
    return own.every(isAny) ? `any ${protocol} port` : `${protocol} ${numbers(own)}`;
  });
  return `on ${enumerate(texts)}`;
}

function numbers(ports: Row['ports']): string {
  return enumerate(ports.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)));
}
