import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { must } from '../lab/process/exec';
import { FluxCluster, type RunningController } from '../lab/testbed/flux-cluster';
import { ENVIRONMENT, PLATFORM_KUSTOMIZATION, tenantName, writeScaleSettings } from '../lab/testbed/scale-settings';
import { loadModel, SYNTH_ROOTS, synthesize, writeOutput } from '../lib';
import { PEER_NAMESPACE, peerManifest, peerObjects } from './_flux-peer';

const SOURCES = '/apis/source.toolkit.fluxcd.io/v1/namespaces';
const KUSTOMIZE = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces';
const OURS = 'flux-system';
const SHARDS = 2;

// biome-ignore lint/suspicious/noExplicitAny: objects as they were rendered
type Loose = Record<string, any>;

/** What a tenant's folder holds instead of what is rendered. */
export type Trouble = 'fails' | 'floods';

/** Objects that a tenant that floods has in addition: nearly as many as its quota allows. */
export const FLOOD = 90;

/**
 * Rendered settings of many tenants, and as many Kustomizations of flux-benchmark's kind. Each tenant has an artifact of its own
 * folders, and all of the peer share one; source-controller's file server serves them.
 */
export class FluxWorld {
  private constructor(
    private readonly folder: string,
    private readonly output: string,
    readonly tenants: number,
    readonly cluster: FluxCluster,
    private readonly args: readonly string[],
  ) {}

