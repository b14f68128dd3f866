import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, loadModel, SYNTH_ROOTS, synthesize, writeOutput } from '../../../../lib';
import type { KubernetesObject } from '../../../cluster/api';
import { Flux } from '../../../gitops/flux';
import { addedArguments, componentsText } from '../../../gitops/flux-arguments';
import { leftovers } from '../../../lifetime/leftovers';
import { waitFor } from '../../../process/wait';
import { testOptions } from '../../../runner/options';
import { modelOf } from '../../../settings';
import { FluxCluster, type RunningController } from '../../../testbed/flux-cluster';
import { ENVIRONMENT, tenantName, writeScaleSettings } from '../../../testbed/scale-settings';

const KUSTOMIZATIONS = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/flux-system/deployments';
export const MAIN = 'kustomize-controller';

/** What Flux says of a Kustomization. */
export interface Reported {
  readonly name: string;
  /** Value of the label that Flux divides by; undefined: it has none. */
  readonly shard?: string;
  readonly ready: string;
  readonly reason: string;
  readonly revision: string;
}

/** Settings of many tenants, deployed by as many kustomize-controllers as their Deployments ask for. */
export class ShardsWorld {
  private readonly controllers = new Map<string, RunningController>();
  /** Of each controller's log: how much was read before the present step. */
  private readonly read = new Map<string, number>();

  private constructor(
    private readonly folder: string,
    private readonly tenants: number,
    readonly cluster: FluxCluster,
    readonly flux: Flux,
  ) {}

  static async up(tenants: number, shards: number): Promise<ShardsWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'egress-shards-'));
    const output = render(folder, tenants, shards);
    const cluster = await FluxCluster.up(`${testOptions().name}-shards`, output);
    try {
      const world = new ShardsWorld(folder, tenants, cluster, Flux.attach(cluster.api));
      await cluster.nodes(['system', ...Array.from({ length: tenants }, (_, index) => `${tenantName(index)}-pool`)]);
      // As a user does it before bootstrap.
      await cluster.apply(join(output, 'dist/overlays', ENVIRONMENT, 'platform'));
      await world.start(MAIN, await cluster.installedArguments(output, ENVIRONMENT));
      await world.flux.bootstrap(await environmentIn(folder), output);
      return world;
    } catch (error) {
      cluster.down();
      throw error;
    }
  }

  down(): void {
    this.cluster.down();
    rmSync(this.folder, { recursive: true, force: true });
    expect(leftovers(this.cluster.state)).toEqual([]);
  }

  /** Renders other settings, commits them, and returns the commit. @param change what is changed by hand afterwards */
  deploy(shards: number, change: (output: string) => void = () => undefined): Promise<string> {
    const output = render(this.folder, this.tenants, shards);
    change(output);
    return this.cluster.source.push(output, `${shards} shards`);
  }

  /** Starts the controllers whose Deployments Flux has created, with the arguments that these have. */
  async startDeployed(shards: number): Promise<void> {
    for (let index = 1; index <= shards; index += 1) {
      const name = `${MAIN}-shard${index}`;
      if (this.controllers.has(name)) continue;
      const deployment = await waitFor(`Flux has created ${name}`, () => this.deployment(name), { timeout: 240_000 });
      await this.start(name, addedArguments(deployment));
    }
  }

  deployment(name: string): Promise<KubernetesObject | undefined> {
    return this.cluster.api.get(`${DEPLOYMENTS}/${name}`);
  }

  async kustomizations(): Promise<readonly Reported[]> {
    return (await this.cluster.api.list(KUSTOMIZATIONS)).map(reported);
  }

  /** Waits until all Kustomizations but these are Ready, with a commit. Returns what Flux says of all of them. */
  areReady(commit?: string, except: readonly string[] = []): Promise<readonly Reported[]> {
    const wanted = 2 * this.tenants + 2;
    return waitFor(
      'all Kustomizations are Ready',
      async () => {
        const all = await this.kustomizations();
        const open = all.filter(({ name, ready, revision }) => {
          const isDone = ready === 'True' && (commit === undefined || revision.endsWith(commit));
          return !isDone && !except.includes(name);
        });
        if (all.length === wanted && open.length === 0) return all;
        const shown = open.slice(0, 3).map(({ name, reason, revision }) => `${name}: ${reason} ${revision}`);
        throw new Error(`${all.length} of ${wanted} are there, ${open.length} not ready: ${shown.join(', ')}`);
      },
      { timeout: 280_000, interval: 500 },
    );
  }

  /** From here on, `handled` only knows what comes. */
  forget(): void {
    for (const [name, controller] of this.controllers) this.read.set(name, controller.log().length);
  }

  /** The Kustomizations that each controller has reconciled since the last `forget`, by their names. */
  handled(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(
      [...this.controllers].map(([name, controller]) => {
        const lines = controller
          .log()
          .slice(this.read.get(name) ?? 0)
          .split('\n');
        return [name, new Set(lines.flatMap(reconciledBy))];
      }),
    );
  }

  private async start(name: string, args: readonly string[]): Promise<void> {
    this.controllers.set(name, await this.cluster.controller(name, { args }));
  }
}

async function environmentIn(folder: string): Promise<Environment> {
  const { tenants, environments } = settingsIn(folder);
  return (await modelOf({ tenants, environments, env: ENVIRONMENT })).environment;
}

function settingsIn(folder: string) {
  return { tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') };
}

/** Writes settings and what they render. Returns the folder of the latter, with what bootstrap writes in it. */
function render(folder: string, tenants: number, shards: number): string {
  writeScaleSettings(folder, { tenants, shards });
  const output = join(folder, 'output');
  mkdirSync(output, { recursive: true });
  writeOutput(output, synthesize(loadModel(settingsIn(folder)).model), { roots: SYNTH_ROOTS });
  writeFileSync(join(output, 'clusters', ENVIRONMENT, 'flux-system/gotk-components.yaml'), componentsText());
  return output;
}

// biome-ignore lint/suspicious/noExplicitAny: a condition as Flux writes it
function reported({ metadata, status }: any): Reported {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const ready = (status?.conditions ?? []).find(({ type }: any) => type === 'Ready');
  const shard = metadata.labels?.['sharding.fluxcd.io/key'];
  return {
    name: metadata.name,
    ...(shard === undefined ? {} : { shard }),
    ready: ready?.status ?? 'Unknown',
    reason: `${ready?.reason ?? 'none'}: ${ready?.message ?? ''}`,
    revision: status?.lastAppliedRevision ?? '',
  };
}

/** Of one line of the log: the Kustomization that it is about, if one was built or applied. */
function reconciledBy(line: string): string[] {
  if (!line.startsWith('{')) return [];
  const { msg, Kustomization } = JSON.parse(line) as { msg?: string; Kustomization?: { name: string } };
  return Kustomization && /server-side apply|Reconciliation|build failed/i.test(msg ?? '') ? [Kustomization.name] : [];
}
