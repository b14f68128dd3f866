/**
 * What a tenant with two proxies notices when the one that is in use fails, and when it comes back:
 * `npx tsx bench/failover.ts [RUNS]`, as root. Prints a line a run and a table, which it writes to bench/failover.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS, type Fault } from './_faults';
import { now, Pair, pairModel, TARGETS } from './_pair';
import { stockHaproxy } from './_peer';
import { type Window, windowOf, worst } from './_windows';
import { writePath } from './path';

const EVERY = 20;
const RUNS = Number(process.argv[2] ?? 10);
/** Of all runs, those in which a fault lasts long enough to see what becomes of a tunnel. */
const LONG = Math.min(2, RUNS);

interface Run {
  readonly there: Window;
  readonly back: Window;
  /** Seconds until a tunnel was cut; undefined: it was not, or nobody waited. */
  readonly cut?: number;
}

async function run(pair: Pair, fault: Fault, long: boolean): Promise<Run> {
  const tunnel = long && fault.hangs ? await pair.tunnel() : undefined;
  const prober = await pair.probe(EVERY);
  await sleep(800);
  const begun = await fault.begin(pair);
  await sleep(tunnel ? 12_000 : fault.outside ? 6000 : 2500);
  const ended = await fault.end(pair);
  await sleep(2500);
  const last = now();
  await sleep(2200);
  await prober.stop();
  const closed = tunnel && (await tunnel.closed());
  const probes = prober.probes();
  return {
    there: windowOf(probes, begun, ended),
    back: windowOf(probes, ended, last),
    ...(closed ? { cut: (closed - begun) / 1000 } : {}),
  };
}

async function measure(kind: string, certificate: boolean, faults: readonly Fault[], runs: number, peer?: string) {
  const name = `bench-failover-${certificate ? 'tls' : 'plain'}`;
  const pair = await Pair.up(name, pairModel({ clientCertificate: certificate }, [], TARGETS), peer);
  const rows: string[] = [];
  try {
    for (const fault of faults) {
      const all: Run[] = [];
      for (let i = 0; i < runs; i++) {
        const one = await run(pair, fault, i < LONG && !peer);
        all.push(one);
        console.log(kind, '|', fault.name, '|', JSON.stringify(one));
      }
      rows.push(row(kind, fault, all));
    }
  } finally {
    pair.world.down();
  }
  return rows;
}

function row(kind: string, fault: Fault, all: readonly Run[]): string {
  const [there, back] = [worst(all.map((one) => one.there)), worst(all.map((one) => one.back))];
  const cuts = all.flatMap(({ cut }) => cut ?? []);
  const told = ({ lost, asked, gap }: Window) => `${lost} | ${Math.round(gap)} ms | ${asked}`;
  const cut = cuts.length === 0 ? '' : `${Math.max(...cuts).toFixed(1)} s`;
  const seen = [...new Set([...there.seen, ...back.seen])].sort().join(', ');
  return `| ${kind} | ${fault.name} | ${told(there)} | ${cut} | ${told(back)} | ${seen} |`;
}

async function main(): Promise<void> {
  // Side by side: neither needs much of the machine.
  const kinds = [measure('with certificates', true, FAULTS, RUNS), measure('without', false, FAULTS, RUNS)];
  const rows = [
    ...(await Promise.all(kinds)).flat(),
    ...(await measure('HAProxy’s defaults', true, FAULTS.slice(0, 2), Math.min(3, RUNS), stockHaproxy())),
  ];
  const text = `# A proxy fails, and comes back

<!-- Written by npx tsx bench/failover.ts ${RUNS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

A tenant with two proxies, \`active-passive\`; a new request every ${EVERY} ms, each on a connection of its own; ${RUNS} runs a
line (3 of the peer), of which the worst is shown: requests begun after the fault that got no answer within two seconds, the longest
time without an answer, and how many were asked in all runs. A tunnel that was open to the proxy is cut after the time that is shown,
in the longest of ${LONG} runs. The peer is HAProxy with \`check\`, \`backup\` and otherwise its defaults, with certificates.

| gateway | what happens | lost | gap | asked | a tunnel is cut after | back: lost | gap | asked | addresses seen |
|---|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
  writeFileSync(join(__dirname, 'failover.md'), text);
  writePath();
  console.log(text);
}

void main();
