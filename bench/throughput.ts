/**
 * What a gateway with client certificates costs, against the same Squid without: `npx tsx bench/throughput.ts [RUNS]`, as
 * root, with Debian's `wrk`. Prints tables, and writes them to bench/throughput.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { ensureDebian } from '../lab/binaries/debian';
import { EgressError } from '../lib/errors';
import type { Load } from './_load';
import { constantRate, type Most, saturate, type Tunnels, tunnels } from './_measure';
import { spread, table } from './_page';
import { median } from './_percentile';
import { type Way, Ways } from './_ways';

const SECONDS = { most: 6, constant: 10, hold: 60 };
const TUNNELS = 2000;

/** Milliseconds that the gateway may add at the median. */
const GOAL = 1;

const KINDS = [
  { title: 'kept-alive connections', kept: true },
  { title: 'a new connection a request', kept: false },
] as const;
type Kind = (typeof KINDS)[number];

const PATTERNS = [
  { title: '200 a second', perSecond: 200 },
  { title: 'all at once', perSecond: 0 },
] as const;

interface Runs<T> {
  readonly kind: Kind;
  readonly way: Way;
  readonly runs: readonly T[];
}

interface Half extends Runs<Load> {
  /** Requests a second. */
  readonly rate: number;
  /** Half of what this way bears. */
  readonly of: Way;
}

interface Opening {
  readonly pattern: (typeof PATTERNS)[number];
  readonly result: Tunnels;
}

