import type { KubernetesObject } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { Project } from './_project';
import type { Settings } from './_settings';
import { FluxBed } from './artifacts/_bed';
import { manyTenants, nameOf } from './artifacts/_settings';

// Three tenants whose Kustomizations read artifacts: source-controller and kustomize-controller are the real ones, and
// source-watcher a stand-in. No nodes: what is shown is what is applied.

const TENANTS = 3;
const CHANGED = nameOf(1);
const OF_CHANGED = new RegExp(`${CHANGED}\\b`);
const EXTENSIONS = '/apis/source.extensions.fluxcd.io/v1beta1/namespaces/flux-system/artifactgenerators';

let bed: FluxBed;
let project: Project;
let settings: Settings;

beforeAll(async () => {
  project = new Project();
  settings = manyTenants(TENANTS, true);
  bed = await FluxBed.up('artifacts', project, project.synth(settings));
  await bed.isApplied(await head(), 2 * TENANTS + 1);
});

afterAll(() => {
  bed?.down();
  project?.remove();
});

async function head(): Promise<string> {
  return (await bed.source.git('rev-parse', 'HEAD')).trim();
}

async function deploy(count = TENANTS): Promise<string> {
  project.synth(settings);
  const commit = await bed.source.push(project.output, 'Change the settings');
  await bed.isApplied(commit, 2 * count + 1);
  return commit;
}

function replicas(name: string): Promise<number | undefined> {
  return bed.api.get(`/apis/apps/v1/namespaces/${name}/deployments/web`).then((object) => object?.spec.replicas);
}

/** The condition Ready of a Kustomization that is created with that source. */
async function verdictOn(
  namespace: string,
  name: string,
  sourceRef: object,
): Promise<{ status: string; message: string }> {
  const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations`;
  const spec = { interval: '1h', path: './', prune: false, sourceRef };
  await bed.api.create(path, {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name },
    spec,
  });
  try {
    return await waitFor('Flux has tried it', async () => {
      const { status } = (await bed.api.get(`${path}/${name}`)) as KubernetesObject;
      const ready = status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
      return ready?.status === 'Unknown' ? undefined : ready;
    });
  } finally {
    await bed.api.request('DELETE', `${path}/${name}`);
  }
}

test('each tenant has an artifact, and its objects come out of it', async () => {
  const commit = await head();
  const artifacts = await bed.artifacts();
  expect(artifacts.map(({ metadata }) => metadata.name).sort()).toEqual(
    ['fleet', ...[0, 1, 2].map((index) => `fleet-${nameOf(index)}`)].sort(),
  );
  for (const { status } of artifacts) {
    expect(status.artifact.revision).toBe(`latest@${status.artifact.digest}`);
    expect(status.artifact.metadata).toEqual({ 'org.opencontainers.image.revision': `main@sha1:${commit}` });
  }
  expect(await replicas(CHANGED)).toBe(1);
});

test('after one changed line only that tenant’s Kustomizations get a new revision, and no object of another tenant changes', async () => {
  const [before, revisions] = [await bed.settledVersions(), await revisionsOf()];
  Object.assign(settings.tenants[1]?.workloads[0] as object, { replicas: 2 });
  await deploy();
  expect(await replicas(CHANGED)).toBe(2);
  const after = await revisionsOf();
  expect(
    [...after]
      .filter(([name, revision]) => revisions.get(name) !== revision)
      .map(([name]) => name)
      .sort(),
  ).toEqual([`fleet-${CHANGED}`, `fleet-${CHANGED}-workloads`]);
  const versions = await bed.versions();
  const changed = [...versions].filter(([key, version]) => before.get(key) !== version).map(([key]) => key);
  expect(versions.size).toBe(before.size);
  expect(changed.filter((key) => !OF_CHANGED.test(key))).toEqual([]);
  expect(changed).toContain(`deployments ${CHANGED}/web`);
});

test('a commit that changes no tenant wakes none of them', async () => {
  const before = await bed.settledVersions();
  const commit = await bed.source.push({ 'NOTES.md': 'Nothing that is applied.\n' }, 'Write a note');
  await bed.isApplied(commit, 2 * TENANTS + 1);
  expect([...(await bed.versions())].filter(([key, version]) => before.get(key) !== version)).toEqual([]);
});

test('an artifact in flux-system is out of reach for a Kustomization in a tenant’s namespace', async () => {
  const there = { kind: 'ExternalArtifact', name: `fleet-${nameOf(0)}`, namespace: 'flux-system' };
  expect(await verdictOn(CHANGED, 'attack', there)).toMatchObject({
    status: 'False',
    message: expect.stringContaining('cross-namespace references have been blocked'),
  });
});

test.each([
  ['kustomize.toolkit.fluxcd.io', 'v1', 'kustomizations', 'Kustomization'],
  ['source.extensions.fluxcd.io', 'v1beta1', 'artifactgenerators', 'ArtifactGenerator'],
  ['source.toolkit.fluxcd.io', 'v1', 'externalartifacts', 'ExternalArtifact'],
])('a tenant can make no object of %s %s %s', async (group, version, plural, kind) => {
  const asTenant = bed.api.as({ name: `system:serviceaccount:flux-system:${CHANGED}` });
  const object = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'attack' }, spec: SPECS[plural] };
  for (const namespace of [CHANGED, 'flux-system']) {
    const { status, body } = await asTenant.request(
      'POST',
      `/apis/${group}/${version}/namespaces/${namespace}/${plural}`,
      object,
    );
    expect({ namespace, status, message: body.message }).toEqual({
      namespace,
      status: 403,
      message: expect.stringContaining('is forbidden'),
    });
  }
});

const SPECS: Readonly<Record<string, object>> = {
  kustomizations: {
    interval: '1h',
    path: './',
    prune: false,
    sourceRef: { kind: 'ExternalArtifact', name: 'fleet', namespace: 'flux-system' },
  },
  artifactgenerators: {
    sources: [{ alias: 'a', kind: 'ExternalArtifact', name: 'fleet', namespace: 'flux-system' }],
    artifacts: [{ name: 'attack', copy: [{ from: '@a/**', to: '@artifact/' }] }],
  },
  externalartifacts: { sourceRef: { kind: 'GitRepository', name: 'manifests', namespace: 'flux-system' } },
};

test('a tenant that is removed takes its artifact along, and disturbs no other one', async () => {
  const before = await bed.settledVersions();
  settings.tenants.splice(2, 1);
  await deploy(TENANTS - 1);
  const isThere = ({ metadata }: KubernetesObject) => metadata.name === `fleet-${nameOf(2)}`;
  await waitFor('its artifact is gone', async () => !(await bed.artifacts()).some(isThere));
  expect(await replicas(nameOf(2))).toBeUndefined();
  const after = await bed.versions();
  const others = [...before].filter(([key]) => !key.includes(nameOf(2)));
  expect(others.filter(([key, version]) => after.get(key) !== version)).toEqual([]);
});

test('without the setting, Kustomizations read the repository again, and nothing of artifacts is left', async () => {
  settings.environment.flux.artifacts = false;
  await deploy(TENANTS - 1);
  await waitFor('the artifacts are gone', async () => (await bed.artifacts()).length === 0);
  expect(await bed.api.list(EXTENSIONS)).toEqual([]);
  expect(await replicas(CHANGED)).toBe(2);
});

async function revisionsOf(): Promise<Map<string, string>> {
  return new Map(
    (await bed.kustomizations()).map(({ metadata, status }) => [metadata.name, status.lastAppliedRevision]),
  );
}
