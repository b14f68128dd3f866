import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBinaries } from '../../binaries/ensure';
import type { Api, KubernetesObject } from '../../cluster/api';
import { issueControlPlane, startControlPlane } from '../../cluster/control-plane';
import { Pki } from '../../cluster/pki';
import { requirePackages } from '../../doctor';
import { GitClone } from '../../gitops/git';
import { startGitHost } from '../../gitops/git-host';
import { Source } from '../../gitops/source';
import { createSourceKinds, issueSourceController, startSourceController } from '../../gitops/source-controller';
import { leftovers } from '../../lifetime/leftovers';
import { whileHeld } from '../../lifetime/ownership';
import { State } from '../../lifetime/state';
import { tearDown } from '../../lifetime/teardown';
import { Host } from '../../machine/host';
import { CONTROL_PLANE, type Topology } from '../../machine/topology';
import { must } from '../../process/exec';
import { waitFor } from '../../process/wait';
import { say, testOptions } from '../../runner/options';

export const URL_HTTPS = 'https://git.example.com/platform/manifests';
export const URL_PRIVATE = 'https://git.example.com/private/manifests';
export const URL_SSH = 'ssh://git@git.example.com/platform/manifests.git';
export const API_SERVER = '172.16.28.2';
export const METADATA = '169.254.42.42';

const GROUP = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system';
const PLURALS = { GitRepository: 'gitrepositories', OCIRepository: 'ocirepositories' };

/** What source-controller says of an object. */
export interface Verdict {
  /** Of the condition Ready. */
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  /** Of the artifact; undefined: there is none. */
  readonly revision?: string;
  readonly artifact?: string;
  /** Reason of a condition of that type. */
  reasonOf(type: string): string | undefined;
}

/** An API server and source-controller on one machine, with the Git servers of the lab: no nodes, no pods. */
export class Bed {
  private constructor(
    readonly state: State,
    readonly host: Host,
    readonly pki: Pki,
    readonly api: Api,
    readonly source: Source,
    readonly clone: GitClone,
    private readonly keep: () => void,
  ) {}

  static async up(): Promise<Bed> {
    const state = new State(`${testOptions().name}-source`);
    requirePackages();
    const binaries = await ensureBinaries(say, testOptions());
    const topology = {
      controlPlane: { address: API_SERVER },
      serviceCidr: '10.32.0.0/20',
      podCidr: '100.64.0.0/15',
    } as Topology;
    return whileHeld(state, async (keep) => {
      const [host, pki] = await Promise.all([Host.start(state, CONTROL_PLANE), Pki.create(state)]);
      const loopback = [API_SERVER, METADATA].map((address) =>
        host.must(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo']),
      );
      await Promise.all([...loopback, issueControlPlane(pki, topology), issueSourceController(pki, topology)]);
      await Source.prepare(state);
      const [api] = await Promise.all([
        startControlPlane(host, state, topology, pki, binaries, {}),
        startGitHost(host, state, pki, [URL_HTTPS, URL_SSH]),
      ]);
      await createSourceKinds(api, binaries);
      await startSourceController(host, state, pki, api, binaries);
      return new Bed(state, host, pki, api, Source.attach(state, api), GitClone.at(state.source), keep);
    });
  }

  down(): void {
    tearDown(this.state);
    this.keep();
    expect(leftovers(this.state)).toEqual([]);
  }

  /** Creates a Secret in flux-system. Returns its name. */
  async secret(name: string, stringData: Readonly<Record<string, string>>): Promise<string> {
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData };
    await this.api.create('/api/v1/namespaces/flux-system/secrets', object);
    return name;
  }

  /** Creates a GitRepository that follows `main` at the public address, but for what `spec` says otherwise. */
  follow(name: string, spec: object = {}): Promise<Verdict> {
    return this.create('GitRepository', name, { interval: '1h', url: URL_HTTPS, ref: { branch: 'main' }, ...spec });
  }

  async create(kind: keyof typeof PLURALS, name: string, spec: object): Promise<Verdict> {
    const object = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name }, spec };
    await this.api.create(`${GROUP}/${PLURALS[kind]}`, object);
    return this.verdict(name, kind);
  }

  /** Changes the spec of a GitRepository. */
  async change(name: string, spec: object): Promise<Verdict> {
    await this.api.patch(`${GROUP}/gitrepositories/${name}`, { spec });
    return this.verdict(name);
  }

  /** What is said of the present spec and, after a push, of the present commit. */
  async verdict(name: string, kind: keyof typeof PLURALS = 'GitRepository'): Promise<Verdict> {
    return waitFor(`source-controller has judged ${name}`, async () => {
      const object = (await this.api.get(`${GROUP}/${PLURALS[kind]}/${name}`)) as KubernetesObject;
      const conditions: Condition[] = object.status?.conditions ?? [];
      const ready = conditions.find(({ type }) => type === 'Ready');
      if (ready?.observedGeneration !== object.metadata.generation || ready?.status === 'Unknown') return undefined;
      const { status, reason, message } = ready as Condition & { status: 'True' | 'False' };
      // The conditions are written before the rest of the status.
      const isWritten = object.status.artifact && object.status.observedGeneration === object.metadata.generation;
      if (status === 'True' && !isWritten) return undefined;
      return {
        status,
        reason,
        message,
        revision: object.status.artifact?.revision,
        artifact: object.status.artifact?.path,
        reasonOf: (type: string) => conditions.find((one) => one.type === type)?.reason,
      };
    });
  }

  /** Names of the files in an artifact. */
  async files({ artifact = '' }: Verdict): Promise<string[]> {
    const list = await must(['tar', '-tzf', join(this.state.source, 'artifacts', artifact)]);
    return list.split('\n').filter((name) => !/^\.?$|\/$/.test(name));
  }

  read(file: string): string {
    return readFileSync(file, 'utf8');
  }
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** The bed of the running file. */
export type Ask = () => Bed;