function say(...words: readonly string[]): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${words.join(' ')}\n`);
}

/** Run after run, one way after the other in each, so that what else the machine does meets all of them. */
async function alternate<T>(ways: Ways, on: readonly Way[], runs: number, measure: (way: Way) => Promise<T>) {
  const results = on.map((): T[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [index, way] of on.entries()) {
      await ways.calm();
      const result = await measure(way);
      results[index]?.push(result);
      say(way.title, JSON.stringify(result));
    }
  }
  return results;
}

async function mostOf(ways: Ways, kind: Kind, runs: number): Promise<Runs<Most>[]> {
  const on = [ways.nothing, ways.alone, ways.gateway];
  const results = await alternate(ways, on, runs, (way) => saturate(way, kind.kept, SECONDS.most));
  return on.map((way, index) => ({ kind, way, runs: results[index] as Most[] }));
}

async function constantOf(ways: Ways, kind: Kind, of: Way, rate: number, runs: number): Promise<Half[]> {
  const on = [ways.nothing, ways.alone, ways.gateway];
  say(kind.title, `${rate} requests a second, half of: ${of.title}`);
  const results = await alternate(ways, on, runs, (way) => constantRate(way, kind.kept, rate, SECONDS.constant));
  return on.map((way, index) => ({ kind, way, of, rate, runs: results[index] as Load[] }));
}

const rates = (runs: readonly { rate: number }[]) => runs.map(({ rate }) => rate);

function mostTable(most: readonly Runs<Most>[]): string {
  const rows = most.map(({ kind, way, runs }) => {
    const alone = most.find((other) => other.kind === kind && other.way.name === 'alone');
    const ratio = median(rates(runs)) / median(rates(alone?.runs ?? []));
    return [
      kind.title,
      way.title,
      spread(rates(runs), 0),
      way.name === 'gateway' ? ratio.toFixed(2) : '',
      way.proxies.length > 0 ? median(runs.map(({ squid }) => squid)).toFixed(2) : '',
      way.name === 'gateway' ? median(runs.map(({ haproxy }) => haproxy)).toFixed(2) : '',
      median(runs.map(({ cores }) => cores)).toFixed(1),
      String(runs.reduce((sum, { errors }) => sum + errors, 0)),
    ];
  });
  const head = ['connections', 'way', 'requests/s', 'of Squid alone', 'ms CPU of Squid a request'];
  return table([...head, 'ms CPU of HAProxy a request', 'cores busy', 'errors'], rows);
}

function constantTable(halves: readonly Half[]): string {
  const rows = halves.map((half) => {
    const { kind, way, of, rate, runs } = half;
    const asked = runs.reduce((sum, run) => sum + run.asked, 0);
    const lost = asked - runs.reduce((sum, run) => sum + run.answered, 0);
    return [
      kind.title,
      `${rate}, half of: ${of.title}`,
      way.title,
      spread(rates(runs), 0),
      `${lost} of ${asked}`,
      spread(
        runs.map((run) => run.median),
        2,
      ),
      way.name === 'gateway' ? added(halves, half).toFixed(2) : '',
      spread(
        runs.map((run) => run.p99),
        1,
      ),
      median(runs.map(({ late }) => late)).toFixed(2),
      median(runs.map(({ cpu }) => cpu)).toFixed(2),
    ];
  });
  const head = ['connections', 'requests/s asked', 'way', 'answered/s', 'lost', 'median ms', 'added ms', 'p99 ms'];
  return table([...head, 'generator: late ms, p99', 'generator: cores'], rows);
}

/** Milliseconds at the median that the gateway's way takes longer than Squid alone. */
function added(halves: readonly Half[], { kind, rate }: Half): number {
  const of = (name: string) =>
    halves.find((half) => half.kind === kind && half.rate === rate && half.way.name === name)?.runs ?? [];
  const middle = (name: string) => median(of(name).map((run) => run.median));
  return middle('gateway') - middle('alone');
}

function tunnelTable(openings: readonly Opening[]): string {
  const rows = openings.map(({ pattern, result }) => [
    pattern.title,
    `${result.open} of ${TUNNELS}${Object.entries(result.errors)
      .map(([error, count]) => `; ${count}: ${error}`)
      .join('')}`,
    result.seconds.toFixed(1),
    ...[result.median, result.p99, result.longest].map((value) => (value === null ? '–' : value.toFixed(0))),
    String(result.held.dropped),
    `${result.held.returned} of ${result.held.sent}`,
    `${result.squid[0].toFixed(0)} → ${result.squid[1].toFixed(0)}`,
    `${result.haproxy[0].toFixed(0)} → ${result.haproxy[1].toFixed(0)}`,
  ]);
  const head = ['begun', 'open', 'seconds', 'median ms', 'p99 ms', 'longest ms', 'dropped in a minute'];
  return table([...head, 'echoes', 'Squid MiB', 'HAProxy MiB'], rows);
}

/** A sentence on whether a kind of connection meets the goal. */
function verdict(kind: Kind, halves: readonly Half[]): string {
  const half = halves.find((one) => one.kind === kind && one.of.name === 'alone' && one.way.name === 'gateway') as Half;
  const answered = median(rates(half.runs));
  const more = added(halves, half);
  const meets = answered > half.rate * 0.99 && more <= GOAL;
  const how = `${answered.toFixed(0)} of ${half.rate} requests per second answered, ${more.toFixed(2)} ms added to the median`;
  return `With ${kind.title}: ${meets ? 'met' : '**not met**'} (${how}).`;
}

async function versions({ world, gateway }: Ways): Promise<string> {
  const line = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  const squid = line(await world.host('certified-a').must(['squid', '-v']), /Version (\S+)/);
  const openssl = line(await world.host('certified-a').must(['openssl', 'version']), /^OpenSSL (\S+)/);
  const gateways = await gateway.node.must(['chroot', await ensureDebian(), '/usr/sbin/haproxy', '-vv']);
  const [cpu] = cpus();
  const wrk = execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'wrk'], { encoding: 'utf8' });
  return [
    `${cpus().length} cores (${cpu?.model})`,
    `Linux ${release()}`,
    `Squid ${squid} with OpenSSL ${openssl}`,
    `HAProxy ${line(gateways, /version (\S+)/)} with OpenSSL ${line(gateways, /Running on OpenSSL version : OpenSSL (\S+)/)}`,
    `wrk ${wrk}`,
    `Node.js ${process.version}`,
  ].join(', ');
}

async function main(): Promise<void> {
  const runs = Number(process.argv[2] ?? 5);
  if (spawnSync('wrk').error) throw new EgressError('this needs the Debian package wrk', 2);
  const ways = await Ways.up('bench-throughput');
  try {
    const most: Runs<Most>[] = [];
    const halves: Half[] = [];
    for (const kind of KINDS) {
      const found = await mostOf(ways, kind, runs);
      most.push(...found);
      const half = (way: Way) => Math.floor(median(rates(found.find((one) => one.way === way)?.runs ?? [])) / 2);
      const rate = half(ways.alone);
      halves.push(...(await constantOf(ways, kind, ways.alone, rate, runs)));
      // Where the gateway does not bear that at all, it says nothing of what it adds where it does.
      const own = half(ways.gateway);
      if (own * 1.5 < rate) halves.push(...(await constantOf(ways, kind, ways.gateway, own, runs)));
    }
    const openings: Opening[] = [];
    for (const pattern of PATTERNS) {
      await ways.calm();
      const result = await tunnels(ways.gateway, TUNNELS, pattern.perSecond, SECONDS.hold);
      say(pattern.title, JSON.stringify(result));
      openings.push({ pattern, result });
    }
    const page = `<!-- Written by bench/throughput.ts; do not edit. -->
# Squid behind a gateway with client certificates, and Squid alone

${new Date().toISOString().slice(0, 10)}; ${await versions(ways)}.
Median of ${runs} runs a way, in turn; in brackets the least and the greatest. All of it, the generator and the web too, shares these cores.

Goal: when Squid alone is at half of its maximum rate, the gateway answers the same rate with at most ${GOAL} ms added to the median. ${KINDS.map((kind) => verdict(kind, halves)).join(' ')}

## The most that gets through

${mostTable(most)}

## At a constant rate

A latency counts from the moment at which its request was due.

${constantTable(halves)}

## ${TUNNELS} tunnels at a time, through ${ways.gateway.title}

${tunnelTable(openings)}
`;
    writeFileSync(join(__dirname, 'throughput.md'), page);
    process.stdout.write(page);
  } finally {
    ways.world.down();
  }
}

void main();
