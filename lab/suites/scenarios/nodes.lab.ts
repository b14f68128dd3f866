import { join } from 'node:path';
import { type Environment, type EnvironmentModel, loadModel, type Model } from '../../../lib';
import { GATEWAY, SYSTEM_NODE } from '../../machine/topology';
import type { Result } from '../../process/exec';
import { testCni } from '../../runner/cni';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { IMAGE } from './_settings';
import { startDnsCache, startIngress } from './nodes/_on-nodes';

const SETTINGS = { tenants: join(__dirname, 'nodes/tenants'), environments: join(__dirname, 'nodes/overlays') };
const CACHE = '169.254.20.10';
const INGRESS = 'ingress-nginx';
const A = 'client-a-demo';
const B = 'client-b-demo';
const PORTS = [8080, 8081];
/** Prints 1 if the connection came about, whatever then answers. */
const CONNECT = [
  'curl',
  '--silent',
  '--output',
  '/dev/null',
  '--noproxy',
  '*',
  '--max-time',
  '2',
  '--write-out',
  '%{num_connects}',
];
const onCilium = testCni() !== 'calico';

let cluster: Cluster;
let project: Project;
let model: Model;

beforeAll(async () => {
  project = new Project();
  model = project.write(loadModel(SETTINGS).model);
  cluster = await Cluster.up(project, model, { name: 'nodes', environment: 'development' });
  await Promise.all([startDnsCache(cluster.lab, CACHE), startIngress(cluster.lab, INGRESS), cluster.isDeployed()]);
});

afterAll(() => cluster?.down());

async function addressOf(namespace: string): Promise<string> {
  const [pod] = await cluster.pods(namespace, 'web');
  return pod?.status.podIP;
}

/** Whether a name was answered by the cache on the pod's own node. */
async function resolves(namespace: string): Promise<boolean> {
  const [pod] = await cluster.pods(namespace, 'web');
  const ask = ['timeout', '3', 'nslookup', '-type=a', 'kubernetes.default.svc.cluster.local', CACHE];
  return (await cluster.lab.exec(namespace, pod?.metadata.name ?? '', ask)).stdout.includes('Address: 10.32.0.1\n');
}

/** The ports of an address that take a connection. */
async function open(address: string, ports: readonly number[], connect: (url: string) => Promise<Result>) {
  const outcomes = await Promise.all(ports.map((port) => connect(`http://${address}:${port}/`)));
  return ports.filter((_, index) => outcomes[index]?.stdout === '1');
}

function fromPod(namespace: string, name: string) {
  return (url: string) => cluster.lab.exec(namespace, name, [...CONNECT, url]);
}

/** The ports of a tenant's pod that take a connection from the host's network of each node. */
async function openToNodes(namespace: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const address = await addressOf(namespace);
  const pods = await cluster.pods(INGRESS, 'ingress');
  const all = pods.map(async ({ metadata, spec }) => {
    return [spec.nodeName, await open(address, PORTS, fromPod(INGRESS, metadata.name))] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

/** The ports of client-a's pod that take a connection from a machine in the private network that is not a node. */
async function openToMachine(): Promise<readonly number[]> {
  const address = await addressOf(A);
  const node = cluster.lab.topology.nodes.find(({ name }) => name === cluster.lab.nodeOf('client-a'));
  const machine = cluster.lab.host(GATEWAY);
  await machine.must(['ip', 'route', 'replace', address, 'via', node?.address ?? '']);
  return open(address, PORTS, (url) => machine.run([...CONNECT, url]));
}

/** Deploys the settings with a change. Policies take a moment to be in force on each node. */
async function deploy(change: (each: EnvironmentModel) => EnvironmentModel): Promise<void> {
  project.write({ ...model, environments: model.environments.map(change) });
  await cluster.isDeployed(await cluster.lab.source.push(project.output, 'Change the settings'));
}

function without(setting: 'cni' | 'nodeLocalDns', environment: Environment): Environment {
  const { [setting]: _, ...cluster } = environment.cluster;
  return { ...environment, cluster };
}

describe('pods and the DNS cache of their node', () => {
  test('names resolve there', async () => {
    expect([await resolves(A), await resolves(B)]).toEqual([true, true]);
  });

  test('no other port of its address is open, nor of the node', async () => {
    const [pod] = await cluster.pods(A, 'web');
    const connect = fromPod(A, pod?.metadata.name ?? '');
    const node = cluster.lab.topology.nodes.find(({ name }) => name === cluster.lab.nodeOf('client-a'));
    expect(await open(CACHE, [53, 8181, 10250], connect)).toEqual([53]);
    expect(await open(node?.address ?? '', [53, 8181, 10250], connect)).toEqual([]);
  });
});

describe('an ingress controller on the host’s network', () => {
  test('reaches the declared port from every node, and a pod of its own node at any port', async () => {
    expect(await openToNodes(A)).toEqual({
      'client-a-pool-1': PORTS,
      'client-b-pool-1': [8080],
      [SYSTEM_NODE]: [8080],
    });
  });

  test('does not reach the pods of a tenant that has not declared it, except from their own node', async () => {
    expect(await openToNodes(B)).toEqual({ 'client-a-pool-1': [], 'client-b-pool-1': PORTS, [SYSTEM_NODE]: [] });
  });

  test('what else is let in with the nodes: on Calico every machine in the private network, on Cilium none', async () => {
    expect(await openToMachine()).toEqual(onCilium ? [] : [8080]);
  });

  test('pods of other namespaces stay out, that of the ingress controller included', async () => {
    const run = ['run', 'visitor', `--image=${IMAGE}`, '--restart=Never', '--namespace', INGRESS];
    await cluster.byHand(...run, '--command', '--', 'sleep', '600');
    await cluster.byHand('wait', 'pod/visitor', '--for=condition=Ready', '--timeout=60s', '--namespace', INGRESS);
    expect(await open(await addressOf(A), PORTS, fromPod(INGRESS, 'visitor'))).toEqual([]);
  });
});

const OWN_NODE_ALONE = { 'client-a-pool-1': PORTS, 'client-b-pool-1': [], [SYSTEM_NODE]: [] };

if (onCilium) {
  test('without cluster.cni, other machines are let in instead of nodes, and names do not resolve', async () => {
    await deploy(({ environment, tenants }) => ({ environment: without('cni', environment), tenants }));
    await cluster.lab.waitFor('the cache is closed', async () => !(await resolves(A)));
    expect(await openToNodes(A)).toEqual(OWN_NODE_ALONE);
    expect(await openToMachine()).toEqual([8080]);
  });
}

test('without the settings, names do not resolve there, and no other node is let in', async () => {
  await deploy(({ environment, tenants }) => ({
    environment: without('nodeLocalDns', environment),
    tenants: tenants.map((tenant) => ({ ...tenant, ingress: [] })),
  }));
  await cluster.lab.waitFor('the cache is closed', async () => !(await resolves(A)));
  expect(await resolves(B)).toBe(false);
  expect(await openToNodes(A)).toEqual(OWN_NODE_ALONE);
});
