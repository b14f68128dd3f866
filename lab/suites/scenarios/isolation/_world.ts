import type { Model } from '../../../../lib';
import type { Api, ApiResponse, KubernetesObject, User } from '../../../cluster/api';
import { GATEWAY, INTERNET, WEB } from '../../../machine/topology';
import type { WebRequest } from '../../../outside/internet';
import type { Result } from '../../../process/exec';
import { Cluster } from '../_cluster';
import { Project } from '../_project';
import { TenantRepository } from '../tenant-repository/_repository';
import { configMap, files } from '../tenant-repository/_shop';
import { install, installLater } from './_installed';
import { isolationModel, withFile } from './_settings';

export const NAMESPACE = 'client-a-demo';
export const OTHER = 'client-b-demo';
/** Of the tenant with a route, encrypted Secrets and partners that speak no HTTP. */
export const THIRD = 'client-c-demo';
export const NODE = 'client-a-pool-1';
export const OTHER_NODE = 'client-b-pool-1';
export const METADATA = '169.254.42.42';

/** A person of the attacking tenant. */
export const PERSON: User = { name: 'ada', groups: ['client-a-developers'] };
/** Somebody with all rights in the tenant's namespace, by whom it is seen whether admission still refuses. */
const OWNER: User = { name: 'namespace-owner' };

/** What its repository holds when it does not attack. */
const PLANTED = { name: 'planted', namespace: NAMESPACE };

/** Succeeds where nothing holds a pod back. */
const DIRECT = ['curl', '-s', '--noproxy', '*', '--max-time', '1', `http://${WEB}/sentinel`];

/** What is counted as it arrives outside, since no server is there that would log it. */
const COUNTED = [
  'tcp dport 2222',
  'udp dport 4433',
  'tcp dport 853',
  'tcp dport 25',
  'icmp type echo-request',
] as const;
export type Counted = (typeof COUNTED)[number];

