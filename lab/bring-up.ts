import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CNI } from './binaries/versions';
import type { Api } from './cluster/api';
import { startCertManager } from './cluster/cert-manager';
import { issueControlPlane, serverUrl, startControlPlane } from './cluster/control-plane';
import { createDefinitions, kustomizeDefinitions } from './cluster/crds';
import { datapathOf } from './cluster/datapath';
import { createDns, isDnsReady } from './cluster/dns';
import { fullImageName, gatewayImagesOf, imagesOf, makeImages } from './cluster/images';
import { issueNode, startKubelet, startKubeProxy, startRuntime } from './cluster/node';
import { Pki } from './cluster/pki';
import type { Datapath, Site } from './cluster/site';
import { giveCredentials } from './gitops/credentials';
import { createRepository, Flux, issueFlux } from './gitops/flux';
import { installedBy } from './gitops/flux-arguments';
import { repositoryUrls, startGitHost } from './gitops/git-host';
import { Source } from './gitops/source';
import { createSourceKinds, issueSourceController, startSourceController } from './gitops/source-controller';
import type { State } from './lifetime/state';
import { Host } from './machine/host';
import { buildNetwork } from './machine/network';
import { CONTROL_PLANE, GATEWAY, INTERNET, type Topology } from './machine/topology';
import type { LabOptions } from './options';
import { certify } from './outside/install-certificate';
import { Internet } from './outside/internet';
import { ProxyHost, plainSquid } from './outside/proxy-host';
import { renderedProxy } from './outside/rendered-proxy';
import { waitFor } from './process/wait';

/** What a lab consists of once it is up. */
export interface Parts {
  readonly hosts: Map<string, Host>;
  readonly api: Api;
  readonly internet: Internet;
  readonly proxies: Map<string, ProxyHost>;
  readonly source: Source;
  readonly flux: Flux;
  /** What the repository adds to the arguments of kustomize-controller. */
  readonly fluxArguments: readonly string[];
}

/** Names of all machines. */
export function hostNames(topology: Topology): string[] {
  const nodes = topology.nodes.map((node) => node.name);
  return [GATEWAY, INTERNET, CONTROL_PLANE, ...nodes, ...topology.proxies.map((plan) => plan.host)];
}

/**
 * From nothing to all nodes Ready, the cluster's DNS answering and Flux at work. What does not wait for each other goes
 * at the same time.
 *
 * @param step told when a part is done
 */
export async function bringUp(
  state: State,
  topology: Topology,
  options: LabOptions,
  binaries: Readonly<Record<string, string>>,
  step: (text: string) => void,
): Promise<Parts> {
  const [hosts, pki] = await Promise.all([startHosts(state, topology), Pki.create(state)]);
  const host = (name: string) => hosts.get(name) as Host;
  const datapath = datapathOf(options.cni ?? DEFAULT_CNI, options.ciliumMode);
  const site: Site = { state, topology, hosts, binaries };
  const resolver = `nameserver ${topology.internet.dns}\n`;
  await Promise.all([
    buildNetwork(topology, hosts),
    ...[...hosts.values()].map((each) => each.write('/etc/resolv.conf', resolver)),
    issueControlPlane(pki, topology),
    datapath.issue(pki, topology),
    issueFlux(pki, topology),
    issueSourceController(pki, topology),
    pki.issueUser({ file: 'kube-proxy', subject: '/CN=system:kube-proxy' }, serverUrl(topology)),
    ...topology.nodes.map((node) => issueNode(pki, topology, node)),
  ]);
  step('network and certificates');

  const references = [...imagesOf(options.model), ...(options.images ?? []).map(fullImageName)];
  const imageFolder = join(state.folder, 'images');
  mkdirSync(imageFolder);
  const dns = options.model.environment.cluster.resolver;
  const images = makeImages(
    imageFolder,
    [...new Set(references)],
    pki.file('ca.crt'),
    binaries.coredns as string,
    dns && fullImageName(dns.image),
    gatewayImagesOf(options.model),
    Object.fromEntries(Object.entries(options.standIns ?? {}).map(([name, standIn]) => [fullImageName(name), standIn])),
  );
  const runtimes = Promise.all(
    topology.nodes.map(async (node) => {
      await datapath.prepare(site, node);
      await startRuntime(host(node.name), node, images);
    }),
  ).then(() => step('container runtimes and images'));
  const outside = startOutside(hosts, topology, options, pki, binaries).then((parts) => {
    step('internet and proxies');
    return parts;
  });
  const signs = options.model.environment.flux.source.verify !== undefined;
  const sourceFiles = Source.prepare(state, options.repository, signs).then(() =>
    startGitHost(host(CONTROL_PLANE), state, pki, repositoryUrls(options.model)),
  );
  const cluster = startCluster(site, datapath, options, pki, runtimes, sourceFiles, step);
  const [parts, api] = await Promise.all([outside, cluster, runtimes, images, sourceFiles]);

  const source = Source.attach(state, api);
  const { environment } = options.model;
  const installed = await installedBy(binaries.kubectl as string, source.folder, environment.name);
  const flux = await Flux.start(host(CONTROL_PLANE), state, api, binaries, installed.args);
  if (options.repository) await flux.bootstrap(environment, source.folder, installed.account);
  await nodesAreReady(api, topology, hosts);
  step('nodes Ready');
  await waitFor("the cluster's DNS answers", () => isDnsReady(api));
  step("the cluster's DNS answers");
  if (options.repository) step(`Flux: ${await flux.firstWord(host(CONTROL_PLANE))}`);
  return { hosts, api, ...parts, source, flux, fluxArguments: installed.args };
}

