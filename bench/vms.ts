/**
 * How long `vm:status` and `vm:apply` take with 500 VMs, how much memory, whether more VMs are changed at a time than were asked
 * for, and whether a run that is interrupted is continued by the next one: `npx tsx bench/vms.ts [PARALLEL…]`. Prints a table,
 * which it writes to bench/vms.md. The VMs are simulated: an ssh of our own waits and answers. Needs GNU time and git. Not root.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { must } from '../lab/process/exec';
import { cost } from './_cost';
import { environmentText, nameOf } from './_many-settings';
import { table } from './_page';

const ROOT = join(__dirname, '..');
const PROGRAM = join(ROOT, 'build/cli.js');
const TENANTS = 250;
const PARALLEL = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [4, 16, 50];
/** Seconds: a question is an ssh connection, a change another one with the time in which Squid reads its files. */
const [ASK, CHANGE, PAUSE] = ['0.2', '2', '1'];

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

function tenantText(index: number): string {
  const address = (end: number) => `10.0.${Math.floor(index / 60)}.${(index % 60) * 4 + end}`;
  return `name: ${nameOf(index)}
nodePool: { sources: [${address(4)}] }
egress:
  proxies: [{ name: squid-a, address: ${address(2)} }, { name: squid-b, address: ${address(3)} }]
  allow: [ifconfig.me]
workloads: [{ name: web, image: registry.example.com/web:1 }]
`;
}

class Fleet {
  readonly vms: string;
  private readonly environment: NodeJS.ProcessEnv;

  constructor(readonly folder: string) {
    this.vms = join(folder, '.git', 'vms');
    for (const each of ['tenants', 'overlays']) mkdirSync(join(folder, each));
    for (let index = 0; index < TENANTS; index++)
      writeFileSync(join(folder, 'tenants', `${nameOf(index)}.yaml`), tenantText(index));
    writeFileSync(join(folder, 'overlays/production.ts'), environmentText('production', 'calico'));
    execFileSync(process.execPath, [PROGRAM, 'synth', '--quiet'], { cwd: folder });
    writeFileSync(join(folder, '.gitignore'), 'node_modules/\n');
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'x');
    const bin = join(this.vms, 'bin');
    mkdirSync(bin, { recursive: true });
    copyFileSync(join(__dirname, 'assets/ssh.sh'), join(bin, 'ssh'));
    chmodSync(join(bin, 'ssh'), 0o755);
    this.environment = { PATH: `${bin}:${process.env.PATH}`, VMS: this.vms, ASK_SECONDS: ASK, CHANGE_SECONDS: CHANGE };
    Object.assign(process.env, this.environment);
  }

  /** All VMs have files that the settings do not ask for any more. */
  reset(): void {
    rmSync(join(this.vms, 'log'), { force: true });
    const infra = join(this.folder, 'dist/infra/production');
    for (const tenant of readdirSync(infra))
      for (const proxy of ['squid-a', 'squid-b']) {
        const text = readFileSync(join(infra, tenant, proxy, 'cloud-init.yaml'), 'utf8');
        const name = join(this.vms, `${proxy}.${tenant}.production`);
        const answer = answerOf(parse(text) as CloudConfig);
        writeFileSync(`${name}.new`, answer);
        writeFileSync(name, answer.replace(/^sum .{64}(?= {2}\/etc\/squid\/allow)/m, `sum ${'0'.repeat(64)}`));
      }
  }

  run(...args: string[]) {
    return cost(this.folder, process.execPath, PROGRAM, ...args, '--env', 'production');
  }

  /** The most VMs that were changed at a time, the most of one tenant, and how often each one was. */
  seen() {
    const file = join(this.vms, 'log');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const underWay = new Set<string>();
    const counts = new Map<string, number>();
    const most = { vms: 0, ofATenant: 0 };
    for (const [step, name = ''] of lines.map((line) => line.split(' '))) {
      if (step === 'end') {
        underWay.delete(name);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        continue;
      }
      underWay.add(name);
      const own = [...underWay].filter((one) => one.split('.')[1] === name.split('.')[1]);
      most.vms = Math.max(most.vms, underWay.size);
      most.ofATenant = Math.max(most.ofATenant, own.length);
    }
    return { ...most, changed: counts.size, twice: [...counts.values()].filter((count) => count > 1).length };
  }

  /** Sends Ctrl-C's signal after so many changes. Returns the summary. */
  async interrupted(after: number, parallel: number): Promise<string> {
    const args = ['vm:apply', '--env', 'production', '--parallel', String(parallel), '--pause', PAUSE];
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    while (child.exitCode === null && this.seen().changed < after) await sleep(100);
    child.kill('SIGINT');
    await ended;
    return lastLine(out);
  }
}

