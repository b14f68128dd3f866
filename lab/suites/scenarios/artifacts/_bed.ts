import type { EnvironmentModel, Model } from '../../../../lib';
import { ensureBinaries } from '../../../binaries/ensure';
import type { Api, KubernetesObject } from '../../../cluster/api';
import { issueControlPlane, startControlPlane } from '../../../cluster/control-plane';
import { createDefinitions, kustomizeDefinitions } from '../../../cluster/crds';
import { Pki } from '../../../cluster/pki';
import { requirePackages } from '../../../doctor';
import { Flux, issueFlux, startController } from '../../../gitops/flux';
import { installedBy } from '../../../gitops/flux-arguments';
import { repositoryUrls, startGitHost } from '../../../gitops/git-host';
import { Source } from '../../../gitops/source';
import { createSourceKinds, issueSourceController, startSourceController } from '../../../gitops/source-controller';
import { issueSourceWatcher, startSourceWatcher } from '../../../gitops/source-watcher/start';
import { leftovers } from '../../../lifetime/leftovers';
import { whileHeld } from '../../../lifetime/ownership';
import { State } from '../../../lifetime/state';
import { tearDown } from '../../../lifetime/teardown';
import { Host } from '../../../machine/host';
import { CONTROL_PLANE, type Topology } from '../../../machine/topology';
import { waitFor } from '../../../process/wait';
import { say, testOptions } from '../../../runner/options';
import type { Project } from '../_project';

const TOPOLOGY = {
  controlPlane: { address: '172.16.28.2' },
  serviceCidr: '10.32.0.0/20',
  podCidr: '100.64.0.0/15',
} as Topology;

const FLUX_SYSTEM = 'flux-system';
const KUSTOMIZATIONS = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${FLUX_SYSTEM}/kustomizations`;
const ARTIFACTS = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${FLUX_SYSTEM}/externalartifacts`;

/** What tenants have, and Flux applies. */
const OF_TENANTS = [
  '/api/v1/namespaces',
  '/api/v1/configmaps',
  '/api/v1/limitranges',
  '/api/v1/serviceaccounts',
  '/apis/apps/v1/deployments',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/apis/rbac.authorization.k8s.io/v1/rolebindings',
];

/** The API server, Flux's controllers and a Git server on one machine: no nodes, no pods. */
export class FluxBed {
  private constructor(
    private readonly state: State,
    readonly host: Host,
    readonly api: Api,
    readonly source: Source,
    readonly flux: Flux,
    private readonly binaries: Readonly<Record<string, string>>,
    private readonly environment: EnvironmentModel['environment'],
    private readonly keep: () => void,
  ) {}

  /** Brings it up with what the project has written. Flux has not applied it yet. */
  static async up(name: string, project: Project, model: Model): Promise<FluxBed> {
    const [inside] = model.environments;
    if (!inside) throw new Error('there is no environment');
    const { environment } = inside;
    const state = new State(`${testOptions().name}-${name}`);
    requirePackages();
    const binaries = await ensureBinaries(say, testOptions());
    return whileHeld(state, async (keep) => {
      const [host, pki] = await Promise.all([Host.start(state, CONTROL_PLANE), Pki.create(state)]);
      await Promise.all([
        host.must(['ip', 'address', 'add', `${TOPOLOGY.controlPlane.address}/32`, 'dev', 'lo']),
        issueControlPlane(pki, TOPOLOGY),
        issueSourceController(pki, TOPOLOGY),
        issueSourceWatcher(pki, TOPOLOGY),
        issueFlux(pki, TOPOLOGY),
      ]);
      await Source.prepare(state, project.output);
      const [api] = await Promise.all([
        startControlPlane(host, state, TOPOLOGY, pki, binaries, {}),
        startGitHost(host, state, pki, repositoryUrls(inside)),
      ]);
      await Promise.all([createDefinitions(api, kustomizeDefinitions()), createSourceKinds(api, binaries)]);
      await startSourceController(host, state, pki, api, binaries);
      const source = Source.attach(state, api);
      const installed = await installedBy(binaries.kubectl as string, source.folder, environment.name);
      const flux = await Flux.start(host, state, api, binaries, installed.args);
      await startSourceWatcher(host, pki, TOPOLOGY, api);
      await flux.bootstrap(environment, source.folder, installed.account);
      return new FluxBed(state, host, api, source, flux, binaries, environment, keep);
    });
  }

