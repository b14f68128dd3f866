import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../process/wait';
import { Project } from '../scenarios/_project';
import type { Settings } from '../scenarios/_settings';
import { FluxBed } from '../scenarios/artifacts/_bed';
import { manyTenants, nameOf } from '../scenarios/artifacts/_settings';
import { type Measurement, pageOf, type Row } from './_artifacts-page';

// The same tenants on the same controllers, first reading the repository, then artifacts. One line of one tenant changes,
// and then nothing of any: who wakes, and when the Deployment of the changed tenant has its new generation.

const TENANTS = Number(process.env.EGRESS_LAB_TENANTS ?? 500);
const PAGE = join(__dirname, '../../../bench/artifacts.md');
const CHANGED = [Math.floor(TENANTS / 5), Math.floor((TENANTS * 4) / 5)];
const HOUR = 3_600_000;
const KUSTOMIZATIONS = 2 * TENANTS + 1;
/** Clock ticks of /proc in a second. */
const TICKS = 100;

let bed: FluxBed;
let project: Project;
let settings: Settings;

beforeAll(async () => {
  project = new Project();
  settings = manyTenants(TENANTS, false);
  bed = await FluxBed.up('scale-artifacts', project, project.synth(settings));
}, HOUR);

afterAll(() => {
  bed?.down();
  project?.remove();
}, HOUR);

async function push(): Promise<{ readonly commit: string; readonly pushed: number }> {
  project.synth(settings);
  const begin = Date.now();
  const commit = await bed.source.push(project.output, 'Change the settings');
  return { commit, pushed: Date.now() - begin };
}

const isApplied = (commit: string) => bed.isApplied(commit, KUSTOMIZATIONS, HOUR);

async function generationOf(tenant: string): Promise<number> {
  const deployment = await bed.api.get(`/apis/apps/v1/namespaces/${tenant}/deployments/web`);
  return Number(deployment?.metadata.generation);
}

async function revisions(): Promise<Map<string, string>> {
  return new Map(
    (await bed.kustomizations()).map(({ metadata, status }) => [metadata.name, status.lastAppliedRevision]),
  );
}

/** Seconds of CPU that a controller has used since it was started. */
function cpuOf(name: string): number {
  const { pid } = JSON.parse(readFileSync(join(bed.host.folder, '.daemons', `${name}.json`), 'utf8'));
  // The daemon runs below what enters the machine.
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [pid, ...children.filter(Boolean)]
    .map((each) =>
      readFileSync(`/proc/${each}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' '),
    )
    .reduce((total, fields) => total + (Number(fields[11]) + Number(fields[12])) / TICKS, 0);
}

/** Changes one line of a tenant. */
async function changeOne(index: number): Promise<Row> {
  const name = nameOf(index);
  const [before, known, generation] = [await bed.settledVersions(), await revisions(), await generationOf(name)];
  const cpu = ['kustomize-controller', 'source-watcher'].map(cpuOf);
  const [workload] = settings.tenants[index]?.workloads ?? [];
  Object.assign(workload as object, { replicas: (workload?.replicas ?? 1) + 1 });
  project.synth(settings);
  const begin = Date.now();
  const pushing = bed.source.push(project.output, 'Change one tenant');
  const changed = waitFor(
    'the Deployment has its new generation',
    async () => ((await generationOf(name)) > generation ? Date.now() - begin : undefined),
    { timeout: HOUR, interval: 100 },
  );
  const [commit, deployed] = await Promise.all([pushing, changed]);
  await isApplied(commit);
  const settled = Date.now() - begin;
  const [controller = 0, watcher = 0] = ['kustomize-controller', 'source-watcher'].map(
    (each, at) => cpuOf(each) - (cpu[at] as number),
  );
  const now = await revisions();
  const versions = await bed.versions();
  const others = [...versions].filter(([key, version]) => before.get(key) !== version && !key.includes(name));
  return {
    changed: name,
    revisions: [...now].filter(([key, revision]) => known.get(key) !== revision).map(([key]) => key),
    others: others.map(([key]) => key),
    objects: versions.size,
    deployed,
    settled,
    controller,
    watcher,
  };
}

test(
  'with artifacts, of many tenants only the changed one reconciles',
  async () => {
    const measured: Measurement[] = [];
    for (const artifacts of [false, true]) {
      settings.environment.flux.artifacts = artifacts;
      const begin = Date.now();
      const { commit } = await push();
      if (artifacts) await bed.installAgain();
      await isApplied(commit);
      const first = Date.now() - begin;
      const rows: Row[] = [];
      for (const index of CHANGED) rows.push(await changeOne(index));
      measured.push({ artifacts, first, rows });
      writeFileSync(
        PAGE,
        pageOf(
          measured,
          TENANTS,
          `${cpus().length} cores (${cpus()[0]?.model}, ${arch()}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
        ),
      );
    }
    const [without, withArtifacts] = measured;
    expect(without?.rows.map(({ revisions: woken }) => woken.length)).toEqual([KUSTOMIZATIONS, KUSTOMIZATIONS]);
    for (const { changed, revisions: woken, others } of withArtifacts?.rows ?? []) {
      expect([...woken].sort()).toEqual([`fleet-${changed}`, `fleet-${changed}-workloads`]);
      expect(others).toEqual([]);
    }
  },
  3 * HOUR,
);