async function startHosts(state: State, topology: Topology): Promise<Map<string, Host>> {
  const started = await Promise.all(hostNames(topology).map((name) => Host.start(state, name)));
  return new Map(started.map((host) => [host.name, host]));
}

async function startOutside(
  hosts: ReadonlyMap<string, Host>,
  topology: Topology,
  options: LabOptions,
  pki: Pki,
  binaries: Readonly<Record<string, string>>,
): Promise<Pick<Parts, 'internet' | 'proxies'>> {
  const { repository, configureProxy = repository ? renderedProxy(repository) : plainSquid } = options;
  const [internet, ...proxies] = await Promise.all([
    Internet.start(hosts.get(INTERNET) as Host, topology, pki, binaries.coredns as string),
    ...topology.proxies.map(async (plan) => {
      const host = hosts.get(plan.host) as Host;
      const configuration = await configureProxy(plan, topology);
      if (configuration.squidConf.includes('/etc/squid/tls/')) await certify(host, plan, pki);
      return ProxyHost.start(host, plan, configuration);
    }),
  ]);
  for (const site of options.sites ?? []) await internet.serve(site);
  return { internet, proxies: new Map(proxies.map((proxy) => [proxy.plan.host, proxy])) };
}

async function startCluster(
  site: Site,
  datapath: Datapath,
  options: LabOptions,
  pki: Pki,
  runtimes: Promise<void>,
  sourceFiles: Promise<void>,
  step: (text: string) => void,
): Promise<Api> {
  const { hosts, state, topology, binaries } = site;
  const controlPlane = hosts.get(CONTROL_PLANE) as Host;
  const api = await startControlPlane(controlPlane, state, topology, pki, binaries, {
    admissionPlugins: ['NodeRestriction', ...options.model.environment.cluster.admissionPlugins],
    ...options.controlPlane,
  });
  step('control plane');
  const { certManager = options.model.environment.gateways.certificates === 'cert-manager' } = options;
  const nodes = topology.nodes.map((node) => ({ node, host: hosts.get(node.name) as Host }));
  const kubelets = runtimes.then(() =>
    Promise.all(
      nodes.flatMap(({ node, host }) => [
        startKubelet(host, node, state, topology, pki, binaries),
        ...(datapath.replacesKubeProxy ? [] : [startKubeProxy(host, state, topology, binaries)]),
      ]),
    ),
  );
  await Promise.all([
    createDefinitions(api, kustomizeDefinitions()),
    createSourceKinds(api, binaries).then(() =>
      startSource(controlPlane, state, options, pki, api, binaries, sourceFiles),
    ),
    ...(certManager ? [startCertManager(controlPlane, state, topology, pki, api, binaries)] : []),
    datapath.install(site, api, kubelets),
  ]);
  step('policy engine');
  // Not before the engine: a pod that it has not seen come up would be without policy.
  await createDns(api, topology);
  return api;
}

/** Nothing is applied yet; until then the repository has been read. */
async function startSource(
  host: Host,
  state: State,
  { model: { environment }, repository }: LabOptions,
  pki: Pki,
  api: Api,
  binaries: Readonly<Record<string, string>>,
  sourceFiles: Promise<void>,
): Promise<void> {
  await startSourceController(host, state, pki, api, binaries);
  await sourceFiles;
  await giveCredentials(api, state, environment);
  if (repository) await createRepository(api, environment, Source.attach(state, api).folder);
}

async function nodesAreReady(api: Api, topology: Topology, hosts: ReadonlyMap<string, Host>): Promise<void> {
  const needs = topology.nodes.map((node) => (hosts.get(node.name) as Host).daemon('kubelet'));
  await waitFor(
    'all nodes are Ready',
    async () => {
      const nodes = await api.list('/api/v1/nodes');
      // biome-ignore lint/suspicious/noExplicitAny: as the API server sends it
      const isReady = (node: any) =>
        // biome-ignore lint/suspicious/noExplicitAny: as above
        node.status?.conditions?.some((one: any) => one.type === 'Ready' && one.status === 'True');
      const waiting = topology.nodes.filter(
        ({ name }) => !nodes.some((node) => node.metadata.name === name && isReady(node)),
      );
      if (waiting.length > 0) throw new Error(`not Ready: ${waiting.map(({ name }) => name).join(', ')}`);
      return true;
    },
    { needs },
  );
}
