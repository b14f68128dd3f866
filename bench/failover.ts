/**
 * What a tenant with two proxies notices of a proxy that fails: `npx tsx bench/failover.ts [RUNS]`, as root. Prints a table,
 * and writes it to bench/failover.md.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../lab/wait';
import { now, Pair, PROXIES, pairModel, TENANT } from './_pair';
import type { Probe } from './_prober';

const EVERY = 20;
const [FIRST] = PROXIES;

interface Fault {
  readonly name: string;
  /** Resolves, as soon as it is there, with the moment from which on a connection is new. */
  begin(pair: Pair, certificate: boolean): Promise<number>;
  end(pair: Pair, certificate: boolean): Promise<number>;
}

const squid = (pair: Pair) => pair.world.host(FIRST).daemon('squid');

async function by(action: Promise<unknown>): Promise<number> {
  await action;
  return now();
}

/** As soon as the signal is sent. */
async function at(action: Promise<unknown>): Promise<number> {
  const moment = now();
  await action;
  return moment;
}

const DROP =
  'table ip gone {\n chain in { type filter hook input priority -300; iifname "eth0" drop; }\n chain out { type filter hook output priority -300; oifname "eth0" drop; }\n}\n'.replace(
    /; \}/g,
    ';\n}',
  );

const FAULTS: readonly Fault[] = [
  {
    name: 'kill -9 of Squid',
    begin: (pair) => at(squid(pair).stop('SIGKILL')),
    end: (pair) => by(squid(pair).start()),
  },
  {
    name: 'Squid hangs (SIGSTOP)',
    begin: (pair) => at(squid(pair).stop('SIGSTOP')),
    end: (pair) => at(squid(pair).start()),
  },
  {
    name: 'drain: true in the settings',
    begin: (pair, clientCertificate) => by(pair.gateway.update(pairModel({ clientCertificate }, [FIRST]), TENANT)),
    end: (pair, clientCertificate) => by(pair.gateway.update(pairModel({ clientCertificate }), TENANT)),
  },
  {
    name: 'Squid is shut down in order',
    begin: (pair) => by(pair.world.host(FIRST).must(['squid', '-k', 'shutdown'])),
    end: async (pair) => {
      await waitFor('Squid has ended', async () => !squid(pair).isAlive);
      return by(squid(pair).start());
    },
  },
  {
    name: 'VM gone (link down)',
    begin: (pair) => by(pair.world.host(FIRST).must(['ip', 'link', 'set', 'eth0', 'down'])),
    end: (pair) => by(pair.world.host(FIRST).must(['ip', 'link', 'set', 'eth0', 'up'])),
  },
  {
    name: 'packets dropped',
    begin: (pair) => by(pair.world.host(FIRST).must(['nft', '-f', '-'], { input: DROP })),
    end: (pair) => by(pair.world.host(FIRST).must(['nft', 'delete', 'table', 'ip', 'gone'])),
  },
];

interface Window {
  readonly lost: number;
  /** Begun before, and not ended then. */
  readonly cut: number;
  readonly gap: number;
  readonly seen: readonly string[];
  readonly errors: readonly string[];
}

/** What became of the requests around a moment. */
function windowOf(probes: readonly Probe[], from: number, to: number): Window {
  const news = probes.filter(({ begun }) => begun >= from && begun < to);
  const open = probes.filter(({ begun, ended }) => begun < from && ended >= from);
  const answered = probes
    .filter(({ seen, ended }) => seen && ended > from - 500 && ended < to)
    .map(({ ended }) => ended)
    .sort((a, b) => a - b);
  const gaps = answered.slice(1).map((moment, index) => moment - (answered[index] as number));
  const lost = news.filter(({ seen }) => !seen);
  return {
    lost: lost.length,
    cut: open.filter(({ seen }) => !seen).length,
    gap: Math.max(...gaps),
    seen: [...new Set(news.flatMap(({ seen }) => seen ?? []))].sort(),
    errors: [...new Set(lost.map(({ error }) => error ?? ''))],
  };
}

async function run(pair: Pair, fault: Fault, certificate: boolean): Promise<{ there: Window; back: Window }> {
  const prober = await pair.probe(EVERY);
  await sleep(1500);
  const begun = await fault.begin(pair, certificate);
  await sleep(8000);
  const ended = await fault.end(pair, certificate);
  await sleep(6000);
  const last = now();
  await sleep(5500);
  await prober.stop();
  const probes = prober.probes();
  return { there: windowOf(probes, begun, ended), back: windowOf(probes, ended, last) };
}

async function main(): Promise<void> {
  const runs = Number(process.argv[2] ?? 10);
  const only = process.argv[3];
  for (const certificate of [true, false]) {
    if (only && !only.includes(certificate ? 'tls' : 'plain')) continue;
    const pair = await Pair.up('bench-failover', pairModel({ clientCertificate: certificate }));
    try {
      for (const fault of FAULTS.filter(({ name }) => new RegExp(process.argv[4] ?? '').test(name))) {
        for (let i = 0; i < runs; i++) {
          const { there, back } = await run(pair, fault, certificate);
          console.log(certificate ? 'tls  ' : 'plain', fault.name.padEnd(28), fmt(there), '| back', fmt(back));
        }
      }
    } finally {
      pair.world.down();
    }
  }
}
const fmt = (w: Window) =>
  `lost ${w.lost} cut ${w.cut} gap ${w.gap.toFixed(0)} ${w.seen.join('+')} ${w.errors.join('; ')}`;

void main();
