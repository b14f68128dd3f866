/**
 * How long the page of `report` takes to open, and to filter, in Chromium: `npx tsx bench/report.ts [TENANTS] [RUNS]`.
 * Prints a table, which it writes to bench/report.md. Needs Debian's chromium, not root.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, DRAWN } from '../lab/browser';
import { type ReportData, reportHtml } from '../lib/report';
import { table } from './_page';
import { median } from './_percentile';
import { manyTenants } from './_report-page';

const TENANTS = Number(process.argv[2] ?? 2000);
const RUNS = Number(process.argv[3] ?? 5);
const VIEWS = ['map', 'matrix', 'allow', 'threats', 'findings', 'differences'];
const KEYS = ['1', '19', '199', '1999'];

/** Types one letter into the filter; milliseconds until the browser has drawn the answer. */
const typed = (text: string) => `(async () => {
  const input = document.querySelector('#search');
  const begin = performance.now();
  input.value = ${JSON.stringify(text)};
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await ${DRAWN};
  return performance.now() - begin;
})()`;

const EMPTY = `(async () => { const begin = performance.now(); await ${DRAWN}; return performance.now() - begin; })()`;

/** The shipped example, as the command decides it. */
function decided(): ReportData {
  const args = ['--import', 'tsx', join(__dirname, '../lib/cli/main.ts'), 'report', '--json', '--quiet'];
  const text = execFileSync(process.execPath, args, {
    cwd: join(__dirname, '..'),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return (JSON.parse(text) as { readonly report: ReportData }).report;
}

interface Run {
  readonly opened: number;
  readonly openCpu: number;
  readonly keys: readonly number[];
  readonly keyCpu: number;
  readonly idle: number;
}

/** One view in a browser of its own, whose counters begin at zero. */
async function runOf(url: string): Promise<Run> {
  const browser = await Browser.start();
  try {
    const begin = performance.now();
    await browser.open(url);
    await browser.evaluate(DRAWN);
    const opened = performance.now() - begin;
    const openCpu = await browser.cpu();
    const keys: number[] = [];
    for (const text of KEYS) keys.push(await browser.evaluate<number>(typed(text)));
    const keyCpu = ((await browser.cpu()) - openCpu) / KEYS.length;
    return { opened, openCpu, keys, keyCpu, idle: await browser.evaluate<number>(EMPTY) };
  } finally {
    await browser.close();
  }
}

async function measure(url: string): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const view of VIEWS) {
    const runs: Run[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await runOf(`${url}#${view}`));
    const middle = (of: (run: Run) => number) => median(runs.map(of)).toFixed(0);
    rows.push([
      view,
      middle(({ opened }) => opened),
      middle(({ openCpu }) => openCpu),
      middle(({ keys }) => median(keys)),
      middle(({ keyCpu }) => keyCpu),
      middle(({ idle }) => idle),
    ]);
    console.log(rows.at(-1)?.join(' | '));
  }
  return rows;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
  try {
    const path = join(folder, 'index.html');
    writeFileSync(path, reportHtml(manyTenants(decided(), TENANTS)));
    const size = statSync(path).size / 2 ** 20;
    const load = loadavg()[0] ?? 0;
    const rows = await measure(pathToFileURL(path).href);
    const head = ['view', 'opens, ms', 'of it CPU', 'a key, ms', 'of it CPU', 'two empty frames, ms'];
    const text = `# Opening and filtering the page of report

<!-- Written by npx tsx bench/report.ts ${TENANTS} ${RUNS}, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores. -->

${TENANTS} tenants in two environments, ${size.toFixed(1)} MB, in Chromium without a GPU; the middle of ${RUNS} runs per view.
The load of the machine was ${load.toFixed(1)} at the start: if that is more than 1, other work ran at the same time. The tenants are copies of
the shipped example, each with names, addresses and an allow list of five hosts of its own. *Opens* is from the request to the second frame that is
drawn. *A key* is from the input of one more letter of \`1999\` to the second frame after it; without any input two frames take what the
last column says. *CPU* is the time of the page's main thread, without what it waited for other programs. The goal is two seconds to
open.

${table(head, rows)}
`;
    writeFileSync(join(__dirname, 'report.md'), text);
    console.log(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
