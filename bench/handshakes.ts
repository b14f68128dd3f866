/**
 * What new connections from a gateway to its proxy cost with client certificates, and what makes them cheaper:
 * `npx tsx bench/handshakes.ts [RUNS]`, as root, with Debian's `wrk`. Prints a table, and writes it to bench/handshakes.md.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EgressError } from '../lib/errors';
import type { Load } from './_load';
import { constantRate, type Most, saturate } from './_measure';
import { table } from './_page';
import { median } from './_percentile';
import { Ways } from './_ways';

const FILE = '/etc/egress-gateway/haproxy.cfg';
const SECONDS = { most: 5, constant: 10 };

/** New connections per second that the issue asks for. */
const GOAL = 700;

type Edit = (text: string) => string;

const unlimited: Edit = (text) => text.replace(/ {2}rate-limit .*\n/, '');
const newest: Edit = (text) => text.replace(/ ssl-max-ver \S+ ciphers \S+/, '');
const everyTime: Edit = (text) => text.replace('default-server ssl ', 'default-server no-ssl-reuse ssl ');

/** Each is the rendered configuration with a change, and without a limit. The first one is as it is rendered. */
const VARIANTS: readonly { readonly title: string; readonly edit: Edit }[] = [
  { title: '**as it is rendered: TLS 1.2, resumed, at most 1000 per second**', edit: (text) => text },
  { title: 'TLS 1.2, resumed', edit: unlimited },
  { title: 'TLS 1.2, a full handshake each', edit: (text) => everyTime(unlimited(text)) },
  { title: 'TLS 1.3, resumed', edit: (text) => newest(unlimited(text)) },
  { title: 'TLS 1.3, a full handshake each', edit: (text) => everyTime(newest(unlimited(text))) },
  {
    title: 'TLS 1.3, resumed, at most 300 per second, as it was before',
    edit: (text) => newest(text).replace(/rate-limit sessions \d+/, 'rate-limit sessions 300'),
  },
  {
    title: 'TLS 1.2, resumed, HAProxy with one thread',
    edit: (text) => unlimited(text).replace('global\n', 'global\n  nbthread 1\n'),
  },
  {
    title: 'TLS 1.2, resumed, connections shared between clients (not for tunnels)',
    edit: (text) => unlimited(text).replace('http-reuse never', 'http-reuse always'),
  },
];

interface Run {
  readonly alone: number;
  readonly most: Most;
  readonly constant: Load;
}

async function main(): Promise<void> {
  const runs = Number(process.argv[2] ?? 3);
  if (spawnSync('wrk').error) throw new EgressError('this needs the Debian package wrk', 2);
  const ways = await Ways.up('bench-handshakes');
  const results = VARIANTS.map((): Run[] => []);
  const loads = [loadavg()[0] as number];
  try {
    const { node } = ways.gateway;
    const rendered = await node.must(['cat', FILE]);
    for (let run = 0; run < runs; run++) {
      for (const [index, { title, edit }] of VARIANTS.entries()) {
        const { rate: alone } = await saturate(ways.alone, false, SECONDS.most);
        await node.write(FILE, edit(rendered));
        // Until it has read it, and no process of before is left.
        await sleep(5000);
        await ways.calm();
        const most = await saturate(ways.gateway, false, SECONDS.most);
        await ways.calm();
        const constant = await constantRate(ways.gateway, false, GOAL, SECONDS.constant);
        results[index]?.push({ alone, most, constant });
        process.stderr.write(`${title}: ${JSON.stringify({ alone, most, constant })}\n`);
        await ways.calm();
      }
      loads.push(loadavg()[0] as number);
    }
  } finally {
    ways.world.down();
  }
  const page = pageOf(runs, loads, results);
  writeFileSync(join(__dirname, 'handshakes.md'), page);
  process.stdout.write(page);
}

function pageOf(runs: number, loads: readonly number[], results: readonly (readonly Run[])[]): string {
  const rows = VARIANTS.map(({ title }, index) => {
    const own = results[index] ?? [];
    const of = (value: (run: Run) => number, digits: number) => median(own.map(value)).toFixed(digits);
    const lost = own.reduce((sum, { constant }) => sum + constant.asked - constant.answered, 0);
    const asked = own.reduce((sum, { constant }) => sum + constant.asked, 0);
    return [
      title,
      of(({ most }) => most.rate, 0),
      of(({ most, alone }) => most.rate / alone, 2),
      of(({ most }) => most.squid, 2),
      of(({ most }) => most.haproxy, 2),
      of(({ constant }) => constant.rate, 0),
      `${lost} of ${asked}`,
      of(({ constant }) => constant.median, 1),
      of(({ constant }) => constant.p99, 1),
    ];
  });
  const head = ['connection to the proxy', 'requests/s', 'of Squid alone', 'ms CPU of Squid', 'ms CPU of HAProxy'];
  return `<!-- Written by npx tsx bench/handshakes.ts ${runs}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->
# New connections through mutual TLS

Each request has a new connection, from the client to the gateway and from the gateway to Squid, with certificates of ECDSA P-256. Median of
${runs} runs. The generator and the web share these cores with all of it, and so did other work: load ${Math.min(...loads).toFixed(0)} to ${Math.max(...loads).toFixed(0)}. So
the column "of Squid alone", measured just before each row, compares better than the rates.

First as many requests as get through (32 at a time), then ${GOAL} per second.

${table([...head, `answered/s of ${GOAL}`, 'lost', 'median ms', 'p99 ms'], rows)}
`;
}

void main();
