import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { EnvironmentModel, Model } from '../../../lib';
import type { KubernetesObject } from '../../cluster/api';
import type { StandIn } from '../../cluster/images';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { mutantsLab, patience } from '../../mutants/apply';
import type { Result } from '../../process/exec';
import { say, testOptions } from '../../runner/options';
import type { Project } from './_project';
import type { Settings } from './_settings';
import { Witness } from './_witness';

interface ClusterOptions {
  /** What distinguishes its lab from those of other scenario files. */
  readonly name: string;
  readonly environment: string;
  /** What the machines are made for, where it is more than what is deployed. Default: what is deployed. */
  readonly machines?: (model: EnvironmentModel) => EnvironmentModel;
  /** Images that do more than sleep, by name. Default: none. */
  readonly standIns?: Readonly<Record<string, StandIn>>;
}

const KINDS = ['deployments', 'statefulsets', 'daemonsets'];

/** A lab that runs what a project synthesizes, and the words in which scenarios speak about it. */
export class Cluster {
  private releases = 0;
  private touched = false;
  /** The commit that runs, as far as deployments go; undefined once others have been made. */
  private deployed?: string;

  private constructor(
    readonly lab: Lab,
    readonly project: Project,
    readonly witness: Witness,
    private readonly options: ClusterOptions,
    private readonly namespaces: readonly string[],
  ) {}

  /** Brings it up with what the project has written. Resolves when Flux has applied that and all its pods run. */
  static async up(project: Project, model: Model, options: ClusterOptions): Promise<Cluster> {
    const found = model.environments.find(({ environment }) => environment.name === options.environment);
    if (!found) throw new Error(`there is no environment ${options.environment}`);
    const machines = options.machines?.(found) ?? found;
    const { name, cni, ciliumMode, kubernetes } = testOptions();
    const lab = await Lab.up({
      name: `${name}-${options.name}`,
      cni,
      ciliumMode,
      kubernetes,
      model: mutantsLab(machines),
      repository: project.output,
      standIns: options.standIns,
      say: (line) => say(`${options.name.padEnd(8)} ${line}`),
    });
    const namespaces = found.tenants.map(({ namespace }) => namespace);
    return new Cluster(lab, project, await Witness.place(lab), options, namespaces);
  }

  /** Ends it, and fails when something of it is left. */
  async down(): Promise<void> {
    await this.lab.down();
    this.project.remove();
    expect(leftovers(this.lab.state)).toEqual([]);
  }

  /** Synthesizes settings, commits, releases, and waits until Flux has applied that and all pods run as it says. */
  async deploy(settings: Settings): Promise<string> {
    this.project.synth(settings);
    const commit = await this.lab.source.push(this.project.output, 'Change the settings');
    if (commit === this.deployed) return commit;
    if (settings.environment.flux.source.ref) await this.release();
    await this.isDeployed(commit);
    this.deployed = commit;
    return commit;
  }

  /** Tags what is committed as the next release. */
  async release(): Promise<void> {
    this.releases += 1;
    await this.lab.source.tag(`v1.0.${this.releases}`);
  }

  /** Waits until what is committed runs, and nothing else. */
  async isDeployed(commit?: string): Promise<void> {
    const head = commit ?? (await this.lab.source.git('rev-parse', 'HEAD')).trim();
    await this.lab.flux.isApplied('flux-system', head, patience());
    for (const name of this.kustomizations()) await this.lab.flux.isApplied(name, head, patience());
    await this.isRolledOut();
  }

  /** Names of the Kustomizations that the project has written. */
  kustomizations(): string[] {
    const folder = join(this.project.output, 'clusters', this.options.environment);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    const objects = files.map((file) => parse(readFileSync(join(folder, file), 'utf8')));
    return objects.filter(({ kind }) => kind === 'Kustomization').map(({ metadata }) => metadata.name as string);
  }

  /** The namespaces of all tenants. */
  tenantNamespaces(): string[] {
    return [...this.namespaces];
  }

  async isRolledOut(): Promise<void> {
    const probe = async () => {
      const lists = await Promise.all(KINDS.map((kind) => this.lab.api.list(`/apis/apps/v1/${kind}`)));
      const behind = lists.flat().filter((object) => !isCurrent(object));
      if (behind.length === 0) return true;
      throw new Error(behind.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', '));
    };
    await this.lab.waitFor('every workload runs as it is written', probe, patience());
  }

  /** Pods of a tenant's workload that run and are not about to end, the oldest first. */
  async pods(namespace: string, workload: string): Promise<KubernetesObject[]> {
    const selector = encodeURIComponent(`app.kubernetes.io/name=${workload}`);
    const pods = await this.lab.api.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** Runs curl in a pod of a workload. */
  async curl(namespace: string, workload: string, ...args: readonly string[]): Promise<Result> {
    const [pod] = await this.pods(namespace, workload);
    if (!pod) throw new Error(`${namespace}/${workload} has no pod`);
    return this.lab.exec(namespace, pod.metadata.name, ['curl', '-s', '--max-time', '10', ...args]);
  }

  /** The address that the world sees when a workload asks, by its proxy. */
  async seenAs(namespace: string, workload: string, scheme: 'http' | 'https' = 'https'): Promise<string> {
    return (await this.curl(namespace, workload, `${scheme}://ifconfig.me/ip`)).stdout.trim();
  }

  /** Changes the cluster past Flux, as a user with kubectl does. */
  async byHand(...args: readonly string[]): Promise<Result> {
    this.touched = true;
    const result = await this.lab.kubectl(args);
    expect(result).toMatchObject({ code: 0 });
    return result;
  }

  async reconcile(): Promise<void> {
    await Promise.all(this.kustomizations().map((name) => this.lab.flux.reconcile(name, patience())));
    this.touched = false;
  }

  /** Back to the settings that a scenario starts from, whatever the one before has left. */
  async restore(settings?: Settings): Promise<void> {
    const { proxies, nodes } = this.lab.topology;
    const schedulable = { spec: { unschedulable: null } };
    await Promise.all([
      ...proxies.map(({ host }) => this.lab.start('squid', host)),
      ...nodes.map(({ name }) => this.lab.api.patch(`/api/v1/nodes/${name}`, schedulable)),
    ]);
    if (settings) await this.deploy(settings);
    if (this.touched) await this.reconcile();
    await this.isRolledOut();
  }
}

function isCurrent({ metadata, spec, status = {} }: KubernetesObject): boolean {
  if (status.observedGeneration !== metadata.generation) return false;
  // Only a DaemonSet has it.
  if (status.desiredNumberScheduled !== undefined) return status.numberReady === status.desiredNumberScheduled;
  const { updatedReplicas = 0, readyReplicas = 0, replicas = 0 } = status;
  return updatedReplicas === spec.replicas && readyReplicas === spec.replicas && replicas === spec.replicas;
}
