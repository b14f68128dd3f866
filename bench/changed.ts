/**
 * How long `synth`, `check` and `plan` take after a change of one tenant, against a run that looks at all tenants:
 * `npx tsx bench/changed.ts [RUNS] [TENANTS…]`. Prints a table, which it writes to bench/changed.md. Needs GNU time and git, not root.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../lab/process/exec';
import { type Cost, cost } from './_cost';
import { nameOf, writeSettings } from './_many-settings';
import { spread, table } from './_page';
import { median } from './_percentile';

const RUNS = Number(process.argv[2] ?? 3);
const SIZES = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [100, 1000];
const CHANGED = 3;
const ROOT = join(__dirname, '..');

/** What is run after the change, as a user does, and each with `--no-cache` right after. */
const COMMANDS: readonly (readonly string[])[] = [
  ['check', '--quiet'],
  ['plan', '--quiet'],
  ['plan', '--against', 'main', '--markdown'],
  ['synth', '--quiet'],
];

interface Pair {
  readonly one: Cost;
  readonly all: Cost;
}

class Repository {
  constructor(
    private readonly folder: string,
    private readonly program: string,
  ) {}

  /** As after a merge: everything is written, noted, judged and committed. */
  prepare(tenants: number): void {
    writeSettings(this.folder, tenants, true);
    mkdirSync(join(this.folder, 'node_modules'));
    writeFileSync(join(this.folder, '.gitignore'), 'node_modules\n');
    this.run('schema', '--quiet');
    // Once more: files that were written just before are compared.
    for (const name of ['synth', 'synth', 'check']) this.run(name, '--quiet');
    const as = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '-A'],
      [...as, 'commit', '-q', '-m', 'all'],
    ])
      cost(this.folder, 'git', ...args);
  }

  run(...args: readonly string[]): Cost {
    return cost(this.folder, process.execPath, this.program, ...args);
  }

  change(round: number): void {
    const file = join(this.folder, 'tenants', `${nameOf(CHANGED)}.yaml`);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/web:\d+/, `web:${round + 2}`));
  }
}

function measure(parent: string, tenants: number, program: string): string[][] {
  const folder = join(parent, String(tenants));
  const repository = new Repository(folder, program);
  repository.prepare(tenants);
  const runs = Array.from({ length: RUNS }, (_, round) => {
    repository.change(round);
    const pairs = COMMANDS.map((args): Pair => {
      const [one, all] = [repository.run(...args), repository.run(...args, '--no-cache')];
      if (args[0] === 'plan' && (one.out === '' || one.out !== all.out))
        throw new Error(`${args.join(' ')}: ${one.out}`);
      return { one, all };
    });
    for (const name of ['synth', 'check']) repository.run(name, '--quiet');
    return pairs;
  });
  return COMMANDS.map((args, index) => {
    const of = (value: (pair: Pair) => number) => runs.map((pairs) => value(pairs[index] as Pair));
    return [
      `${tenants}`,
      `\`${args.filter((word) => word !== '--quiet').join(' ')}\``,
      spread(
        of(({ one }) => one.wall),
        1,
      ),
      spread(
        of(({ all }) => all.wall),
        1,
      ),
      spread(
        of(({ one, all }) => one.wall / all.wall),
        2,
      ),
      spread(
        of(({ one, all }) => one.cpu / all.cpu),
        2,
      ),
      String(Math.round(median(of(({ one }) => one.memory)))),
    ];
  });
}

async function main(): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'bench-changed-'));
  try {
    await must(['npm', 'run', 'build'], { cwd: ROOT, timeout: 300_000 });
    const load = loadavg()[0] ?? 0;
    const rows = SIZES.flatMap((size) => measure(parent, size, join(ROOT, 'build/cli.js')));
    const head = ['tenants', 'command', 'one changed, s', 'all, s', 'wall, one / all', 'CPU, one / all', 'MB'];
    const text = `# After a change of one tenant

<!-- Written by npx tsx bench/changed.ts ${process.argv.slice(2).join(' ')}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

Tenants of one shape (one proxy, one workload) in two environments, in a git repository; the image of one is changed. *All* is the
same command with \`--no-cache\`, right after. The middle of ${RUNS} runs, with the least and the greatest; the load of the machine was
${load.toFixed(1)} at the start. \`synth --no-cache\` finds its files written and replaces none.

${table(head, rows)}
`;
    writeFileSync(join(__dirname, 'changed.md'), text);
    console.log(text);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

void main();
