/**
 * How long the proof of what all tenants reach takes, against one cold synth of the same settings:
 * `npx tsx bench/reach.ts [RUNS] [TENANTS…]`. Prints a table, which it writes to bench/reach.md. Needs GNU time, not root.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cost } from './_cost';
import { writeSettings } from './_many-settings';
import { table } from './_page';
import { median } from './_percentile';

const RUNS = Number(process.argv[2] ?? 3);
const SIZES = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [10, 100, 300, 1000];

interface Proof {
  readonly read: number;
  readonly decided: number;
  readonly whole: number;
  readonly tenants: number;
  readonly rows: number;
}

interface Run extends Proof {
  readonly synth: number;
}

/** Both in turn, so that what else the machine does meets both. */
function run(folder: string): Run {
  const program = join(__dirname, '../lib/cli/main.ts');
  const settings = ['--tenants', join(folder, 'tenants'), '--environments', join(folder, 'overlays')];
  const node = (...args: readonly string[]) => cost(process.cwd(), process.execPath, '--import', 'tsx', ...args);
  const out = join(folder, 'out');
  mkdirSync(out);
  const synth = node(program, 'synth', '--quiet', ...settings, '--out', out).cpu;
  if (readdirSync(out).length === 0) throw new Error('synth wrote nothing');
  rmSync(out, { recursive: true });
  const proof = JSON.parse(node(join(__dirname, '_reach-proof.ts'), folder).out) as Proof;
  return { ...proof, synth };
}

function measure(tenants: number, parent: string): readonly string[] {
  const folder = join(parent, String(tenants));
  writeSettings(folder, tenants);
  const runs = Array.from({ length: RUNS }, () => run(folder));
  const middle = (of: (each: Run) => number) => median(runs.map(of));
  const proof = ({ read, decided }: Run) => read + decided;
  const row = [
    String(tenants),
    middle(({ synth }) => synth).toFixed(1),
    middle(({ read }) => read).toFixed(1),
    middle(({ decided }) => decided).toFixed(1),
    middle((each) => proof(each) / each.synth).toFixed(2),
    middle((each) => each.whole / each.synth).toFixed(2),
    middle((each) => (1000 * each.decided) / each.tenants).toFixed(1),
    String(runs[0]?.rows ?? 0),
  ];
  console.log(row.join(' | '));
  return row;
}

function main(): void {
  const parent = mkdtempSync(join(tmpdir(), 'bench-reach-'));
  try {
    const load = loadavg()[0] ?? 0;
    const rows = SIZES.map((size) => measure(size, parent));
    const head = [
      'tenants',
      'synth, s',
      'reading, s',
      'deciding, s',
      'proof / synth',
      'all / synth',
      'ms each',
      'lines',
    ];
    const text = `# Proving what all tenants reach

<!-- Written by npx tsx bench/reach.ts ${RUNS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

CPU; the middle of ${RUNS} runs, in each of which both work on the same settings, one after the other. The load of the machine was
${load.toFixed(1)} at the start: if that is more than 1, other work ran at the same time, and only ratios count. *Synth* is the whole process of
one cold \`synth\`, from the start of Node to the last file on disk, and what the proof is compared with. *Reading* is what the
proof needs of the rendered files: YAML, kustomizations, pods, policies. *Deciding* is all sets of all tenants in both
environments, one on Calico and one on Cilium, as \`reach\` prints them; squid.conf and nftables.conf are parsed in it. *All* is
the process of the proof from the start of Node: it loads and renders the settings before, as \`synth\` does. *ms each* is deciding for
one tenant in one environment: it does not grow with the number of tenants. *Lines* counts what is listed.

${table(head, rows)}
`;
    writeFileSync(join(__dirname, 'reach.md'), text);
    console.log(text);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

main();
