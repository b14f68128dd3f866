import { setTimeout as sleep } from 'node:timers/promises';
import { FAULTS } from './_faults';
import { now, Pair, pairModel } from './_pair';
import { windowOf } from './_windows';

async function main() {
  const [, , cert, names, runs] = process.argv;
  const pair = await Pair.up(`agent-try-${cert}`, pairModel({ clientCertificate: cert === 'tls' }));
  try {
    for (const fault of FAULTS.filter(({ name }) => new RegExp(names as string).test(name)))
      for (let i = 0; i < Number(runs); i++) {
        const prober = await pair.probe(20);
        await sleep(800);
        const begun = await fault.begin(pair);
        await sleep(2500);
        const ended = await fault.end(pair);
        await sleep(2000);
        const last = now();
        await sleep(2200);
        await prober.stop();
        const probes = (() => {
          try {
            return prober.probes();
          } catch {
            console.log(pair.world.host('plain-pool-1').log('prober.log').slice(-800));
            throw new Error('x');
          }
        })();
        const before = probes
          .filter((p) => p.begun < begun - 50 && p.seen)
          .map((p) => p.ended - p.begun)
          .sort((a, b) => a - b);
        console.log(
          fault.name,
          JSON.stringify(windowOf(probes, begun, ended)),
          JSON.stringify(windowOf(probes, ended, last)),
          'median ms',
          before[before.length >> 1]?.toFixed(1),
          [...new Set(probes.filter((p) => !p.seen).map((p) => `${p.error} ${(p.begun - begun).toFixed(0)}`))]
            .slice(0, 5)
            .join(';'),
        );
      }
    console.log(pair.world.host('plain-pool-1').log('gateway.log').split('\n').slice(-12).join('\n'));
  } finally {
    pair.world.down();
  }
}
void main();
