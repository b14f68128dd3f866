import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Environment } from '../../lib';
import type { Api, KubernetesObject } from '../cluster/api';
import { serverUrl } from '../cluster/control-plane';
import type { Pki } from '../cluster/pki';
import type { State } from '../lifetime/state';
import type { Host } from '../machine/host';
import type { Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import { GIT_URL } from './git-host';

const FLUX_NAMESPACE = 'flux-system';
const CONTROLLER = 'kustomize-controller';
const KUSTOMIZATIONS = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${FLUX_NAMESPACE}/kustomizations`;
const GIT_REPOSITORIES = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${FLUX_NAMESPACE}/gitrepositories`;
const REQUESTED = 'reconcile.fluxcd.io/requestedAt';

/** The controller proves itself as the account that it has in a real cluster, so that rules about it hold here too. */
export async function issueFlux(pki: Pki, topology: Topology): Promise<void> {
  const subject = `/O=system:serviceaccounts/O=system:serviceaccounts:${FLUX_NAMESPACE}/CN=${account()}`;
  await pki.issueUser({ file: CONTROLLER, subject }, serverUrl(topology));
}

function account(): string {
  return `system:serviceaccount:${FLUX_NAMESPACE}:${CONTROLLER}`;
}

/** The state of Flux, for tests. */
export class Flux {
  private constructor(private readonly api: Api) {}

  static async start(
    host: Host,
    state: State,
    api: Api,
    binaries: Readonly<Record<string, string>>,
    args: readonly string[],
  ): Promise<Flux> {
    await createFluxAccount(api);
    await startController(host, state, binaries, args);
    return new Flux(api);
  }

  static attach(api: Api): Flux {
    return new Flux(api);
  }

  /**
   * Creates what `flux bootstrap --path clusters/<environment>` leaves behind: a GitRepository and the Kustomization of
   * that folder.
   *
   * @param repository folder of the files that are served
   * @param account of the Kustomization. Default: the controller's own
   */
  async bootstrap(environment: Environment, repository: string, account?: string): Promise<void> {
    const name = await createRepository(this.api, environment, repository);
    await this.api.create(KUSTOMIZATIONS, {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: FLUX_NAMESPACE, namespace: FLUX_NAMESPACE },
      spec: {
        interval: '10m',
        path: `./${clusterPath(environment)}`,
        prune: true,
        sourceRef: { kind: 'GitRepository', name },
        ...(account ? { serviceAccountName: account } : {}),
      },
    });
  }

  /** What Flux says of the bootstrapped Kustomization when it has tried it, for better or worse. */
  async firstWord(controlPlane: Host): Promise<string> {
    const needs = [controlPlane.daemon(CONTROLLER)];
    const done = async () => {
      const condition = await this.condition(FLUX_NAMESPACE);
      if (condition?.status === 'Unknown') return undefined;
      // It waits for source-controller, which may have failed.
      if (condition?.reason === 'ArtifactFailed') return this.sourceFault();
      return condition?.message;
    };
    return waitFor('Flux has tried what is bootstrapped', done, { needs });
  }

  /** Why the repository that is bootstrapped cannot be read; undefined: it can, or was not tried yet. */
  private async sourceFault(): Promise<string | undefined> {
    const { name } = (await this.kustomization(FLUX_NAMESPACE))?.spec.sourceRef ?? {};
    const source = await this.api.get(`${GIT_REPOSITORIES}/${name}`);
    const conditions: readonly { type: string; status: string; message: string }[] = source?.status?.conditions ?? [];
    return conditions.find(({ type, status }) => type === 'Ready' && status === 'False')?.message;
  }

  /** A Kustomization of flux-system; undefined: there is none of that name. */
  kustomization(name: string): Promise<KubernetesObject | undefined> {
    return this.api.get(`${KUSTOMIZATIONS}/${name}`);
  }

  /** The condition Ready of a Kustomization; undefined: none yet. */
  async condition(name: string): Promise<{ status: string; reason: string; message: string } | undefined> {
    const conditions: readonly { type: string; status: string; reason: string; message: string }[] =
      (await this.kustomization(name))?.status?.conditions ?? [];
    return conditions.find(({ type }) => type === 'Ready');
  }

  /**
   * Waits until a Kustomization has been applied.
   *
   * @param commit that is to be applied. Default: any
   * @param timeout milliseconds. Default: 60 000
   */
  async isApplied(name: string, commit?: string, timeout = 60_000): Promise<void> {
    await waitFor(
      `Kustomization ${name} is applied`,
      async () => {
        const condition = await this.condition(name);
        const object = await this.kustomization(name);
        const applied: string = object?.status?.lastAppliedRevision ?? '';
        const isCurrent = object?.status?.observedGeneration === object?.metadata.generation;
        if (condition?.status === 'True' && isCurrent && (!commit || applied.endsWith(commit))) return true;
        throw new Error(`${condition?.reason ?? 'no status yet'}: ${condition?.message ?? ''}, applied: ${applied}`);
      },
      { timeout, interval: 200 },
    );
  }

  /**
   * Asks for a Kustomization to be reconciled now, as `flux reconcile` does, and waits until that was done.
   *
   * @param timeout milliseconds. Default: 60 000
   */
  async reconcile(name: string, timeout = 60_000): Promise<void> {
    const token = new Date().toISOString();
    // Under the name that flux has: what kubectl sets, the Kustomization above takes off again.
    const path = `${KUSTOMIZATIONS}/${name}?fieldManager=flux`;
    await this.api.patch(path, { metadata: { annotations: { [REQUESTED]: token } } });
    const handled = async () => {
      const { lastHandledReconcileAt } = (await this.kustomization(name))?.status ?? {};
      if (lastHandledReconcileAt === token) return true;
      const { reason, message } = (await this.condition(name)) ?? {};
      throw new Error(`asked at ${token}, reconciled at ${lastHandledReconcileAt}, ${reason}: ${message}`);
    };
    await waitFor(`Kustomization ${name} is reconciled`, handled, { timeout, interval: 200 });
  }
}

