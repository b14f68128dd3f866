import { ensureBinaries } from '../binaries/ensure';
import { DEFAULT_VERSIONS } from '../binaries/versions';
import type { Api } from '../cluster/api';
import { issueControlPlane, serverUrl, startControlPlane } from '../cluster/control-plane';
import { createDefinitions, kustomizeDefinitions } from '../cluster/crds';
import { Pki } from '../cluster/pki';
import { requirePackages } from '../doctor';
import { createFluxAccount, type Instance, issueFlux, startController } from '../gitops/flux';
import { installedBy } from '../gitops/flux-arguments';
import { GIT_URL, startGitHost } from '../gitops/git-host';
import { Source } from '../gitops/source';
import { createSourceKinds, issueSourceController, startSourceController } from '../gitops/source-controller';
import { whileHeld } from '../lifetime/ownership';
import { State } from '../lifetime/state';
import { tearDown } from '../lifetime/teardown';
import { Host } from '../machine/host';
import { CONTROL_PLANE, type Topology } from '../machine/topology';
import { CpuCap } from '../process/cpu-cap';
import { waitFor } from '../process/wait';

const ADDRESS = '172.16.28.2';

/** Ranges of the settings that this cluster is for. */
export const CLUSTER = { podCidr: '100.64.0.0/11', serviceCidr: '10.224.0.0/12' };

interface ControllerOptions {
  /** In addition to those of the release. */
  readonly args: readonly string[];
  /** Most processors that it uses. Default: as many as there are. */
  readonly cores?: number;
}

/** A kustomize-controller that runs. */
export interface RunningController {
  readonly name: string;
  /** Undefined: it has no cap. */
  readonly cap?: CpuCap;
  /** What it logged so far, one JSON object per line. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * A cluster without machines: API server, controller manager, scheduler, Flux's source-controller, and nodes that kwok
 * reports as ready, for hundreds of tenants. How many kustomize-controllers there are is up to the caller.
 */
export class FluxCluster {
  private started = 0;

  private constructor(
    readonly state: State,
    readonly host: Host,
    readonly api: Api,
    readonly source: Source,
    readonly binaries: Readonly<Record<string, string>>,
    private readonly keep: () => void,
  ) {}

  /**
   * @param name of the lab
   * @param repository folder that Flux follows
   */
  static async up(name: string, repository: string): Promise<FluxCluster> {
    const state = new State(name);
    requirePackages();
    const binaries = await ensureBinaries((line) => process.stderr.write(`${line}\n`), {
      ...DEFAULT_VERSIONS,
      scale: true,
    });
    const topology = { controlPlane: { address: ADDRESS }, ...CLUSTER } as Topology;
    return whileHeld(state, async (keep) => {
      const [host, pki] = await Promise.all([Host.start(state, CONTROL_PLANE), Pki.create(state)]);
      await Promise.all([
        host.must(['ip', 'address', 'add', `${ADDRESS}/32`, 'dev', 'lo']),
        issueControlPlane(pki, topology),
        issueFlux(pki, topology),
        issueSourceController(pki, topology),
        pki.issueUser({ file: 'kwok', subject: '/O=system:masters/CN=kwok' }, serverUrl(topology)),
        Source.prepare(state, repository),
      ]);
      const [api] = await Promise.all([
        startControlPlane(host, state, topology, pki, binaries, {}),
        startGitHost(host, state, pki, [GIT_URL]),
      ]);
      await createSourceKinds(api, binaries);
      await createDefinitions(api, kustomizeDefinitions());
      await createFluxAccount(api);
      await startSourceController(host, state, pki, api, binaries);
      await host.start('kwok', [
        binaries.kwok as string,
        `--kubeconfig=${state.kubeconfig('kwok')}`,
        '--manage-all-nodes=true',
        // Hundreds of nodes renew their leases four times in this time.
        '--node-lease-duration-seconds=160',
        '--v=WARN',
      ]);
      return new FluxCluster(state, host, api, Source.attach(state, api), binaries, keep);
    });
  }

  down(): void {
    tearDown(this.state);
    this.keep();
  }

  /** Simulated nodes, one per name, with the label of a pool of that name and, unless it is `system`, its taint. */
  async nodes(pools: readonly string[]): Promise<void> {
    for (const pool of pools) {
      const isSystem = pool === 'system';
      await this.api.create('/api/v1/nodes', {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: `${pool}-1`, labels: { 'node-pool': pool, 'kubernetes.io/hostname': `${pool}-1` } },
        spec: isSystem ? {} : { taints: [{ key: 'node-pool', value: pool, effect: 'NoSchedule' }] },
      });
      await this.api.request(
        'PATCH',
        `/api/v1/nodes/${pool}-1/status`,
        {
          status: {
            allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
            capacity: { cpu: '8', memory: '32Gi', pods: '110' },
          },
        },
        'application/merge-patch+json',
      );
    }
  }

  /** Applies a folder that Kustomize builds, as its administrator. */
  async apply(folder: string): Promise<void> {
    const kubectl = [this.binaries.kubectl as string, `--kubeconfig=${this.state.kubeconfig('admin')}`];
    await this.host.must([...kubectl, 'apply', '--server-side', '-k', folder]);
  }

  /** What a rendered repository adds to the arguments of the main kustomize-controller. */
  async installedArguments(repository: string, environment: string): Promise<readonly string[]> {
    return (await installedBy(this.binaries.kubectl as string, repository, environment)).args;
  }

  /** Starts a kustomize-controller of its own. @param name of its Deployment */
  async controller(name: string, { args, cores }: ControllerOptions): Promise<RunningController> {
    this.started += 1;
    const index = this.started;
    const cap = cores === undefined ? undefined : CpuCap.create(this.state.cgroup(`${name}-${index}`), cores);
    const instance: Instance = {
      name: `${name}-${index}`,
      index,
      ...(cap ? { around: (command) => cap.around(command) } : {}),
    };
    await startController(this.host, this.state, this.binaries, args, instance);
    const daemon = this.host.daemon(instance.name);
    await waitFor(
      `${name} is at work`,
      async () => this.host.log(`${instance.name}.log`).includes('Starting workers'),
      {
        needs: [daemon],
        timeout: 120_000,
      },
    );
    return {
      name,
      ...(cap ? { cap } : {}),
      log: () => this.host.log(`${instance.name}.log`),
      stop: () => daemon.stop(),
    };
  }
}
