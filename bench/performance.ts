/**
 * `synth` with growing numbers of tenants, in two environments, against plain cdk8s, jsonnet, helm and kustomize:
 * `npm run bench -- [TENANTS…]`, by default 1 10 100 1000 4000. Writes docs/performance.md and its chart, after each size, so that a
 * run that is ended leaves what was measured. Needs GNU time, and Go the first time. The largest size needs 3 GB below
 * TMPDIR and 6 GB of memory. Not root.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { must } from '../lab/process/exec';
import { lineChart } from './_chart';
import { type Cost, cost } from './_cost';
import { nameOf, writeSettings } from './_many-settings';
import { table } from './_page';
import { type Peer, peersIn, sizeOf } from './_peers';

const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 10, 100, 1000, 4000];
const ROOT = join(__dirname, '..');
const PROGRAM = join(ROOT, 'build/cli.js');
const PAGE = join(ROOT, 'docs/performance.md');
const CHART = 'images/performance.svg';
const COLD = '`synth`';
const ONE = '`synth`, one tenant changed';

interface Row extends Cost {
  readonly tenants: number;
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** Of the machine, before. */
  readonly load: number;
}

function measure(parent: string, tenants: number, peers: readonly Peer[]): Row[] {
  const folder = join(parent, String(tenants));
  writeSettings(folder, tenants, true);
  mkdirSync(join(folder, 'node_modules'));
  const rows: Row[] = [];
  const add = (name: string, run: () => Cost, folders: readonly string[]) => {
    const load = loadavg()[0] ?? 0;
    const taken = run();
    rows.push({ ...taken, tenants, name, load, ...sizeOf(folder, folders) });
    console.log(`${tenants} ${name}: ${taken.wall} s, load ${load.toFixed(1)}`);
  };
  const synth = (...args: string[]) => cost(folder, process.execPath, PROGRAM, 'synth', '--quiet', ...args);
  const ours = ['dist', 'clusters'];
  add(COLD, () => synth('--no-cache'), ours);
  for (const peer of peers.filter(({ most }) => tenants <= most)) {
    peer.prepare(folder, tenants);
    mkdirSync(join(folder, peer.folder));
    add(peer.name, () => peer.run(folder, tenants), [peer.folder]);
    rmSync(join(folder, peer.folder), { recursive: true });
  }
  // Twice: files that were written just before are compared.
  synth();
  synth();
  const file = join(folder, 'tenants', `${nameOf(0)}.yaml`);
  writeFileSync(file, readFileSync(file, 'utf8').replace('web:1', 'web:2'));
  add(ONE, () => synth(), ours);
  rmSync(folder, { recursive: true });
  return rows;
}

