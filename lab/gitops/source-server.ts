/**
 * Stands in for source-controller: resolves the reference of each GitRepository in the lab's clone, archives that commit,
 * serves the archive, and writes into the object's status what source-controller would. It verifies no signature, and of
 * ignore rules it knows names in `spec.ignore`. Runs on the control plane: `source-server.ts <api socket> <source folder>`.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, type KubernetesObject } from '../cluster/api';
import { GitClone, type Revision } from './git';
import { ARTIFACT_PORT, GIT_REPOSITORIES, gitRepositoryPath } from './source';

const [socket = '', source = ''] = process.argv.slice(2);
const api = new Api(socket);
const clone = GitClone.at(source);
const archives = join(source, 'artifacts');
mkdirSync(archives, { recursive: true });

/** @returns name of the file */
async function archive(commit: string, ignore = ''): Promise<string> {
  const names = ignore.split('\n').filter(Boolean);
  const unlike = names.find((name) => !/^[\w.-]+$/.test(name));
  if (unlike) throw new Error(`the lab knows no ignore rule such as ${unlike}`);
  const rules = names.length > 0 ? `-${createHash('sha256').update(ignore).digest('hex').slice(0, 8)}` : '';
  const file = `${commit}${rules}.tar.gz`;
  if (!existsSync(join(archives, file))) {
    const part = join(archives, `part-${file}`);
    const without = names.map((name) => `:(exclude,glob)**/${name}`);
    const paths = without.length > 0 ? ['--', '.', ...without] : [];
    await clone.git('archive', '--format=tar.gz', `--output=${part}`, commit, ...paths);
    renameSync(part, join(archives, file));
  }
  return file;
}

function condition(object: KubernetesObject, type: string, ok: boolean, reason: string, message: string) {
  const status = ok ? 'True' : 'False';
  // biome-ignore lint/suspicious/noExplicitAny: as the API server sends it
  const before = (object.status?.conditions ?? []).find((one: any) => one.type === type);
  const since = before?.status === status ? before.lastTransitionTime : new Date().toISOString();
  return { type, status, reason, message, lastTransitionTime: since, observedGeneration: object.metadata.generation };
}

async function statusOf(object: KubernetesObject): Promise<Record<string, unknown>> {
  let revision: Revision;
  let path: string;
  try {
    revision = await clone.resolve(object.spec.ref);
    path = await archive(revision.commit, object.spec.ignore);
  } catch (error) {
    const message = `failed to checkout and determine revision: ${(error as Error).message}`;
    return { conditions: [condition(object, 'Ready', false, 'GitOperationFailed', message)] };
  }
  const message = `stored artifact for revision '${revision.revision}'`;
  const conditions = [
    condition(object, 'Ready', true, 'Succeeded', message),
    condition(object, 'ArtifactInStorage', true, 'Succeeded', message),
  ];
  if (object.status?.artifact?.revision === revision.revision && object.status.artifact.path === path) {
    return { conditions };
  }
  const content = readFileSync(join(archives, path));
  const artifact = {
    path,
    url: `http://127.0.0.1:${ARTIFACT_PORT}/${path}`,
    revision: revision.revision,
    digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
    size: content.length,
    lastUpdateTime: new Date().toISOString(),
  };
  return { conditions, artifact };
}

async function reconcile(object: KubernetesObject): Promise<void> {
  if (object.spec.suspend) return;
  const { generation, annotations } = object.metadata as { generation?: number; annotations?: Record<string, string> };
  const requested = annotations?.['reconcile.fluxcd.io/requestedAt'];
  const handled = requested ? { lastHandledReconcileAt: requested } : {};
  const status = { ...(await statusOf(object)), ...handled, observedGeneration: generation };
  const differs = Object.entries(status).some(
    ([field, value]) => JSON.stringify(object.status?.[field]) !== JSON.stringify(value),
  );
  if (differs) await api.patch(`${gitRepositoryPath(object)}/status`, { status });
}

async function follow(): Promise<never> {
  for (;;) {
    try {
      for (const object of await api.list(GIT_REPOSITORIES)) await reconcile(object);
    } catch (error) {
      console.error(new Date().toISOString(), (error as Error).message);
    }
    await sleep(250);
  }
}

createServer((request, response) => {
  const file = join(archives, (request.url ?? '').replace(/^.*\//, ''));
  createReadStream(file)
    .on('error', () => response.writeHead(404).end())
    .pipe(response);
}).listen(ARTIFACT_PORT, '127.0.0.1');
void follow();