/** A cluster with a tenant that attacks and two that are attacked, and the words in which attacks speak about it. */
export class World {
  private readonly made: string[] = [];
  private hasPushed = false;
  private pushes: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly cluster: Cluster,
    private readonly model: Model,
    private readonly repositories: Readonly<Record<string, TenantRepository>>,
  ) {}

  static async up(): Promise<World> {
    const project = new Project();
    const model = project.write(isolationModel());
    const cluster = await Cluster.up(project, model, { name: 'isolation', environment: 'development' });
    await install(cluster.lab);
    await cluster.reconcile();
    const [a, b] = await Promise.all(
      ['client-a', 'client-b'].map((name) => TenantRepository.create(cluster.lab, name)),
    );
    const world = new World(cluster, model, { 'client-a': a as TenantRepository, 'client-b': b as TenantRepository });
    await cluster.isDeployed();
    await world.prepare();
    return world;
  }

  async down(): Promise<void> {
    await this.cluster.down();
    for (const repository of Object.values(this.repositories)) repository.remove();
  }

  get lab() {
    return this.cluster.lab;
  }

  /** The API server as the tenant's people know it. */
  get person(): Api {
    return this.lab.api.as(PERSON);
  }

  get owner(): Api {
    return this.lab.api.as(OWNER);
  }

  /** Runs a command in a pod of the tenant's. */
  inPod(...command: readonly string[]): Promise<Result> {
    return this.inPodOf(NAMESPACE, 'agent', command);
  }

  /** Runs a command in a pod of the other tenant's. */
  inOther(...command: readonly string[]): Promise<Result> {
    return this.inPodOf(OTHER, 'web', command);
  }

  /** Runs a command in a pod of the third tenant's. */
  inThird(...command: readonly string[]): Promise<Result> {
    return this.inPodOf(THIRD, 'web', command);
  }

  /** Service addresses of the third tenant's partners, by their names in the settings. */
  partner(name: string): { readonly address: string; readonly port: number } {
    const tenants = this.model.environments.flatMap(({ tenants }) => tenants);
    const found = tenants.flatMap(({ forwards = [] }) => forwards).find((forward) => forward.name === name);
    if (!found?.address) throw new Error(`no partner is called ${name}`);
    return { address: found.address, port: found.port };
  }

  private async inPodOf(namespace: string, workload: string, command: readonly string[]): Promise<Result> {
    const pod = await this.podOf(namespace, workload);
    return this.lab.exec(namespace, pod.metadata.name, command, { timeout: 20_000 });
  }

  /** A pod of a workload that runs. */
  async podOf(namespace: string, workload: string): Promise<KubernetesObject> {
    const [pod] = await this.cluster.pods(namespace, workload);
    if (!pod) throw new Error(`${namespace}/${workload} has no pod`);
    return pod;
  }

  /** Requests for a path that reached the web. */
  asked(path: string): WebRequest[] {
    return this.lab.internet.requests().filter((request) => request.path === `/${path}`);
  }

  /** Packets of a sort that have reached the web's address so far, from whomever. */
  async packets(what: Counted): Promise<number> {
    const table = await this.lab.host(INTERNET).must(['nft', 'list', 'table', 'ip', 'attacks']);
    const line = table.split('\n').find((one) => one.includes(what));
    return Number(/packets (\d+)/.exec(line ?? '')?.[1]);
  }

  /** Creates something as somebody, in the tenant's namespace unless the path is whole; it is gone after the attack. */
  async create(collection: string, object: KubernetesObject, as = this.person): Promise<ApiResponse> {
    const path = collection.startsWith('/') ? collection : inNamespace(collection);
    const answer = await as.request('POST', path, object);
    if (answer.status < 300) this.forget(`${path}/${object.metadata.name}`);
    return answer;
  }

  /** Has an object removed after the attack. */
  forget(path: string): void {
    this.made.push(path);
  }

  /** Commits to the repository of a tenant, and resolves with what Flux says of it. One at a time. */
  push(tenant: 'client-a' | 'client-b', files: Readonly<Record<string, string>>) {
    this.hasPushed ||= tenant === 'client-a';
    const done = this.pushes.then(() => (this.repositories[tenant] as TenantRepository).push(files));
    this.pushes = done.catch(() => undefined);
    return done;
  }

  /** Merges an encrypted Secret into the tenant's folder of the platform's repository, looks, and takes it back. */
  async merged<T>(name: string, text: string, look: (said: string) => Promise<T>): Promise<T> {
    const flux = this.lab.flux;
    const kustomization = 'client-egress-dev-client-a-workloads';
    this.cluster.project.write(withFile(this.model, name, text));
    const commit = await this.lab.source.push(this.cluster.project.output, 'Add a Secret');
    try {
      const said = await this.lab.waitFor('Flux has tried it', async () => {
        const status = (await flux.kustomization(kustomization))?.status;
        const condition = await flux.condition(kustomization);
        const isDone = status?.lastAttemptedRevision?.endsWith(commit) && condition?.status !== 'Unknown';
        return isDone ? condition?.message : undefined;
      });
      return await look(said);
    } finally {
      this.cluster.project.write(this.model);
      await this.cluster.isDeployed(await this.lab.source.push(this.cluster.project.output, 'Take it back'));
    }
  }

  /** Removes what attacks have made. */
  async cleanUp(): Promise<void> {
    if (this.hasPushed) await this.push('client-a', files({ ...configMap('planted'), metadata: PLANTED }));
    this.hasPushed = false;
    const paths = this.made.splice(0).reverse();
    for (const path of paths) await this.lab.api.request('DELETE', `${path}?gracePeriodSeconds=0`);
    await this.lab.waitFor('what attacks have made is gone', async () => {
      const left = await Promise.all(paths.map((path) => this.lab.api.get(path)));
      return left.every((object) => object === undefined);
    });
  }

  /** Has Flux put back what it applies by these Kustomizations. */
  async restore(...kustomizations: readonly string[]): Promise<void> {
    for (const name of kustomizations) await this.lab.flux.reconcile(name);
  }

  /** Has the tenant's guardrails put back, and waits until it holds. */
  async restoreCage(): Promise<void> {
    // It may have become the other tenant's: an administrator gives it back.
    await this.adoption('client-a');
    await this.restore('client-egress-dev', ...['a', 'b', 'c'].map((letter) => `client-egress-dev-client-${letter}`));
    await this.adoption(null);
    await this.lab.waitFor('the tenant’s guardrails are back', async () => (await this.inPod(...DIRECT)).code !== 0);
  }

  private async adoption(by: string | null): Promise<void> {
    const annotations = { 'egress-tenant/adopt': by };
    await this.lab.api.patch(`/api/v1/namespaces/${NAMESPACE}`, { metadata: { annotations } });
  }

  private async prepare(): Promise<void> {
    const { lab } = this;
    const { gateway, internet } = lab.topology;
    await lab.host(INTERNET).must(['ip', 'addr', 'add', `${METADATA}/32`, 'dev', 'lo']);
    await Promise.all([
      serve(this, INTERNET, METADATA, 'metadata of the node'),
      serve(this, GATEWAY, gateway.address, 'inside the private network', 80, 2222),
      serve(this, 'squid-a', '0.0.0.0', 'a service of the proxy’s own machine'),
      lab.host(INTERNET).must(['nft', '-f', '-'], { input: counters(internet.web) }),
      lab.internet.serve({ name: 'elsewhere.example' }),
      lab.apply(OWNERSHIP),
      installLater(lab),
      lab.api.create(inNamespace('secrets', THIRD), { metadata: { name: 'shop-example-com-tls' } }),
    ]);
    await lab.internet.resolve('sftp.partner.example', internet.web);
    await lab.internet.resolve('inside.partner.example', gateway.address);
    await lab.internet.resolve('self.partner.example', '203.0.113.10');
    await lab.internet.resolve('self-inside.partner.example', '172.16.28.8');
  }
}

export function inNamespace(collection: string, namespace = NAMESPACE): string {
  const [group = '', resource] = collection.includes(':') ? collection.split(':') : ['', collection];
  return `${group ? `/apis/${group}` : '/api/v1'}/namespaces/${namespace}/${resource}`;
}

/** A page that should not be reached by tenants. */
async function serve(
  { lab }: World,
  host: string,
  address: string,
  text: string,
  ...ports: readonly number[]
): Promise<void> {
  const machine = lab.host(host);
  await machine.write('/var/lib/secret/index.html', `${text}\n`);
  for (const port of ports.length > 0 ? ports : [80]) {
    const httpd = ['busybox', 'httpd', '-f', '-p', `${address}:${port}`, '-h', '/var/lib/secret'];
    await machine.start(`secret-${port}`, httpd);
  }
}

function counters(web: string): string {
  const lines = COUNTED.map((what) => `    ip daddr ${web} ${what} counter`);
  return `table ip attacks {
  chain input {
    type filter hook input priority -20
${lines.join('\n')}
  }
}
`;
}

const OWNERSHIP = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: namespace-owner, namespace: ${NAMESPACE}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ${OWNER.name}}]
`;
