/**
 * What the second hop costs a new tunnel: `npx tsx bench/names.ts [ROUNDS]`, as root. Opens tunnels through one Squid to a
 * host whose name is compared and to one with `sni: any`, in turn. Prints a table, which it writes to bench/names.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { scriptCommand } from '../lab/process/script';
import { World } from '../lab/testbed/proxies';
import { model, tenant } from '../lab/testbed/settings';
import { table } from './_page';
import { median, percentile } from './_percentile';
import { usageOf } from './_usage';

const ROUNDS = Number(process.argv[2] ?? 1000);
const PROXY = 'squid-named';
const WEB = [80, 443];
/** Compared, and not. */
const HOSTS = ['compared.test', 'any.test'] as const;

const named = tenant('named', 1, {
  allow: [
    { host: HOSTS[0], ports: WEB },
    { host: HOSTS[1], ports: WEB, sni: 'any' },
  ],
});

async function open(world: World, rounds: number, ...hosts: readonly string[]): Promise<number[][]> {
  const command = scriptCommand(join(__dirname, '_opening.ts'), '172.16.28.8', '3128', String(rounds), ...hosts);
  return JSON.parse(await world.host('named-pool-1').must(command, { timeout: 600_000 })) as number[][];
}

/** Milliseconds on a core that Squid works for a tunnel. */
async function cpu(world: World, host: string): Promise<number> {
  const used = () => usageOf(world.host(PROXY), 'squid').cpu;
  const before = used();
  await open(world, ROUNDS, host);
  return (used() - before) / (ROUNDS + 20);
}

async function run(): Promise<void> {
  const world = await World.up('bench-names', { ...model, tenants: [named] });
  try {
    for (const name of HOSTS) await world.internet.serve({ name });
    await world.startProxy(PROXY);
    const [compared = [], any = []] = await open(world, ROUNDS, ...HOSTS);
    const work = [await cpu(world, HOSTS[0]), await cpu(world, HOSTS[1])] as const;
    const row = (what: string, a: number, b: number, digits: number) => [
      ...[what, a.toFixed(digits), b.toFixed(digits), (a - b).toFixed(digits), (a / b).toFixed(2)],
    ];
    const rows = [
      row('a new tunnel, median, ms', median(compared), median(any), 2),
      row('a new tunnel, 99th percentile, ms', percentile(compared, 99), percentile(any, 99), 2),
      row("Squid's CPU, ms per tunnel", ...work, 2),
    ];
    const page = `<!-- Written by npx tsx bench/names.ts ${ROUNDS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

What the [second hop](../docs/proxy-vm.md#the-name-inside-tls) costs: ${ROUNDS} tunnels to a host whose name inside TLS is compared, and
as many to one with \`sni: any\`, one at a time and in turn, through the same Squid ${await version(world)}. A tunnel is new until its TLS handshake is
done. CPU is measured in a run of its own for each.

${table(['', 'compared', 'sni: any', 'difference', 'ratio'], rows)}
`;
    console.log(page);
    writeFileSync(join(__dirname, 'names.md'), page);
  } finally {
    world.down();
  }
}

async function version(world: World): Promise<string> {
  return /Version (\S+)/.exec(await world.host(PROXY).must(['squid', '-v']))?.[1] ?? '';
}

void run();
