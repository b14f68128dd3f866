/**
 * How long the installed package takes to start, against `node -e 0`: `npx tsx bench/start.ts [RUNS]`. Prints a table, which it
 * writes to bench/start.md. Needs Debian's `time` and a registry of npm, or its cache; not root.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cost, cost } from './_cost';
import { spread, table } from './_page';
import { median } from './_percentile';

const RUNS = Number(process.argv[2] ?? 10);
const ROOT = join(__dirname, '..');

/** The package, installed in a repository of one tenant that its `init` made. */
function shop(folder: string): string {
  const quietly = (cwd: string, command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  quietly(ROOT, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
  const start = join(folder, 'start');
  mkdirSync(start);
  quietly(start, 'npm', 'init', '--yes');
  quietly(start, 'npm', 'install', '--silent', '--ignore-scripts', join(folder, packed));
  quietly(start, 'npx', 'egress-tenancy', 'init', join(folder, 'shop'));
  quietly(join(folder, 'shop'), 'npm', 'install', '--silent', '--ignore-scripts');
  return join(folder, 'shop');
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    const repository = shop(folder);
    const installed = join(repository, 'node_modules/kubernetes-egress-tenancy');
    const program = join(installed, 'bin/egress-tenancy.js');
    const forget = () => {
      const built = readdirSync(join(installed, 'build')).filter((name) => name.startsWith('compiled'));
      for (const name of built) rmSync(join(installed, 'build', name), { recursive: true });
    };
    const run = (...args: readonly string[]) => cost(repository, process.execPath, ...args);
    const ways: readonly (readonly [string, () => Cost])[] = [
      ['`node -e 0`', () => run('-e', '0')],
      ['`--help`', () => run(program, '--help')],
      ['`synth`', () => run(program, 'synth')],
      ['`synth`, the first start after the installation', () => [forget(), run(program, 'synth')][1] as Cost],
      ['`check`', () => run(program, 'check')],
      ['`addresses`', () => run(program, 'addresses')],
    ];
    for (const [, way] of ways) way();
    const rounds = Array.from({ length: RUNS }, () => ways.map(([, way]) => way()));
    const rows = ways.map(([name], index) => {
      const of = (value: (costs: readonly Cost[]) => number) => rounds.map(value);
      return [
        name,
        spread(
          of((costs) => costs[index]?.wall as number),
          2,
        ),
        spread(
          of((costs) => costs[index]?.cpu as number),
          2,
        ),
        median(of((costs) => (costs[index]?.cpu as number) / (costs[0]?.cpu as number))).toFixed(1),
        median(of((costs) => costs[index]?.memory as number)).toFixed(0),
      ];
    });
    const text = `# What a start costs

<!-- Written by npx tsx bench/start.ts ${RUNS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores with Node ${process.version}, at load ${loadavg()[0]?.toFixed(1)}. -->

The package as npm installs it, in a repository of one tenant that \`init\` made. The middle of ${RUNS} rounds, and in brackets the least and
the greatest; the ratio is that of the CPU to \`node -e 0\` in the same round. A start uses the code that an earlier one compiled.

${table(['', 'seconds', 'CPU, s', 'ratio', 'MB'], rows)}
`;
    writeFileSync(join(__dirname, 'start.md'), text);
    console.log(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
