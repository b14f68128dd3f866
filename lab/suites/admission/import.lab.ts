import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '../../../lib';
import { type ImportRemark, importTenant } from '../../../lib/import';
import type { KubernetesObject } from '../../cluster/api';
import { asSeen } from './_as-seen';
import { Cluster } from './_cluster';
import { type Difference, differences } from './_equality';
import { FOLLOWS, isAdded, OTHERWISE } from './_guardrails-add';
import { render } from './_settings';
import { type Source, sourcesIn } from './_sources';

// What `tenant:import` writes renders back to objects that a real API server sees as equal to those of the manifests, up to what
// the guardrails add and what the command has listed. All go through a dry run, so that the server's defaults are in both.

const ROOT = join(__dirname, '../../..');
const MANIFESTS = join(ROOT, 'test/import/manifests');
/** Of the same tests: their defaults are smaller than what some manifests ask for. */
const ENVIRONMENTS = join(ROOT, 'test/support/overlays');
const FILES = readdirSync(MANIFESTS).sort();

/** Objects that the API server itself refuses, as they are in the manifests. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  '30-contradiction.yaml': ['Deployment stuck', 'CronJob odd'],
};

let cluster: Cluster;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'egress-import-'));
  cluster = await Cluster.start();
  await cluster.admin.request('POST', '/api/v1/namespaces', { metadata: { name: 'manifests' } });
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The object as the API server would store it in a namespace that is no tenant's; undefined: it refuses it. */
async function stored(object: KubernetesObject): Promise<KubernetesObject | undefined> {
  const { uid: _, resourceVersion: __, managedFields: ___, ...metadata } = object.metadata;
  // An address of the cluster that they come from, which the command lists.
  const spec =
    object.kind === 'Service' && object.spec.clusterIP !== 'None'
      ? { ...object.spec, clusterIP: undefined }
      : object.spec;
  const here = {
    ...object,
    spec,
    status: undefined,
    metadata: { ...metadata, name: object.metadata.name, namespace: 'manifests' },
  };
  const path = (await cluster.path(here)).replace(/\/[^/]+$/, '');
  const { status, body } = await cluster.admin.request('POST', `${path}?dryRun=All`, here);
  return status < 300 ? body : undefined;
}

interface Imported {
  readonly sources: readonly Source[];
  readonly rendered: readonly KubernetesObject[];
  readonly remarks: readonly ImportRemark[];
}

async function imported(name: string): Promise<Imported> {
  const file = join(MANIFESTS, name);
  const tenants = mkdtempSync(join(folder, 'tenants-'));
  mkdirSync(tenants, { recursive: true });
  const { left, changed } = importTenant({ files: [file], tenants, environments: ENVIRONMENTS });
  const { model } = loadModel({ tenants, environments: ENVIRONMENTS });
  const development = model.environments.find(({ environment }) => environment.name === 'development');
  if (!development) throw new Error('there is no environment development');
  const { workloads } = await render(development, cluster.controlPlane.kubectl);
  return { sources: sourcesIn(file), rendered: [...workloads.values()].flat(), remarks: [...left, ...changed] };
}

const titleOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`;
const sayLost = ({ place, value, other }: Difference) =>
  `${place}: ${JSON.stringify(value)} is ${JSON.stringify(other)}`;

/** The innermost list of a place: `spec.template.spec.volumes` of `spec.template.spec.volumes[secret].name`. */
const listOf = (place: string) => /^(.*)\[[^\]]*\][^[]*$/.exec(place)?.[1];
const elementOf = (place: string) => /^.*\[[^\]]*\]/.exec(place)?.[0] ?? place;

/** Differences that the command has listed, or that have a reason of their own. */
function explainedOf(
  differing: readonly Difference[],
  lines: Source['lines'],
  remarked: ReadonlySet<number>,
): ReadonlySet<Difference> {
  const isRemarked = ({ path }: Difference) => {
    for (let end = path.length; end > 0; end -= 1) {
      // What the server sets by default is where the manifest has the rest of it.
      const around = lines.get(JSON.stringify(path.slice(0, end)));
      if (around) return around.some((line, index) => (index === 0 || index > 1) && remarked.has(line));
    }
    return false;
  };
  const listed = differing.filter(isRemarked);
  const places = new Set(listed.map(({ place }) => place));
  // An element that is not taken goes with its name.
  const elements = new Set(listed.map(({ place }) => elementOf(place)));
  return new Set(
    differing.filter(
      (each) =>
        isRemarked(each) ||
        OTHERWISE[each.place] !== undefined ||
        places.has(FOLLOWS[each.place] ?? '-') ||
        (each.other === undefined && /\]\.name$/.test(each.place) && elements.has(elementOf(each.place))),
    ),
  );
}

/** What differs between the objects of a manifest and those that are rendered, and no one has said why. */
async function unexplained(name: string, { sources, rendered, remarks }: Imported): Promise<string[]> {
  const remarked = new Set(remarks.filter(({ message }) => !/^runs as user/.test(message)).map(({ line }) => line));
  const originals = sources.map(({ object }) => object);
  const found = await Promise.all(
    sources.map(async ({ object, lines }) => {
      const title = titleOf(object);
      const isRefused = REFUSED[name]?.includes(title) ?? false;
      const original = await stored(object);
      if ((original === undefined) !== isRefused)
        return [`${title}: the API server ${original ? 'takes' : 'refuses'} it`];
      if (!original) return [];
      const counterpart = rendered.find((each) => titleOf(each) === title);
      if (!counterpart) return remarked.has(lines.get('[]')?.[0] ?? 0) ? [] : [`${title}: is not rendered`];
      const again = await stored(counterpart);
      if (!again) return [`${title}: the API server refuses what is rendered`];
      const [one, other] = [asSeen(original, originals), asSeen(again, rendered)] as const;
      const differing = differences(one, other);
      const explained = explainedOf(differing, lines, remarked);
      const lost = differing.filter((each) => !explained.has(each));
      // What is in a list in place of something that is listed.
      const lists = new Set([...explained].flatMap(({ place }) => listOf(place) ?? []));
      const added = differences(other, one)
        .filter(({ other: before }) => before === undefined)
        .filter((each) => !isAdded(each, object.metadata.name, originals) && !lists.has(listOf(each.place) ?? '-'));
      return [
        ...lost.map((each) => `${title} ${sayLost(each)}`),
        ...added.map(({ place, value }) => `${title} ${place}: ${JSON.stringify(value)} is added`),
      ];
    }),
  );
  return found.flat();
}

test('there are thirty of them', () => expect(FILES.length).toBeGreaterThanOrEqual(30));

test.each(FILES)('%s', async (name) => {
  expect(await unexplained(name, await imported(name))).toEqual([]);
});

test('a value that is lost without a remark is noticed', async () => {
  const name = '16-rolling.yaml';
  const all = await imported(name);
  const remarks = all.remarks.filter(({ what }) => !what.includes('minReadySeconds'));
  expect(await unexplained(name, { ...all, remarks })).toEqual([
    'Deployment search spec.minReadySeconds: 10 is undefined',
  ]);
});

test('a value that differs or is added is noticed', async () => {
  const name = '01-web.yaml';
  const all = await imported(name);
  const rendered = structuredClone(all.rendered) as KubernetesObject[];
  const pod = rendered.find(({ kind }) => kind === 'Deployment')?.spec.template.spec;
  pod.containers[0].image = 'example.com/other:1';
  pod.hostPID = true;
  expect(await unexplained(name, { ...all, rendered })).toEqual([
    expect.stringMatching(/^Deployment storefront .*\.image: ".*" is "example\.com\/other:1"$/),
    'Deployment storefront spec.template.spec.hostPID: true is added',
  ]);
});
