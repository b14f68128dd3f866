import { join } from 'node:path';
import { loadModel } from '../../../lib';
import { formatAddress, parseRange } from '../../../lib/settings';
import type { KubernetesObject } from '../../cluster/api';
import { podRanges, routePods } from '../../cluster/routes';
import type { Lab } from '../../lab';
import { Prober } from '../../machine/prober';
import { CONTROL_PLANE, GATEWAY, INTERNET } from '../../machine/topology';
import { pidsOfPod } from '../../process/proc';
import { Cluster } from '../scenarios/_cluster';
import { Project } from '../scenarios/_project';
import { LISTENING_PORT, type Places } from './_destinations';
import { FAR_NODE, FREE, NEAR_NODE, PODS, services } from './_objects';
import type { Source } from './_sources';

export const NAMESPACE = 'client-a-demo';
const OTHER = 'client-b-demo';
const PROXY = 'squid-a';
const METADATA = ['169.254.42.42', '169.254.169.254'];
const SETTINGS = { tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') };

/** Two tenants as they are rendered, pods without policies, and a prober in the network of each of them. */
export class World {
  private constructor(
    readonly cluster: Cluster,
    readonly places: Places,
    /** Address of the tenant’s pod that others try to reach; its prober is not among the sources. */
    readonly target: string,
    readonly probers: ReadonlyMap<Source, Prober>,
  ) {}

  static async up(): Promise<World> {
    const project = new Project();
    const model = project.write(loadModel(SETTINGS).model);
    const cluster = await Cluster.up(project, model, { name: 'datapath', environment: 'development' });
    const { lab } = cluster;
    await Promise.all([cluster.isDeployed(), prepareMachines(lab), createObjects(lab)]);
    const [tenant, sibling] = await cluster.pods(NAMESPACE, 'web');
    const [otherTenant] = await cluster.pods(OTHER, 'web');
    const [dnsPod] = await lab.api.list('/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dkube-dns');
    if (!tenant || !sibling || !otherTenant || !dnsPod) throw new Error('a pod is missing');
    const free = new Map<string, KubernetesObject>();
    for (const { metadata } of PODS) free.set(metadata.name, await running(lab, metadata.name));

    const inPod = (source: Source, pod: KubernetesObject) => [source, pidOf(pod)] as const;
    const onMachine = (source: Source, name: string) => [source, lab.host(name).pid] as const;
    const pods = (['near', 'far', 'liar', 'far-liar'] as const).map((name) =>
      inPod(name, free.get(name) as KubernetesObject),
    );
    const started = await Promise.all(
      [
        inPod('tenant', tenant),
        ...pods,
        inPod('otherTenant', otherTenant),
        onMachine('ownNode', NEAR_NODE),
        onMachine('otherNode', FAR_NODE),
        onMachine('controlPlane', CONTROL_PLANE),
        onMachine('proxy', PROXY),
        onMachine('gateway', GATEWAY),
      ].map(async ([source, pid]) => [source, await Prober.start(source, pid)] as const),
    );

    const ip = (pod: KubernetesObject | undefined) => pod?.status.podIP as string;
    const places = await placesOf(lab, tenant, {
      near: ip(free.get('near')),
      far: ip(free.get('far')),
      dns: ip(dnsPod),
      sibling: ip(sibling),
      otherTenant: ip(otherTenant),
    });
    return new World(cluster, places, ip(sibling), new Map(started));
  }

  get lab(): Lab {
    return this.cluster.lab;
  }

  prober(source: Source): Prober {
    return this.probers.get(source) as Prober;
  }

  async down(): Promise<void> {
    await Promise.all([...this.probers.values()].map((prober) => prober.stop()));
    await this.cluster.down();
  }
}

/** What listens outside and on the nodes, and routes by which machines outside the cluster could reach pods. */
async function prepareMachines(lab: Lab): Promise<void> {
  const internet = lab.host(INTERNET);
  for (const address of METADATA) await internet.must(['ip', 'addr', 'add', `${address}/32`, 'dev', 'lo']);
  const serve = (name: string, host: string, at: string) =>
    lab.host(host).start(name, ['busybox', 'httpd', '-f', '-p', at, '-h', '/etc']);
  await Promise.all([
    ...METADATA.map((address) => serve(`metadata-${address}`, INTERNET, `${address}:80`)),
    ...lab.topology.nodes.map(({ name }) => serve('listener', name, String(LISTENING_PORT))),
    routePods(
      lab.topology,
      [CONTROL_PLANE, PROXY, GATEWAY].map((name) => lab.host(name)),
    ),
  ]);
}

async function createObjects(lab: Lab): Promise<void> {
  await lab.api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FREE } });
  await lab.waitFor('the account of the namespace is there', () =>
    lab.api.get(`/api/v1/namespaces/${FREE}/serviceaccounts/default`),
  );
  const other = lab.topology.proxies.find(({ host }) => host !== PROXY)?.proxy.address as string;
  const items = [...PODS, ...services({ farNode: addressOf(lab, FAR_NODE), otherProxy: other })];
  await lab.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