  down(): void {
    tearDown(this.state);
    this.keep();
    expect(leftovers(this.state)).toEqual([]);
  }

  /** Starts kustomize-controller again, with the arguments that the repository has now. */
  async installAgain(): Promise<void> {
    const { args } = await installedBy(this.binaries.kubectl as string, this.source.folder, this.environment.name);
    await startController(this.host, this.state, this.binaries, args);
  }

  /** The Kustomizations that the repository has, but for that of flux bootstrap. */
  async kustomizations(): Promise<readonly KubernetesObject[]> {
    return (await this.api.list(KUSTOMIZATIONS)).filter(({ metadata }) => metadata.name !== FLUX_SYSTEM);
  }

  artifacts(): Promise<readonly KubernetesObject[]> {
    return this.api.list(ARTIFACTS);
  }

  /**
   * Waits until Flux has applied a commit: the folder of the cluster, and what each Kustomization reads.
   *
   * @param count how many Kustomizations there are then
   * @param timeout milliseconds. Default: 60 000
   */
  async isApplied(commit: string, count: number, timeout = 60_000): Promise<void> {
    await this.flux.isApplied(FLUX_SYSTEM, commit, timeout);
    const done = async () => {
      const revisions = new Map(
        (await this.artifacts()).map(({ metadata, status }) => [metadata.name, status?.artifact]),
      );
      const all = await this.kustomizations();
      const behind = all.filter(({ metadata, spec, status }) => {
        const ready = status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
        const artifact = revisions.get(spec.sourceRef.name);
        const isRead =
          spec.sourceRef.kind === 'ExternalArtifact'
            ? artifact?.metadata['org.opencontainers.image.revision'].endsWith(commit) &&
              status?.lastAppliedRevision === artifact.revision
            : status?.lastAppliedRevision?.endsWith(commit);
        return !(ready?.status === 'True' && status.observedGeneration === metadata.generation && isRead);
      });
      if (all.length === count && behind.length === 0) return true;
      const [first] = behind;
      const words = first?.status?.conditions?.map(({ message }: { message: string }) => message).join('; ');
      throw new Error(`${all.length} of ${count}, ${behind.length} behind: ${first?.metadata.name}: ${words}`);
    };
    await waitFor('Flux has applied the commit', done, { timeout, interval: 500 });
  }

  /** The same, once nothing changes any more: what waited for a source looks again, although it has been woken. */
  async settledVersions(): Promise<Map<string, string>> {
    let before = await this.versions();
    return waitFor(
      'nothing changes any more',
      async () => {
        const now = await this.versions();
        const isSame = now.size === before.size && [...now].every(([key, version]) => before.get(key) === version);
        before = now;
        return isSame ? now : undefined;
      },
      { interval: 3000 },
    );
  }

  /**
   * Kind and name of each Kustomization of a tenant and of each of its objects, and its resource version. The Kustomization
   * of flux bootstrap reads the repository, and changes with each commit.
   */
  async versions(): Promise<Map<string, string>> {
    const lists = await Promise.all([KUSTOMIZATIONS, ...OF_TENANTS].map((path) => this.api.list(path)));
    return new Map(
      lists.flatMap((objects, index) =>
        objects
          .filter(({ metadata }) => (index === 0 ? OF_TENANT.test(metadata.name) : isOfTenants(metadata)))
          .map(({ metadata }) => [
            `${[KUSTOMIZATIONS, ...OF_TENANTS][index]?.split('/').pop()} ${metadata.namespace ?? ''}/${metadata.name}`,
            String(metadata.resourceVersion),
          ]),
      ),
    );
  }
}

const OF_TENANT = /^fleet-/;

function isOfTenants({ name, namespace }: KubernetesObject['metadata']): boolean {
  return /^(tenant|client)-/.test(namespace ?? name);
}
