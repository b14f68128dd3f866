import { join } from 'node:path';
import type { KubernetesObject } from '../../../cluster/api';
import type { Lab } from '../../../lab';
import { patience } from '../../../mutants/apply';
import { Cluster } from '../_cluster';
import { Project } from '../_project';
import { development, named, type Settings } from '../_settings';
import { serveCharts, startHelmController } from './_helm-controller';

const REGISTRY = 'registry.example.com:5000';
export const NAMESPACE = 'client-a-demo';
const RELEASES = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${NAMESPACE}/helmreleases`;

/** A password that Helm's `--set` would read otherwise. */
export const PASSWORD = 'pa,ss=w[0]rd';

const folder = (name: string) => join(__dirname, name);

/** A chart of the registry as the settings name it. */
export function chart(name: string, path: string, version: string, more: object = {}): object {
  return { name, chart: `oci://${REGISTRY}/${path}`, version, ...more };
}

/** Two tenants, of which one runs charts, and the words in which the scenario speaks about them. */
export class Charts {
  private constructor(
    readonly cluster: Cluster,
    private readonly settings: Settings,
  ) {}

  static async up(): Promise<Charts> {
    const project = new Project();
    const settings = development();
    const tenant = named(settings, 'client-a');
    tenant.registries = ['docker.io/curlimages', `${REGISTRY}/charts`];
    tenant.quota.pods = 20;
    const cluster = await Cluster.up(project, project.synth(settings), { name: 'charts', environment: 'development' });
    await serveCharts(cluster.lab, REGISTRY, {
      'charts/redis': { folder: folder('redis'), version: '1.2.0' },
      'charts/postgresql': { folder: folder('postgresql'), version: '16.0.0' },
      'charts/unusual': { folder: folder('unusual'), version: '1.0.0' },
    });
    await startHelmController(cluster.lab);
    await cluster.lab.waitFor('Flux has made the namespace', () =>
      cluster.lab.api.get(`/api/v1/namespaces/${NAMESPACE}`),
    );
    await cluster.lab.api.create(`/api/v1/namespaces/${NAMESPACE}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'redis-login' },
      stringData: { password: PASSWORD },
    });
    return new Charts(cluster, settings);
  }

  get lab(): Lab {
    return this.cluster.lab;
  }

  /** Deploys the settings with these charts of client-a, and does not wait for their releases. */
  async run(charts: readonly object[]): Promise<void> {
    named(this.settings, 'client-a').charts = [...charts];
    await this.cluster.deploy(this.settings);
  }

  /** What Flux says of a release as it is now: whether it is ready, and the message. */
  release(name: string): Promise<{ readonly status: string; readonly message: string }> {
    return this.lab.waitFor(
      `Flux has judged the release ${name}`,
      async () => {
        const { metadata, status } = (await this.lab.api.get(`${RELEASES}/${name}`)) as KubernetesObject;
        const conditions: readonly { type: string; status: string; message: string; observedGeneration: number }[] =
          status?.conditions ?? [];
        const ready = conditions.find(({ type }) => type === 'Ready');
        const isCurrent = ready?.observedGeneration === metadata.generation && ready?.status !== 'Unknown';
        if (ready && isCurrent && !/SourceNotReady|ArtifactFailed/.test(JSON.stringify(ready))) return ready;
        throw new Error(JSON.stringify(conditions));
      },
      patience() + 60_000,
    );
  }

  /** Objects of a kind in the tenant's namespace, by the kind's path: `apps/v1/statefulsets`. */
  objects(path: string): Promise<readonly KubernetesObject[]> {
    const [group, version, plural] = path.split('/');
    const root = plural === undefined ? `/api/${group}` : `/apis/${group}/${version}`;
    return this.lab.api.list(`${root}/namespaces/${NAMESPACE}/${plural ?? version}`);
  }

  /** Pods of a release, hooks included, by the beginning of their names. */
  async pods(prefix: string): Promise<KubernetesObject[]> {
    return (await this.objects('v1/pods')).filter(({ metadata }) => metadata.name.startsWith(prefix));
  }
}