function addressOf({ topology }: Lab, node: string): string {
  return topology.nodes.find(({ name }) => name === node)?.address as string;
}

function running(lab: Lab, name: string): Promise<KubernetesObject> {
  return lab.waitFor(`the pod ${name} runs`, async () => {
    const pod = await lab.api.get(`/api/v1/namespaces/${FREE}/pods/${name}`);
    return pod?.status?.phase === 'Running' ? pod : undefined;
  });
}

function pidOf({ metadata }: KubernetesObject): number {
  const [found] = pidsOfPod(metadata.uid as string);
  if (found === undefined) throw new Error(`no process of the pod ${metadata.name} was found`);
  return found;
}

async function placesOf(lab: Lab, tenant: KubernetesObject, pods: Places['pods']): Promise<Places> {
  const { topology } = lab;
  const proxyOf = (isOwn: boolean) =>
    topology.proxies.find(({ host }) => (host === PROXY) === isOwn)?.proxy.address as string;
  const serviceIp = async (namespace: string, name: string) =>
    (await lab.api.get(`/api/v1/namespaces/${namespace}/services/${name}`))?.spec.clusterIP as string;
  const free = ['near', 'far', 'near-host', 'far-host', 'outside', 'kubelet', 'other-proxy'] as const;
  const addresses = await Promise.all(free.map((name) => serviceIp(FREE, name)));
  const named = Object.fromEntries(free.map((name, index) => [name, addresses[index]]));
  const ranges = podRanges(topology);
  const amongPods = (node: string) => {
    const index = topology.nodes.findIndex(({ name }) => name === node);
    return formatAddress(parseRange(ranges[index] as string).first + 1);
  };
  return {
    web: topology.internet.web,
    publicDns: topology.internet.dns,
    gateway: topology.gateway.address,
    api: topology.controlPlane.address,
    proxies: { own: proxyOf(true), other: proxyOf(false) },
    nodes: { own: addressOf(lab, NEAR_NODE), other: addressOf(lab, FAR_NODE) },
    hostsAmongPods: { own: amongPods(NEAR_NODE), other: amongPods(FAR_NODE) },
    linkLocal: await linkLocal(lab, tenant),
    pods,
    services: {
      ...(named as Record<(typeof free)[number], string>),
      api: await serviceIp('default', 'kubernetes'),
      dns: topology.dns,
      sibling: await serviceIp(NAMESPACE, 'web'),
      otherTenant: await serviceIp(OTHER, 'web'),
    },
  };
}

/** Address of the node’s end of a pod’s link; that of no machine where that end has none. */
async function linkLocal(lab: Lab, pod: KubernetesObject): Promise<string> {
  const node = lab.host(NEAR_NODE);
  const link = await lab.exec(pod.metadata.namespace as string, pod.metadata.name, [
    'cat',
    '/sys/class/net/eth0/iflink',
  ]);
  const addresses = await node.must(['ip', '-6', '-oneline', 'addr', 'show', 'scope', 'link']);
  const [, found = 'fe80::1'] = new RegExp(`^${link.stdout.trim()}: .* inet6 ([^/]+)/`, 'm').exec(addresses) ?? [];
  return found;
}
