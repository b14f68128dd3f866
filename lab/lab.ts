import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../lib';
import { EgressError } from '../lib/errors';
import { ensureBinaries } from './binaries/ensure';
import { DEFAULT_VERSIONS } from './binaries/versions';
import { bringUp, hostNames, type Parts } from './bring-up';
import { Api } from './cluster/api';
import { Pki } from './cluster/pki';
import { requirePackages } from './doctor';
import { Flux, startController } from './gitops/flux';
import { installedBy } from './gitops/flux-arguments';
import { Source } from './gitops/source';
import { hold, tearDownAtExit } from './lifetime/ownership';
import { DEFAULT_NAME, State } from './lifetime/state';
import { tearDown } from './lifetime/teardown';
import type { Daemon } from './machine/daemon';
import { Host } from './machine/host';
import { plugIn } from './machine/network';
import { CONTROL_PLANE, planTopology, type Topology } from './machine/topology';
import type { LabOptions } from './options';
import { Internet } from './outside/internet';
import { ProxyHost } from './outside/proxy-host';
import { abortable } from './process/abort';
import type { Result, RunOptions } from './process/exec';
import { waitFor } from './process/wait';

interface Description {
  readonly topology: Topology;
  readonly binaries: Readonly<Record<string, string>>;
  readonly fluxArguments: readonly string[];
}

/** A cluster with its network, proxies and internet, all of it real, on this machine. Needs root. */
export class Lab {
  private constructor(
    readonly state: State,
    private readonly description: Description,
    private readonly parts: Parts,
    private readonly keep: () => void,
  ) {}

  /**
   * Builds a lab, from nothing to all nodes Ready.
   *
   * @throws EgressError (2) that says which component failed, its last lines and where the logs are; what was started is
   * gone by then, the logs are not
   */
  static async up(options: LabOptions): Promise<Lab> {
    const { name = DEFAULT_NAME, repository, detached = false, say = () => undefined } = options;
    const { cni = DEFAULT_VERSIONS.cni, kubernetes = DEFAULT_VERSIONS.kubernetes } = options;
    const state = new State(name);
    requirePackages(cni);
    if (repository && !existsSync(repository)) throw new EgressError(`${repository}: there is no such folder`, 2);
    const binaries = await ensureBinaries(say, { cni, kubernetes });
    const topology = planTopology(options.model);
    hold(state, detached);
    const keep = tearDownAtExit(state);
    const work = new AbortController();
    const start = Date.now();
    const step = (text: string) => say(`${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s  ${text}`);
    try {
      const parts = await abortable(work.signal, () => bringUp(state, topology, options, binaries, step));
      const description: Description = { topology, binaries, fluxArguments: parts.fluxArguments };
      const lab = new Lab(state, description, parts, keep);
      lab.writeKubectl();
      writeFileSync(state.description, JSON.stringify(description));
      if (detached) keep();
      return lab;
    } catch (error) {
      keep();
      work.abort();
      tearDown(state, true);
      const logs = `\nThe logs of lab ${name} are in ${join(state.folder, 'hosts')} until its next run or lab:down.`;
      if (error instanceof EgressError) throw new EgressError(error.message + logs, error.code);
      throw new EgressError(`lab ${name} could not be brought up: ${(error as Error).message}${logs}`, 2);
    }
  }

  /** A lab that another process has brought up. @throws EgressError (2) when there is none of that name */
  static attach(name: string = DEFAULT_NAME): Lab {
    const state = new State(name);
    if (!existsSync(state.description)) {
      throw new EgressError(`there is no lab ${name}: lab:up --name ${name} builds it`, 2);
    }
    const description = JSON.parse(readFileSync(state.description, 'utf8')) as Description;
    const { topology, fluxArguments } = description;
    const hosts = new Map(hostNames(topology).map((host) => [host, Host.attach(state, host)]));
    const api = new Api(state.api);
    const proxies = topology.proxies.map((plan): [string, ProxyHost] => [
      plan.host,
      ProxyHost.attach(hosts.get(plan.host) as Host, plan),
    ]);
    const parts: Parts = {
      hosts,
      api,
      internet: Internet.attach(hosts.get('internet') as Host, topology, Pki.attach(state)),
      proxies: new Map(proxies),
      source: Source.attach(state, api),
      flux: Flux.attach(api),
      fluxArguments,
    };
    return new Lab(state, description, parts, () => undefined);
  }

  /** Leaves nothing behind. Can be called twice. */
  async down(): Promise<void> {
    tearDown(this.state);
    this.keep();
  }

  get topology(): Topology {
    return this.description.topology;
  }

  /** The repository that Flux follows: push to it, tag it. */
  get source(): Source {
    return this.parts.source;
  }

  get flux(): Flux {
    return this.parts.flux;
  }

  /**
   * Ends Flux's controller and starts it again.
   *
   * @param without flag that it is started without, for example `--no-remote-bases`. Default: with all
   */
  restartFlux(without?: string): Promise<void> {
    const args = this.description.fluxArguments.filter((argument) => argument.split('=')[0] !== without);
    return startController(this.host(CONTROL_PLANE), this.state, this.description.binaries, args);
  }

