/**
 * How long scan takes for files in growing sizes, against `squid -k parse` of the same files: `npx tsx bench/scan.ts [RUNS]`.
 * Prints a table, which it writes to bench/scan.md. Needs Debian's squid, not root.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cost } from './_cost';
import { table } from './_page';
import { median } from './_percentile';
import { type Generated, SIZES } from './_squid-files';

const RUNS = Number(process.argv[2] ?? 3);
const SCAN = [join(__dirname, '../lib/cli/main.ts'), 'scan', '--squid-version', '5'];

function measure({ name, files }: Generated, folder: string): readonly string[] {
  const at = mkdtempSync(join(folder, 'case-'));
  const paths = Object.entries(files(at)).map(([file, text]) => {
    writeFileSync(join(at, file), text);
    return join(at, file);
  });
  const conf = paths[0] as string;
  const pairs = Array.from({ length: RUNS }, () => ({
    ours: cost(at, process.execPath, '--import', 'tsx', ...SCAN, conf),
    squid: cost(at, 'squid', '-k', 'parse', '-f', conf),
  }));
  const middle = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of));
  const row = [
    name,
    middle(({ ours }) => ours.cpu).toFixed(1),
    middle(({ squid }) => squid.cpu).toFixed(1),
    middle(({ ours, squid }) => ours.cpu / Math.max(squid.cpu, 0.01)).toFixed(1),
    middle(({ ours }) => ours.memory).toFixed(0),
    middle(({ squid }) => squid.memory).toFixed(0),
  ];
  console.log(row.join(' | '));
  return row;
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-scan-'));
  try {
    const rows = SIZES.map((size) => measure(size, folder));
    const head = ['file', 'scan, s', 'squid -k parse, s', 'ratio', 'scan, MB', 'squid, MB'];
    const text = `# Scanning files in growing sizes

<!-- Written by npx tsx bench/scan.ts ${RUNS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

CPU and the most memory of the whole process; the middle of ${RUNS} runs, in each of which both read the same file. The first line is
mostly the start of Node and the compilation of TypeScript. The peer only reads the file; it does not judge what may pass. Sizes
double or grow tenfold: a ratio that does not grow with them means that scan needs no more than linear time wherever Squid does.

${table(head, rows)}
`;
    writeFileSync(join(__dirname, 'scan.md'), text);
    console.log(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
