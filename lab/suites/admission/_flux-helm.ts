import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Daemon } from '../../machine/daemon';
import { must } from '../../process/exec';
import { waitFor } from '../../process/wait';
import { account, type Cluster } from './_cluster';
import { bound, serviceAccount } from './_objects';

const CONTROLLER = account('flux-system', 'helm-controller');

/** Flux's helm-controller, and what stands in for source-controller: one chart, served as a ready OCIRepository has it. */
export class FluxHelm {
  private constructor(
    private readonly cluster: Cluster,
    private readonly server: Server,
    private readonly archive: Buffer,
    readonly controller: Daemon,
  ) {}

  /** @param chart folder of the chart */
  static async start(cluster: Cluster, chart: string): Promise<FluxHelm> {
    const folder = mkdtempSync(join(tmpdir(), 'chart-'));
    const file = join(folder, 'chart.tgz');
    await must(['tar', '-czf', file, '-C', dirname(chart), basename(chart)]);
    const archive = readFileSync(file);
    rmSync(folder, { recursive: true });
    const server = createServer((_, response) => response.end(archive));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FluxHelm(cluster, server, archive, await launch(cluster));
  }

  stop(): void {
    this.server.close();
  }

  /** The chart as a source in a namespace. */
  async serve(name: string, namespace: string): Promise<void> {
    const spec = { interval: '1h', url: `oci://registry.example.com/charts/${name}` };
    const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository', metadata: { name, namespace } };
    await this.cluster.mustApply([{ ...source, spec }]);
    const digest = `sha256:${createHash('sha256').update(this.archive).digest('hex')}`;
    const now = new Date().toISOString();
    const artifact = {
      digest,
      lastUpdateTime: now,
      path: 'chart.tgz',
      revision: `1.0.0@${digest}`,
      size: this.archive.length,
      url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/chart.tgz`,
    };
    const ready = { type: 'Ready', status: 'True', reason: 'Succeeded', message: '', lastTransitionTime: now };
    const path = await this.cluster.path(source);
    // More than 1 where the settings have rendered it already.
    const { generation } = (await this.cluster.get(path)).metadata;
    const observed = { observedGeneration: generation };
    const status = { artifact, conditions: [{ ...ready, ...observed }], ...observed };
    const answer = await this.cluster.admin.request('PATCH', `${path}/status`, { status });
    if (answer.status !== 200) throw new Error(answer.body.message);
  }
}

/** As Flux's installation has it: the controller may do everything, and acts as the account that a release names. */
async function launch(cluster: Cluster): Promise<Daemon> {
  const metadata = { name: 'helm-controller', namespace: 'flux-system' };
  const subject = serviceAccount('helm-controller', 'flux-system');
  const role = bound('ClusterRoleBinding', 'helm-controller', 'cluster-admin', subject);
  await cluster.mustApply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, role]);
  const daemon = await cluster.controlPlane.run(
    'helm-controller',
    CONTROLLER,
    () => [
      '--watch-all-namespaces=true',
      '--no-cross-namespace-refs=true',
      '--default-service-account=default',
      '--metrics-addr=127.0.0.1:0',
      '--health-addr=127.0.0.1:0',
      '--events-addr=',
    ],
    { RUNTIME_NAMESPACE: 'flux-system' },
  );
  const isAtWork = async () => daemon.tail(100).includes('Starting workers');
  await waitFor('helm-controller is at work', isAtWork, { needs: [daemon] });
  return daemon;
}
