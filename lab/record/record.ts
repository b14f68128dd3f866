import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { KUBERNETES_RELEASES, VERSIONS } from '../../lib/versions';
import type { Cni, Versions } from '../binaries/versions';

/** The suites whose runs are recorded: those in which Kubernetes itself takes part. */
export const RECORDED = ['scenarios', 'admission'] as const;
export type Recorded = (typeof RECORDED)[number];

/** One test file, and the newest run of all its tests on these versions. */
export interface Run {
  readonly kubernetes: string;
  /** For example `calico 3.28.5`; `none` where the suite has neither nodes nor pods. */
  readonly datapath: string;
  /** For example `scenarios/seed.lab.ts`. */
  readonly file: string;
  /** Day of the run: `2026-11-29`. */
  readonly date: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What jest writes with `--json`, as far as it is read here. */
export interface JestReport {
  readonly testResults: readonly {
    /** Path of the test file. */
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const SUITES = resolve(__dirname, '../suites');
const FILE = join(__dirname, 'record.json');

export function readRuns(): readonly Run[] {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Run[]) : [];
}

export function writeRuns(runs: readonly Run[]): void {
  const lines = runs.map((run) => `  ${JSON.stringify(run)}`);
  writeFileSync(FILE, `[\n${lines.join(',\n')}\n]\n`);
}

/** The test files of a suite, as they are named in a run. */
export function filesOf(suite: Recorded): readonly string[] {
  const files = readdirSync(join(SUITES, suite)).filter((file) => file.endsWith('.lab.ts'));
  return files.sort().map((file) => `${suite}/${file}`);
}

/** The runs in a report of jest. Files of other suites are left out. */
export function runsIn(report: JestReport, versions: Versions, date: string): readonly Run[] {
  return report.testResults.flatMap(({ name, status, assertionResults }): Run[] => {
    const file = relative(SUITES, name).split(sep).join('/');
    const suite = RECORDED.find((one) => file.startsWith(`${one}/`));
    if (suite === undefined) return [];
    const count = (wanted: string) => assertionResults.filter((one) => one.status === wanted).length;
    const passed = count('passed');
    const failed = count('failed');
    return [
      {
        kubernetes: KUBERNETES_RELEASES[versions.kubernetes],
        datapath: suite === 'admission' ? 'none' : datapathOf(versions.cni),
        file,
        date,
        passed,
        // A file that could not even begin has no results, and has failed.
        failed: status === 'failed' ? Math.max(failed, 1) : failed,
        skipped: assertionResults.length - passed - failed,
      },
    ];
  });
}

function datapathOf(cni: Cni): string {
  return `${cni} ${VERSIONS[cni]}`;
}

/** The record with these runs: each takes the place of an older one of its file on the same minor and datapath. */
export function addRuns(before: readonly Run[], runs: readonly Run[]): readonly Run[] {
  const all = new Map([...before, ...runs].map((run) => [placeOf(run), run]));
  return [...all.keys()].sort().map((place) => all.get(place) as Run);
}

function placeOf({ kubernetes, datapath, file }: Run): string {
  const [cni] = datapath.split(' ');
  return [kubernetes.split('.').slice(0, 2).join('.'), cni, file].join(' ');
}
