import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../cluster/api';
import { must } from '../../process/exec';
import type { ControllerApi } from './cluster';
import { type Copy, copied } from './copies';
import { tarball } from './tar';

const MANAGER = 'source-watcher';
const EXTENSIONS = 'source.extensions.fluxcd.io';
const SOURCE = 'source.toolkit.fluxcd.io';
const FINALIZER = `${EXTENSIONS}/finalizer`;
const GENERATORS = `/apis/${EXTENSIONS}/v1beta1/artifactgenerators`;
const ORIGIN = 'org.opencontainers.image.revision';

interface OutputArtifact {
  readonly name: string;
  readonly revision?: string;
  readonly originRevision?: string;
  readonly copy: readonly Copy[];
}

/** The artifact in the status of a source. */
interface SourceArtifact {
  readonly digest: string;
  readonly revision: string;
  readonly url: string;
}

interface Reference {
  readonly name: string;
  readonly namespace: string;
  readonly digest: string;
  readonly filename: string;
}

/** All ArtifactGenerators of the cluster, and the artifacts that were made of them. */
export class Generators {
  /** What may change the artifacts. */
  static readonly WATCHED = [GENERATORS, `/apis/${SOURCE}/v1/gitrepositories`];

  /** Path → archive. Archives of earlier revisions are kept, because a controller may still fetch them. */
  private readonly files = new Map<string, Buffer>();

  constructor(
    private readonly api: ControllerApi,
    private readonly url: string,
  ) {}

  file(path: string): Buffer | undefined {
    return this.files.get(path);
  }

  /** @returns whether all went well */
  async reconcile(): Promise<boolean> {
    const results: boolean[] = [];
    for (const generator of await this.api.list(GENERATORS)) results.push(await this.one(generator));
    return results.every(Boolean);
  }

  private async one(generator: KubernetesObject): Promise<boolean> {
    const path = pathOf(generator);
    const { deletionTimestamp, finalizers = [] } = generator.metadata as { [key: string]: unknown } & {
      finalizers?: readonly string[];
    };
    const inventory: readonly Reference[] = generator.status?.inventory ?? [];
    if (deletionTimestamp !== undefined) {
      for (const reference of inventory) await this.api.delete(externalArtifact(reference));
      await this.api.patch(path, { metadata: { finalizers: finalizers.filter((one) => one !== FINALIZER) } });
      return true;
    }
    if (!finalizers.includes(FINALIZER))
      await this.api.patch(path, { metadata: { finalizers: [...finalizers, FINALIZER] } });
    try {
      return await this.make(generator, inventory);
    } catch (error) {
      await this.report(generator, 'False', 'BuildFailed', (error as Error).message);
      return false;
    }
  }

