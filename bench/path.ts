/**
 * Puts the figures of the failover benches side by side, next to what others publish: `npx tsx bench/path.ts`. Each of these benches
 * does so when it has written its table. Writes bench/path.md; measures nothing itself.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './_page';

/** A row of a table, with the names of its columns. */
interface Row {
  readonly head: readonly string[];
  readonly cells: readonly string[];
}

/** The rows of all tables of a page. */
function rowsOf(file: string): readonly Row[] {
  let head: readonly string[] | undefined;
  const rows: Row[] = [];
  for (const line of readFileSync(join(__dirname, file), 'utf8').split('\n')) {
    const cells = /^\|(.*)\|$/
      .exec(line)?.[1]
      ?.split('|')
      .map((cell) => cell.trim());
    if (cells === undefined) head = undefined;
    else if (head === undefined) head = cells;
    else if (!cells.every((cell) => /^-+$/.test(cell))) rows.push({ head, cells });
  }
  return rows;
}

/** The first cell that is not empty in a column, or in the first column after it whose name matches. */
function cellOf(rows: readonly Row[], column: string, after?: RegExp): string | undefined {
  for (const { head, cells } of rows) {
    const from = head.indexOf(column);
    const at = from < 0 || !after ? from : head.findIndex((name, index) => index > from && after.test(name));
    if (cells[at]) return cells[at];
  }
  return undefined;
}

interface Part {
  readonly component: string;
  readonly file: string;
  /** The faults of a component, by the words of its page. */
  readonly faults: readonly string[];
  /** Columns of the page. */
  readonly lost: string;
  readonly tunnel?: string;
}

const PROXY = { file: 'failover.md', lost: 'lost', tunnel: 'a tunnel is cut after' };
const GATEWAY = { file: 'gateway-failover.md', lost: 'same node: lost', tunnel: 'a tunnel lasts' };

const PARTS: readonly Part[] = [
  {
    ...PROXY,
    component: 'proxy',
    faults: [
      'Squid is killed (SIGKILL)',
      'Squid hangs (SIGSTOP)',
      'the VM is gone (link down)',
      'it is drained (`drain: true`)',
      'its resolver is dead',
    ],
  },
  { ...PROXY, component: 'address', faults: ['its Flexible IP is detached', 'its route is gone'] },
  {
    ...GATEWAY,
    component: 'gateway',
    faults: [
      'HAProxy is killed (SIGKILL)',
      'every process of its container is killed',
      'every process of the pod is killed',
      'HAProxy hangs (SIGSTOP)',
      'the pod is deleted',
      'the pod is deleted by force',
    ],
  },
  { ...GATEWAY, component: 'node', faults: ['its node is drained'] },
  // Only the pods of other nodes are left to ask.
  { ...GATEWAY, component: 'node', lost: 'other node: lost', faults: ['its node is powered off'] },
  {
    component: 'resolver',
    file: 'resolver-failover.md',
    lost: 'lost',
    faults: [
      'it is killed (SIGKILL)',
      'it hangs (SIGSTOP)',
      'it is deleted, as a drain does',
      'it is deleted by force',
    ],
  },
];

/** What others publish about the loss of what pods leave by. */
const PUBLISHED: readonly (readonly [string, string, string])[] = [
  ['Kube-OVN, VPC egress gateway', 'below 1 s, by BFD', 'kubeovn/docs, vpc-egress-gateway.en.md'],
  ['OVN-Kubernetes, EgressIP', '6 s: a check each 5 s, and 1 s', 'ovn-kubernetes docs, egress-ip.md'],
  ['spidernet egressgateway', '15 s by default (5 + 5 + 5)', 'its docs, EgressGatewayFailover.en.md'],
  ['Calico Enterprise, egress gateway', '15 s (ICMP) to 30 s (HTTP)', 'tigera/docs, egress-gateway-on-prem.mdx'],
  ['Cilium, egress gateway', '5 to 6 minutes', 'cilium/cilium#18230'],
  ['Kubernetes, a node that is powered off', '40 s until it is NotReady', 'spidernet-io/egressgateway#847'],
];

function cells({ component, file, lost, tunnel }: Part, fault: string): readonly string[] {
  const rows = rowsOf(file).filter((row) => cellOf([row], 'what happens') === fault);
  const both = (column: string, after?: RegExp) => {
    const [one, other] = ['with certificates', 'without'].map((gateway) => {
      const own = rows.filter((row) => (cellOf([row], 'gateway') ?? gateway) === gateway);
      return cellOf(own, column, after) ?? '';
    });
    return one === other ? (one as string) : `${one}; ${other}`;
  };
  if (rows.length === 0) throw new Error(`${file} has no row of "${fault}"`);
  return [component, fault, both(lost), both(lost, /gap/), tunnel === undefined ? '' : both(tunnel)];
}

export function writePath(): void {
  const rows = PARTS.flatMap((part) => part.faults.map((fault) => cells(part, fault)));
  const text = `# Each part of the way out fails

<!-- Written by npx tsx bench/path.ts from the tables of the failover benches. -->

What new requests notice: how many are lost, and the longest time without an answer, in the worst of all runs; and how long a tunnel lasts that was
open. A process that is killed ends its tunnels at once, and one that is drained keeps them; where nothing else was measured, the cell is empty. Where two
figures differ, the first is with certificates and the second without. How each was measured, and how many were asked, is in
[failover.md](failover.md) (proxy and address: all requests of a tenant, by one gateway), [gateway-failover.md](gateway-failover.md) (gateway and
node: the requests of the node's own pods, and of the other nodes where the node is powered off) and
[resolver-failover.md](resolver-failover.md) (resolver: the requests of one pod).

${table(['part', 'what happens', 'lost', 'longest gap', 'a tunnel'], rows)}

What others publish for the time until pods leave by another way when the one they use is lost. These figures are theirs, of their machines:

${table(['', 'time', 'source'], PUBLISHED)}
`;
  writeFileSync(join(__dirname, 'path.md'), text);
  console.log(text);
}

if (require.main === module) writePath();