function answerOf({ write_files }: CloudConfig): string {
  const files = write_files.filter(({ path }) => path !== '/etc/egress/commit');
  const sum = (text: string) => createHash('sha256').update(text).digest('hex');
  return [
    ...files.map(({ path }) => `entry 81a4 0 ${path}`),
    ...files.map(({ path, content }) => `sum ${sum(content)}  ${path}`),
    'root 0',
    'listens',
    'end of inspection',
    '',
  ].join('\n');
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

async function main(): Promise<void> {
  await must(['npm', 'run', 'build'], { cwd: ROOT, timeout: 300_000 });
  const parent = mkdtempSync(join(tmpdir(), 'bench-vms-'));
  try {
    const fleet = new Fleet(parent);
    const rows: string[][] = [];
    const add = (what: string, { wall, cpu, memory, out }: ReturnType<Fleet['run']>, isChange: boolean) => {
      const { vms, ofATenant, twice } = fleet.seen();
      const seen = isChange ? [`${vms}`, `${ofATenant}`, `${twice}`] : ['–', '–', '–'];
      rows.push([what, wall.toFixed(0), cpu.toFixed(1), memory.toFixed(0), ...seen, lastLine(out)]);
      console.log(rows.at(-1)?.join('  '));
    };
    fleet.reset();
    add('`vm:status`', fleet.run('vm:status'), false);
    for (const parallel of PARALLEL) {
      fleet.reset();
      const options = ['--parallel', String(parallel), '--pause', PAUSE];
      add(`\`vm:apply --parallel ${parallel}\``, fleet.run('vm:apply', ...options), true);
    }
    fleet.reset();
    const parallel = PARALLEL.at(-1) ?? 16;
    const summary = await fleet.interrupted(200, parallel);
    add(
      'the same, after Ctrl-C in the middle',
      fleet.run('vm:apply', '--parallel', String(parallel), '--pause', PAUSE),
      true,
    );
    add('the same, all are up to date', fleet.run('vm:apply'), false);
    const head = ['what', 'wall, s', 'CPU, s', 'MB', 'most at a time', 'of a tenant', 'changed twice', 'summary'];
    const text = `# \`vm:apply\` with 500 VMs

<!-- Written by npx tsx ${['bench/vms.ts', ...process.argv.slice(2)].join(' ')}, ${new Date().toISOString().slice(0, 10)}. -->

${TENANTS} tenants with two proxies each, in one environment. The VMs are simulated: a question takes ${ASK} s, a change ${CHANGE} s, and \`--pause\` is ${PAUSE} s. So
time is what waits add up to, and what the simulation needs of this machine's ${cpus().length} cores. CPU and memory are those of the command and its largest child.
*Most at a time* is the largest number of VMs that were
changed at the same time, as the VMs saw it, *of a tenant* the same of one tenant, whose two proxies stand in for each other.

${table(head, rows)}

Ctrl-C after 200 changes ended with: ${summary}. The next run changed the others, and no VM was changed twice.
`;
    writeFileSync(join(__dirname, 'vms.md'), text);
    console.log(text);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

void main();
