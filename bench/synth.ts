/**
 * How long `synth` takes with many tenants, against jsonnet that writes as many files of the same content, and against a copy
 * of them: `npx tsx bench/synth.ts [RUNS] [TENANTS…]`. Prints a table, which it writes to bench/synth.md. Needs GNU time, and Go
 * the first time: jsonnet is built into the cache. Not root.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../lab/process/exec';
import { type Cost, cost } from './_cost';
import { builtJsonnet, writeJsonnet } from './_jsonnet';
import { nameOf, writeSettings } from './_many-settings';
import { spread, table } from './_page';
import { median } from './_percentile';

const RUNS = Number(process.argv[2] ?? 3);
const SIZES = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [10, 100, 1000];
const CHANGED = 3;
const ROOT = join(__dirname, '..');

interface Run {
  readonly cold: Cost;
  readonly noting: Cost;
  readonly again: Cost;
  readonly one: Cost;
  readonly jsonnet: Cost;
  readonly copy: Cost;
}

interface Tools {
  readonly program: string;
  readonly jsonnet: string;
}

/** All in turn, so that what else the machine does meets all of them. */
function run(folder: string, tenants: number, { program, jsonnet }: Tools): Run {
  const empty = (name: string) => {
    rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, name));
  };
  const synth = (...args: readonly string[]) => cost(folder, process.execPath, program, 'synth', '--quiet', ...args);
  const startOver = () => {
    for (const name of ['dist', 'clusters']) rmSync(join(folder, name), { recursive: true, force: true });
    empty('node_modules');
  };
  startOver();
  const cold = synth('--no-cache');
  const source = join(folder, 'tenants.jsonnet');
  writeJsonnet(source, folder, tenants);
  empty('jsonnet');
  const peer = cost(folder, jsonnet, '-S', '-m', 'jsonnet', '-c', source);
  empty('copy');
  const copy = cost(folder, 'cp', '-r', 'dist', 'clusters', 'copy');
  for (const name of ['jsonnet', 'copy']) rmSync(join(folder, name), { recursive: true });
  startOver();
  const noting = synth();
  // Once more: files that were written just before are compared.
  synth();
  const again = synth();
  const file = join(folder, 'tenants', `${nameOf(CHANGED)}.yaml`);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('web:1', 'web:2'));
  const one = synth();
  writeFileSync(file, text);
  return { cold, noting, again, one, jsonnet: peer, copy };
}

function measure(parent: string, tenants: number, tools: Tools): string[][] {
  const folder = join(parent, String(tenants));
  writeSettings(folder, tenants, true);
  const runs = Array.from({ length: RUNS }, () => run(folder, tenants, tools));
  const files = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const rows: readonly (readonly [string, keyof Run])[] = [
    ['`synth` into an empty folder, `--no-cache`', 'cold'],
    ['`synth` into an empty folder, which notes what it finds', 'noting'],
    ['`synth`, nothing changed', 'again'],
    ['`synth`, one tenant changed', 'one'],
    ['jsonnet', 'jsonnet'],
    ['`cp -r`', 'copy'],
  ];
  return rows.map(([name, key]) => {
    const of = (value: (cost: Cost) => number) => runs.map((each) => value(each[key]));
    return [
      `${tenants}`,
      `${files.length}`,
      name,
      spread(
        of(({ wall }) => wall),
        2,
      ),
      spread(
        of(({ cpu }) => cpu),
        2,
      ),
      String(Math.round(median(of(({ memory }) => memory)))),
      spread(
        runs.map((each) => each[key].wall / each.cold.wall),
        2,
      ),
      spread(
        runs.map((each) => each[key].wall / each.jsonnet.wall),
        2,
      ),
    ];
  });
}

async function main(): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    await must(['npm', 'run', 'build'], { cwd: ROOT, timeout: 300_000 });
    const tools = { program: join(ROOT, 'build/cli.js'), jsonnet: await builtJsonnet() };
    const load = loadavg()[0] ?? 0;
    const rows = SIZES.flatMap((size) => measure(parent, size, tools));
    const head = ['tenants', 'files', 'what', 'wall, s', 'CPU, s', 'MB', 'wall / cold', 'wall / jsonnet'];
    const text = `# \`synth\` with many tenants

<!-- Written by npx tsx bench/synth.ts ${process.argv.slice(2).join(' ')}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

Tenants of one shape (one proxy, one workload) in two environments. The middle of ${RUNS} runs, with the least and the greatest, in
each of which all of them work on the same settings, one after the other; the load of the machine was ${load.toFixed(1)} at the start. *jsonnet*
is go-jsonnet, which writes as many files, in an empty folder, from a program that holds each file of one tenant as a template. It
validates nothing, and compares nothing with the disk.

${table(head, rows)}
`;
    writeFileSync(join(__dirname, 'synth.md'), text);
    console.log(text);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

void main();