  private async make(generator: KubernetesObject, inventory: readonly Reference[]): Promise<boolean> {
    const sources = await this.sourcesOf(generator);
    if (sources.length === 0) {
      await this.report(generator, 'False', 'SourceFetchFailed', 'get sources failed: a source is not ready');
      return false;
    }
    const observedSourcesDigest = sha256(JSON.stringify(sources));
    const wanted: readonly OutputArtifact[] = generator.spec.artifacts;
    if (!hasDrifted(generator, observedSourcesDigest, wanted.length)) return true;
    await this.report(generator, 'Unknown', 'Progressing', 'reconciliation in progress');
    const folder = mkdtempSync(join(tmpdir(), 'source-watcher-'));
    try {
      const folders: Record<string, string> = {};
      for (const [alias, artifact] of sources) folders[alias] = await fetched(artifact, folder, alias);
      const made: Reference[] = [];
      for (const artifact of wanted) made.push(await this.publish(generator, artifact, folders, new Map(sources)));
      const isGone = ({ name }: Reference) => !made.some((one) => one.name === name);
      for (const orphan of inventory.filter(isGone)) await this.api.delete(externalArtifact(orphan));
      await this.report(
        generator,
        'True',
        'Succeeded',
        `reconciliation succeeded, generated ${made.length} artifact(s)`,
        {
          inventory: made,
          observedSourcesDigest,
        },
      );
      return true;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** By alias; empty: one of them has no artifact. */
  private async sourcesOf({ metadata, spec }: KubernetesObject): Promise<[string, SourceArtifact][]> {
    const found: [string, SourceArtifact][] = [];
    for (const { alias, kind, name, namespace = metadata.namespace } of spec.sources) {
      // As --no-cross-namespace-refs=true has it.
      if (kind !== 'GitRepository' || namespace !== metadata.namespace)
        throw new Error(`cross-namespace reference to source ${kind}/${namespace}/${name} is not allowed`);
      const source = await this.api.get(`/apis/${SOURCE}/v1/namespaces/${namespace}/gitrepositories/${name}`);
      const { digest, revision, url } = source.status?.artifact ?? {};
      if (url === undefined) return [];
      found.push([alias, { digest, revision, url }]);
    }
    return found;
  }

  private async publish(
    generator: KubernetesObject,
    { name, revision: follows, originRevision, copy }: OutputArtifact,
    folders: Readonly<Record<string, string>>,
    sources: ReadonlyMap<string, SourceArtifact>,
  ): Promise<Reference> {
    const namespace = generator.metadata.namespace as string;
    const content = tarball(copied(copy, folders));
    const hex = createHash('sha256').update(content).digest('hex');
    const filename = `${hex.slice(0, 10)}.tar.gz`;
    const path = `externalartifact/${namespace}/${name}/${filename}`;
    this.files.set(`/${path}`, content);
    const digest = `sha256:${hex}`;
    const revisionOf = (alias = '') => sources.get(alias.replace('@', ''))?.revision;
    const artifact = {
      digest,
      path,
      revision: revisionOf(follows) ?? `latest@${digest}`,
      size: content.length,
      url: `${this.url}/${path}`,
      lastUpdateTime: new Date().toISOString(),
      ...(originRevision === undefined ? {} : { metadata: { [ORIGIN]: revisionOf(originRevision) } }),
    };
    const identity = { apiVersion: `${SOURCE}/v1`, kind: 'ExternalArtifact' };
    const { apiVersion, kind, metadata } = generator;
    const labels = { 'app.kubernetes.io/managed-by': MANAGER, [`${EXTENSIONS}/generator`]: metadata.uid };
    const at = externalArtifact({ name, namespace });
    const sourceRef = { apiVersion, kind, name: metadata.name, namespace };
    const spec = { ...identity, metadata: { name, namespace, labels }, spec: { sourceRef } };
    const applied = await this.api.apply(at, spec, MANAGER);
    const ready = condition(applied, 'True', 'Succeeded', 'Artifact is ready');
    const status = { ...identity, metadata: { name, namespace }, status: { artifact, conditions: [ready] } };
    await this.api.apply(`${at}/status`, status, MANAGER);
    return { name, namespace, digest, filename };
  }

  private async report(
    generator: KubernetesObject,
    status: 'True' | 'False' | 'Unknown',
    reason: string,
    message: string,
    more: object = {},
  ): Promise<void> {
    const before = readyOf(generator);
    // A repeated failure is not written again: each write would trigger the controllers that watch the object.
    if (status === 'False' && before?.status === status && before.message === message) return;
    const conditions = [condition(generator, status, reason, message)];
    await this.api.patch(`${pathOf(generator)}/status`, { status: { conditions, ...more } });
  }
}

function hasDrifted(generator: KubernetesObject, sources: string, artifacts: number): boolean {
  const ready = readyOf(generator);
  return !(
    ready?.status === 'True' &&
    ready.observedGeneration === generator.metadata.generation &&
    generator.status.observedSourcesDigest === sources &&
    generator.status.inventory?.length === artifacts
  );
}

function readyOf(
  generator: KubernetesObject,
): { status: string; message: string; observedGeneration?: number } | undefined {
  return generator.status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
}

function condition({ metadata }: KubernetesObject, status: string, reason: string, message: string): object {
  const lastTransitionTime = new Date().toISOString();
  return { type: 'Ready', status, reason, message, observedGeneration: metadata.generation, lastTransitionTime };
}

/** Unpacks the artifact of a source, once its digest is what the status says. */
async function fetched({ url, digest }: SourceArtifact, folder: string, alias: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`fetch sources failed: ${url}: ${response.status}`);
  const content = Buffer.from(await response.arrayBuffer());
  if (sha256(content) !== digest) throw new Error(`fetch sources failed: ${url} has not the digest ${digest}`);
  const target = join(folder, alias);
  mkdirSync(target);
  writeFileSync(`${target}.tar.gz`, content);
  await must(['tar', '-xzf', `${target}.tar.gz`, '-C', target]);
  return target;
}

function pathOf({ metadata }: KubernetesObject): string {
  return `/apis/${EXTENSIONS}/v1beta1/namespaces/${metadata.namespace}/artifactgenerators/${metadata.name}`;
}

function externalArtifact({ name, namespace }: Pick<Reference, 'name' | 'namespace'>): string {
  return `/apis/${SOURCE}/v1/namespaces/${namespace}/externalartifacts/${name}`;
}

function sha256(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