function clusterPath({ name }: Environment): string {
  return `clusters/${name}`;
}

/**
 * Creates the GitRepository that `flux bootstrap` leaves behind. It has the settings' name when the folder holds none of
 * that name.
 *
 * @param repository folder of the files that are served
 * @returns its name
 */
export async function createRepository(api: Api, environment: Environment, repository: string): Promise<string> {
  const rendered = objectsIn(join(repository, clusterPath(environment))).some(
    (object) => object?.kind === 'GitRepository' && object.metadata?.name === environment.flux.source.name,
  );
  const name = rendered ? FLUX_NAMESPACE : environment.flux.source.name;
  const { url, ref, secret } = environment.flux.source;
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name, namespace: FLUX_NAMESPACE },
    spec: {
      interval: '1m',
      url: url ?? GIT_URL,
      ref: (!rendered && ref) || { branch: 'main' },
      ...(secret ? { secretRef: { name: secret } } : {}),
    },
  };
  await api.create(GIT_REPOSITORIES, source);
  return name;
}

/** One of several kustomize-controllers. */
export interface Instance {
  /** Of the daemon and its log. */
  readonly name: string;
  /** Number of its ports, from 1. */
  readonly index: number;
  /** What runs its command, for example in a control group. Default: nothing else. */
  around?(command: readonly string[]): string[];
}

/**
 * Starts kustomize-controller, or starts it again with other arguments.
 *
 * @param args what the repository adds to those of the release
 * @param instance default: the only one
 */
export async function startController(
  host: Host,
  state: State,
  binaries: Readonly<Record<string, string>>,
  args: readonly string[],
  { name, index, around = (command) => [...command] }: Instance = { name: CONTROLLER, index: 0 },
): Promise<void> {
  if (host.daemons.includes(name)) await host.daemon(name).stop();
  await host.start(
    name,
    around([
      binaries[CONTROLLER] as string,
      '--watch-all-namespaces=true',
      // What waits for another Kustomization looks again after half a second instead of 30, unless the arguments say otherwise.
      '--requeue-dependency=500ms',
      ...args,
      `--metrics-addr=127.0.0.1:${8080 + 10 * index}`,
      `--health-addr=127.0.0.1:${9440 + 10 * index}`,
    ]),
    { KUBECONFIG: state.kubeconfig(CONTROLLER), RUNTIME_NAMESPACE: FLUX_NAMESPACE },
  );
}

/** As Flux's installation has it: an account that may do everything, and that the controller runs as. */
export async function createFluxAccount(api: Api): Promise<void> {
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
  const subject = { kind: 'ServiceAccount', name: CONTROLLER, namespace: FLUX_NAMESPACE };
  const labels = { 'app.kubernetes.io/part-of': 'flux' };
  await api.create('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: FLUX_NAMESPACE, labels },
  });
  await Promise.all([
    api.create(`/api/v1/namespaces/${FLUX_NAMESPACE}/serviceaccounts`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: CONTROLLER, labels },
    }),
    api.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'cluster-reconciler-flux-system', labels },
      roleRef: role,
      subjects: [subject],
    }),
  ]);
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the files hold
function objectsIn(folder: string): any[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .flatMap((entry) => parseAllDocuments(readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8')))
    .map((document) => document.toJS());
}