function page(rows: readonly Row[], missing: readonly number[]): string {
  const number = (value: number, digits: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const of = (tenants: number, name: string) => rows.find((row) => row.tenants === tenants && row.name === name);
  const body = rows.map((row) => [
    number(row.tenants, 0),
    row.name,
    number(row.wall, 2),
    number(row.user, 2),
    number(row.system, 2),
    number(row.memory, 0),
    number(row.files, 0),
    number(row.bytes / 2 ** 20, 1),
    number(row.wall / (of(row.tenants, COLD)?.wall ?? 1), 2),
    number(row.cpu / (of(row.tenants, COLD)?.cpu ?? 1), 2),
  ]);
  const sizes = [...new Set(rows.map(({ tenants }) => tenants))];
  const behind = sizes.map((tenants) => {
    const cold = of(tenants, COLD);
    const isLess = (row: Row) => cold && (row.wall < cold.wall || row.cpu < cold.cpu);
    const faster = rows.filter((row) => row.tenants === tenants && row.name !== ONE && isLess(row));
    const names = faster.map(({ name, wall, cpu }) => {
      const [times, share] = [(cold?.wall ?? 0) / wall, (cpu / (cold?.cpu ?? 1)) * 100];
      return `${name} (${times.toFixed(1)} times as fast, ${share.toFixed(0)} % of the CPU)`;
    });
    return `- With ${tenants === 1 ? '1 tenant' : `${number(tenants, 0)} tenants`}: ${names.length > 0 ? names.join(', ') : 'none of them'}.`;
  });
  const [loads, model] = [rows.map(({ load }) => load), cpus()[0]?.model.trim()];
  const left = missing.map((size) => number(size, 0)).join(' and ');
  return `# Performance

<!-- Written by npm run bench${process.argv
    .slice(2)
    .map((size) => ` ${size}`)
    .join('')}, ${new Date().toISOString().slice(0, 10)}. -->

For platform engineers who compare this project with the tools that they know. All of it is written by \`npm run bench\`, which measures all tools one
after the other in the same run.

![Seconds of CPU by the number of tenants, for each tool](${CHART})

${table(['tenants', 'what', 'wall, s', 'user, s', 'system, s', 'memory, MB', 'files', 'MB', 'wall / `synth`', 'CPU / `synth`'], body)}

Each figure is of one run. *Memory* is the most that one process had at a time; where a tool runs many times, that of its largest process.${
    left === ''
      ? ''
      : `
**Not measured here: ${left} tenants.** \`npm run bench\` without arguments does it.`
  }

## Where others are faster than a cold \`synth\`

${behind.join('\n')}

They do less: see the next section. From 20 tenants on, \`synth\` renders only tenants that changed, which none of the others does.
[bench/synth.md](../bench/synth.md) has repeated runs, and [scale.md](scale.md) says which limit ends first.

## What each of them does

All tenants have one proxy, one workload and an allow list, and are in two environments, on Calico and on Cilium.

| what | reads | writes | checks |
|---|---|---|---|
| \`synth\` | the settings of each tenant and environment | manifests, patches for each environment, Flux objects, the VMs' files | settings, names and addresses of all tenants, objects, and edited files on the disk |
| \`synth\`, one tenant changed | the same | one tenant's files, and what is about all of them | the same |
| plain cdk8s | one tenant as a template | each tenant's objects for each environment, without patches, and the VMs' files | nothing but the types of cdk8s |
| jsonnet | each file of one tenant as a template | the same files as \`synth\`, but for those of the platform | nothing |
| helm | a chart of one tenant's objects, once for each tenant and environment | each tenant's objects, without the VMs' files | that it is YAML |
| kustomize | what \`synth\` wrote, one build for each environment | the objects that Flux would apply, in one file | that patches match |

helm and kustomize are measured up to 100 tenants: helm starts once for each tenant and environment, so its time grows with their number, and
kustomize is the next step and not another way to do the same. \`synth\` and plain cdk8s run as one bundled file on Node.js; kustomize is the one
in kubectl.

## The machine

${cpus().length} cores${model ? ` (${model})` : ''}, ${number(totalmem() / 2 ** 30, 0)} GB, Linux ${release()} on ${arch()}, Node.js ${process.version}, files ${tmpdir().startsWith('/dev/shm') ? 'in memory (tmpfs)' : 'on the disk'}. The load of the
machine before each row was ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}. Beyond the number of cores, others had a share of them, and wall time is longer than on a
quiet machine: compare CPU.
`;
}

function chart(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ name }) => name))];
  return lineChart(
    'Seconds of CPU by the number of tenants',
    names.map((name) => ({
      name: name.replaceAll('`', '').replace(', one tenant changed', ', one changed'),
      points: rows
        .filter((row) => row.name === name)
        .map(({ tenants, cpu }) => [tenants, Math.max(cpu, 0.01)] as const),
    })),
  );
}

async function main(): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'bench-performance-'));
  try {
    await must(['npm', 'run', 'build'], { cwd: ROOT, timeout: 600_000 });
    const peers = await peersIn(parent);
    const rows: Row[] = [];
    for (const [index, size] of SIZES.entries()) {
      rows.push(...measure(parent, size, peers));
      const missing = [...SIZES.slice(index + 1), ...(SIZES.includes(4000) ? [] : [4000])];
      writeFileSync(PAGE, page(rows, missing));
      writeFileSync(join(ROOT, 'docs', CHART), chart(rows));
    }
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

void main();