  /** Installs Flux from the repository as it is now, as `flux bootstrap` does in a cluster that has none. */
  async bootstrapFlux(environment: Environment): Promise<void> {
    const { kubectl = '' } = this.description.binaries;
    const { args, account } = await installedBy(kubectl, this.source.folder, environment.name);
    await startController(this.host(CONTROL_PLANE), this.state, this.description.binaries, args);
    await this.flux.bootstrap(environment, this.source.folder, account);
  }

  /** The web and the DNS outside: add names, read what reached them. */
  get internet(): Internet {
    return this.parts.internet;
  }

  /** The API server, as the administrator; quicker than kubectl. */
  get api(): Api {
    return this.parts.api;
  }

  /** A machine: `gateway`, `internet`, `control-plane`, a node or a proxy by its name. */
  host(name: string): Host {
    return known('host', this.parts.hosts, name);
  }

  /** The machine of a proxy, by the machine's name. */
  proxy(name: string): ProxyHost {
    return known('proxy', this.parts.proxies, name);
  }

  /**
   * Puts a machine with empty disks in the place of a proxy's, which is powered off if it was not, with the same addresses.
   * Nothing runs on it yet.
   */
  async replaceProxy(name: string): Promise<ProxyHost> {
    const { plan, host: old } = this.proxy(name);
    old.powerOff();
    await waitFor(`${name} is off`, async () => !old.isAlive);
    rmSync(old.folder, { recursive: true, force: true });
    const host = await Host.start(this.state, name);
    this.parts.hosts.set(name, host);
    await plugIn(this.topology, this.parts.hosts, name);
    await host.write('/etc/resolv.conf', `nameserver ${this.topology.internet.dns}\n`);
    const proxy = ProxyHost.attach(host, plan);
    this.parts.proxies.set(name, proxy);
    return proxy;
  }

  /** Name of a tenant's first node. */
  nodeOf(tenant: string): string {
    const nodes = new Map(this.topology.nodes.toReversed().map((node) => [node.tenant ?? '', node.name]));
    return known('tenant', nodes, tenant);
  }

  /** Runs kubectl as the administrator, or as another user of the lab's, for example `kubelet-system-1`. */
  kubectl(args: readonly string[], options: RunOptions & { readonly user?: string } = {}): Promise<Result> {
    return this.host(CONTROL_PLANE).run(this.kubectlCommand(args, options.user), options);
  }

  /** Applies manifests, server-side. Rejects with what kubectl says when it refuses. */
  async apply(yaml: string): Promise<void> {
    const result = await this.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], { input: yaml });
    if (result.code !== 0) throw new Error(`kubectl apply: ${result.stderr.trim()}`);
  }

  /**
   * Runs a command in a pod.
   *
   * @param target for example `deploy/curl-demo` or a pod's name
   */
  exec(namespace: string, target: string, command: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.kubectl(['exec', '--namespace', namespace, target, '--', ...command], options);
  }

  /** Logs of pods, as `kubectl logs` gives them. */
  async podLogs(namespace: string, target: string): Promise<string> {
    return (await this.kubectl(['logs', '--namespace', namespace, target, '--all-containers'])).stdout;
  }

  /** A log of a machine's /var/log, `kubelet.log` or `squid/access.log`; empty when there is none yet. */
  log(host: string, file: string): string {
    return this.host(host).log(file);
  }

  /** A daemon of a machine, for example `felix` of `client-a-pool-1`, `squid` of `squid-a`, `kube-apiserver`. */
  daemon(name: string, host: string): Daemon {
    const { daemons } = this.host(host);
    if (daemons.includes(name)) return this.host(host).daemon(name);
    throw new EgressError(`${host} runs no ${name}: it runs ${daemons.join(', ')}`, 2);
  }

  /** Kills a daemon (default SIGKILL), or freezes it (SIGSTOP). */
  stop(name: string, host: string, signal?: NodeJS.Signals): Promise<void> {
    return this.daemon(name, host).stop(signal);
  }

  /** Starts a daemon that was killed, or lets one go on that was frozen. */
  start(name: string, host: string): Promise<void> {
    return this.daemon(name, host).start();
  }

  /**
   * Tries until `probe` returns something truthy without throwing, and returns that.
   *
   * @param timeout milliseconds. Default: 60 000
   */
  waitFor<T>(description: string, probe: () => Promise<T>, timeout = 60_000): Promise<NonNullable<T>> {
    return waitFor(description, probe, { timeout, interval: 250 });
  }

  /** What a shell needs to find the lab's kubectl first. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${this.state.bin}:${process.env.PATH}` };
  }

  private kubectlCommand(args: readonly string[], user = 'admin'): string[] {
    const kubectl = this.description.binaries.kubectl as string;
    return [kubectl, `--kubeconfig=${this.state.kubeconfig(user)}`, ...args];
  }

  /** The API server stands in a network of its own; the files that a user names are this machine's. */
  private writeKubectl(): void {
    const [binary = '', kubeconfig = ''] = this.kubectlCommand([]);
    const enter = `nsenter --net=/proc/${this.host(CONTROL_PLANE).pid}/ns/net --`;
    mkdirSync(this.state.bin, { recursive: true });
    const script = `#!/bin/sh\nexec ${enter} '${binary}' '${kubeconfig}' "$@"\n`;
    writeFileSync(join(this.state.bin, 'kubectl'), script, { mode: 0o755 });
  }
}

function known<T>(what: string, all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found !== undefined) return found;
  throw new EgressError(`unknown ${what} ${name}: there is ${[...all.keys()].filter(Boolean).join(', ')}`, 2);
}
