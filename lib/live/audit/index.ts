import { EgressError } from '../../errors';
import { build, type KubeObject } from '../../kustomize';
import type { Finding } from '../../lint';
import type { EnvironmentModel, Model } from '../../model/types';
import type { OutputFile } from '../../output';
import { RULES, verify } from '../../rules';
import { synthesize } from '../../synthesize';
import { KUSTOMIZATION } from '../../vocabulary';
import type { World } from '../types';
import { auditMachines } from './machines';
import { foldersOf, liveFolders } from './objects';

/** Rules about objects. Those about Flux and about files of machines are compared by other checks of `live`. */
const SUBJECTS = ['gateway', 'image', 'namespace', 'network', 'object', 'pod', 'probe', 'rbac'];

/** The file of a folder that has its live objects. */
const LIVE = 'live.yaml';

/**
 * What the rules find in what is live: in the objects of the cluster, and in each VM's squid.conf.
 *
 * @throws ClusterError where the cluster does not answer
 */
export async function audit(model: Model, inside: EnvironmentModel, world: World): Promise<Finding[]> {
  const one: EnvironmentModel = { environment: inside.environment, tenants: world.tenants };
  const here: Model = { ...model, environments: [one] };
  const files = synthesize(here);
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const { environment } = inside;
  const live = await liveFolders(world.cluster, texts, foldersOf(environment.name, world.tenants));
  const unreadable: Finding[] = [];
  const replaced = new Map<string, OutputFile>();
  for (const [{ path, tenant, part }, objects] of live) {
    const owner = { environment: environment.name, ...(tenant && part ? { tenant: tenant.name, part } : {}) };
    const source = tenant?.source ?? environment.source;
    const readable = objects.filter((object) => {
      const isRead = builds(object);
      if (!isRead) {
        const message = 'has text that no manifest of a repository could have, and was not judged';
        const name = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
        unreadable.push({ id: 'live-check-failed', severity: 'warning', file: source, object: name, message });
      }
      return isRead;
    });
    // A file without an object does not build, and rules would see nothing at all.
    const resources = readable.length > 0 ? [LIVE] : [];
    const text = { [KUSTOMIZATION]: JSON.stringify({ resources }), [LIVE]: stream(readable) };
    for (const [name, content] of Object.entries(text))
      replaced.set(`${path}/${name}`, { path: `${path}/${name}`, content, source, owner });
  }
  const kept = files.filter(({ path }) => !replaced.has(path));
  const rules = RULES.filter(({ subject }) => SUBJECTS.includes(subject));
  const ids = new Set(rules.map(({ id }) => id));
  const found = verify([...kept, ...replaced.values()], here, rules).filter(({ id }) => ids.has(id));
  const inSettings = found.map(({ line: _, column: __, file, ...finding }): Finding => {
    const source = replaced.get(file)?.source ?? file;
    return { ...finding, file: source };
  });
  return [...unreadable, ...inSettings, ...(await auditMachines(world))];
}

function stream(objects: readonly KubeObject[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

/** Whether kustomize takes it, which is more particular than the API server. */
function builds(object: KubeObject): boolean {
  const files = new Map([
    [KUSTOMIZATION, JSON.stringify({ resources: [LIVE] })],
    [LIVE, JSON.stringify(object)],
  ]);
  try {
    build(files, '.');
    return true;
  } catch (error) {
    if (error instanceof EgressError) return false;
    throw error;
  }
}