  static async up(tenants: number): Promise<FluxWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'bench-shards-'));
    writeScaleSettings(folder, { tenants, shards: SHARDS });
    const output = join(folder, 'output');
    mkdirSync(output);
    const settings = { tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') };
    writeOutput(output, synthesize(loadModel(settings).model), { roots: SYNTH_ROOTS });
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const cluster = await FluxCluster.up('bench-shards', empty);
    try {
      const args = await cluster.installedArguments(output, ENVIRONMENT);
      const world = new FluxWorld(folder, output, tenants, cluster, args);
      await cluster.apply(join(output, 'dist/overlays', ENVIRONMENT, 'platform'));
      await cluster.nodes(['system', ...world.names.map((name) => `${name}-pool`)]);
      return world;
    } catch (error) {
      cluster.down();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  down(): void {
    this.cluster.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get names(): string[] {
    return Array.from({ length: this.tenants }, (_, index) => tenantName(index));
  }

  /** @param shard default: one controller for all. @param cores most processors */
  controller(cores: number, shard?: number, args = this.args): Promise<RunningController> {
    const own = args.filter((each) => !each.startsWith('--watch-label-selector'));
    return this.cluster.controller(`kustomize-controller${shard === undefined ? '' : `-shard${shard}`}`, {
      cores,
      args: [
        ...own,
        '--feature-gates=ExternalArtifact=true',
        '--requeue-dependency=5s',
        ...(shard === undefined ? [] : [`--watch-label-selector=sharding.fluxcd.io/key=shard${shard}`]),
      ],
    });
  }

  /** Creates the peer's Kustomizations: as many as the tenants have. */
  async createPeer(revision: string): Promise<void> {
    const folder = join(this.folder, 'peer');
    mkdirSync(folder);
    writeFileSync(join(folder, 'app.yaml'), peerManifest());
    const { api } = this.cluster;
    const { before, kustomizations } = peerObjects(2 * this.tenants);
    for (const { path, object } of before) await api.create(path, object);
    await this.artifact(PEER_NAMESPACE, 'app', await this.packed('app', folder, ['app.yaml']), revision);
    await inTurn(kustomizations, (object) => api.create(`${KUSTOMIZE}/${PEER_NAMESPACE}/kustomizations`, object));
  }

  /** Removes them, and leaves what they have applied. */
  async forgetPeer(): Promise<void> {
    const { api } = this.cluster;
    await inTurn(await api.list(`${KUSTOMIZE}/${PEER_NAMESPACE}/kustomizations`), async ({ metadata }) => {
      const path = `${KUSTOMIZE}/${PEER_NAMESPACE}/kustomizations/${metadata.name}`;
      await api.patch(path, { metadata: { finalizers: [] } });
      await api.request('DELETE', path);
    });
  }

  /** Creates the tenants' Kustomizations as they are rendered, but for their source. */
  async createTenants(revision: string): Promise<void> {
    const { api } = this.cluster;
    const folder = join(this.output, 'clusters', ENVIRONMENT);
    await inTurn(this.names, async (name) => this.deliver(name, revision));
    const all = readdirSync(folder)
      .filter((file) => file.startsWith('kustomization-'))
      .map((file) => parse(readFileSync(join(folder, file), 'utf8')) as Loose);
    const path = `${KUSTOMIZE}/${OURS}/kustomizations`;
    await inTurn(all, async (object) => {
      const tenant = this.names.find((name) => object.metadata.name.includes(name));
      object.spec.sourceRef = { kind: 'ExternalArtifact', name: tenant ?? 'platform' };
      // Applied by hand before, and Ready.
      if (tenant === undefined) object.spec.suspend = true;
      await api.create(path, object);
    });
    const conditions = [{ type: 'Ready', status: 'True', reason: 'Applied', message: '', lastTransitionTime: now() }];
    await api.patch(`${path}/${PLATFORM_KUSTOMIZATION}/status`, { status: { observedGeneration: 1, conditions } });
  }

  /** Gives a tenant's artifact a new revision. @param trouble what it then holds. Default: what is rendered */
  async deliver(tenant: string, revision: string, trouble?: Trouble): Promise<void> {
    const folders = ['dist/base', `dist/overlays/${ENVIRONMENT}`].map((each) => join(each, tenant));
    let from = this.output;
    if (trouble) {
      from = mkdtempSync(join(this.folder, 'trouble-'));
      for (const each of folders) cpSync(join(this.output, each), join(from, each), { recursive: true });
      const file = join(from, `dist/overlays/${ENVIRONMENT}`, tenant, 'workloads');
      if (trouble === 'fails') rmSync(join(file, 'kustomization.yaml'));
      else flood(file, tenant, revision);
      if (trouble === 'fails') writeFileSync(join(file, 'kustomization.yaml'), 'resources: [missing.yaml]\n');
    }
    await this.artifact(OURS, tenant, await this.packed(tenant, from, folders), revision);
  }

  /** New revisions for all tenants but these. */
  async deliverAll(revision: string, but: readonly string[] = []): Promise<void> {
    const others = this.names.filter((name) => !but.includes(name));
    await inTurn(others, (name) => this.deliver(name, revision));
  }

  /** Has all Kustomizations read one artifact with the whole repository, as they read one GitRepository. */
  async shareRepository(revision: string): Promise<void> {
    await this.artifact(
      OURS,
      'repository',
      await this.packed('repository', this.output, ['dist', 'clusters']),
      revision,
    );
    const path = `${KUSTOMIZE}/${OURS}/kustomizations`;
    await inTurn(await this.cluster.api.list(path), ({ metadata }) =>
      this.cluster.api.patch(`${path}/${metadata.name}`, { spec: { sourceRef: { name: 'repository' } } }),
    );
  }

  private async packed(name: string, folder: string, content: readonly string[]): Promise<string> {
    const file = join(this.cluster.state.source, 'artifacts', `${name}.tar.gz`);
    await must(['tar', '-C', folder, '-czf', file, ...content]);
    return file;
  }

  private async artifact(namespace: string, name: string, file: string, revision: string): Promise<void> {
    const { api } = this.cluster;
    const path = `${SOURCES}/${namespace}/externalartifacts`;
    await api.create(path, {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'ExternalArtifact',
      metadata: { name, namespace },
      spec: {},
    });
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    await api.patch(`${path}/${name}/status`, {
      status: {
        artifact: {
          path: `${name}.tar.gz`,
          url: `http://127.0.0.1:9790/${name}.tar.gz`,
          revision,
          digest: `sha256:${digest}`,
          lastUpdateTime: now(),
          size: statSync(file).size,
        },
        conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: '', lastTransitionTime: now() }],
      },
    });
  }
}

function flood(folder: string, tenant: string, revision: string): void {
  const list = join(folder, 'kustomization.yaml');
  const content = parse(readFileSync(list, 'utf8')) as Loose;
  const objects = Array.from({ length: FLOOD }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `flood-${index}`, namespace: tenant },
    data: { revision },
  }));
  writeFileSync(join(folder, 'flood.yaml'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  writeFileSync(list, JSON.stringify({ ...content, resources: [...(content.resources ?? []), 'flood.yaml'] }));
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, '');
}

/** Eight at a time. */
async function inTurn<T>(all: readonly T[], one: (each: T) => Promise<void>): Promise<void> {
  const rest = [...all];
  const worker = async () => {
    for (let each = rest.shift(); each !== undefined; each = rest.shift()) await one(each);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
