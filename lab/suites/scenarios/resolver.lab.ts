import { join } from 'node:path';
import { type EnvironmentModel, loadModel, type Model } from '../../../lib';
import { SYSTEM_NODE } from '../../machine/topology';
import { testCni } from '../../runner/cni';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { apiServerOnNodes, byRange, canReach, startProbe } from './resolver/_api-server';

const NAMESPACE = 'client-a-demo';
const RESOLVER = 'egress-dns';
const SETTINGS = { tenants: join(__dirname, 'resolver/tenants'), environments: join(__dirname, 'resolver/overlays') };

let cluster: Cluster;
let project: Project;
let model: Model;
let attempts = 0;

beforeAll(async () => {
  project = new Project();
  model = project.write(loadModel(SETTINGS).model);
  cluster = await Cluster.up(project, model, { name: 'resolver', environment: 'development' });
  await cluster.isDeployed();
});

afterAll(() => cluster?.down());

async function inPod(...command: readonly string[]): Promise<{ code: number; stdout: string; said: string }> {
  const [pod] = await cluster.pods(NAMESPACE, 'web');
  const { code, stdout, stderr } = await cluster.lab.exec(NAMESPACE, pod?.metadata.name ?? '', command);
  return { code, stdout, said: stdout + stderr };
}

/** Asks for a name in which a message stands that nobody has sent before. */
async function tunnel(...args: readonly string[]): Promise<{ name: string; code: number; said: string }> {
  attempts += 1;
  const name = `message-${attempts}.tunnel.example`;
  const answer = await inPod('timeout', '3', 'nslookup', ...args.map((arg) => arg.replace('NAME', name)));
  return { name, ...answer };
}

/** Whether a name has come to the DNS outside, from whomever. */
function hasLeft(name: string): boolean {
  return cluster.lab.internet.queries().some((query) => query.name.includes(name));
}

async function rolledOut(namespace: string, deployment: string): Promise<void> {
  const status = ['rollout', 'status', `deployment/${deployment}`, '--namespace', namespace, '--timeout=60s'];
  expect(await cluster.lab.kubectl(status)).toMatchObject({ code: 0 });
}

test('a pod asks the resolver of the tenants, and nobody else', async () => {
  expect((await inPod('cat', '/etc/resolv.conf')).stdout).toBe(
    `search ${NAMESPACE}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.32.0.53\noptions ndots:5\n`,
  );
});

test.each([
  ['kubernetes.default.svc.cluster.local', '10.32.0.1'],
  ['egress-dns.egress-dns.svc.cluster.local', '10.32.0.53'],
])('names inside the cluster resolve: %s', async (name, address) => {
  expect((await inPod('nslookup', '-type=a', name)).stdout).toContain(`Address: ${address}\n`);
});

test('a short name means the tenant’s own service', async () => {
  expect((await inPod('curl', '-s', '--max-time', '5', 'http://web:8080/hostname')).code).toBe(0);
});

test('an address inside has no name, by which the Services of others would be found', async () => {
  const { said } = await inPod('nslookup', '10.32.0.1');
  expect(said).toContain('NXDOMAIN');
  expect(said).not.toContain('cluster.local');
});

describe('a message in a name', () => {
  test.each([
    ['asked as an address', ['NAME']],
    ['asked as text', ['-type=txt', 'NAME']],
    ['as if it were below the cluster', ['-type=a', 'NAME.cluster.local']],
    ['in a service of another namespace', ['-type=srv', 'NAME.kube-system.svc.cluster.local']],
  ])('%s is answered at once that there is no such name', async (_, args) => {
    const { name, said } = await tunnel(...args);
    expect(said).toContain('NXDOMAIN');
    expect(hasLeft(name)).toBe(false);
  });

  test('asked of any other DNS is not answered, and does not leave', async () => {
    const [pod] = await cluster.lab.api.list('/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dkube-dns');
    const { internet, nodes } = cluster.lab.topology;
    const servers = ['10.32.0.10', pod?.status.podIP, internet.dns, nodes[0]?.address];
    const outcomes = await Promise.all(servers.map((server) => tunnel('-type=a', 'NAME', server)));
    for (const { name, code, said } of outcomes) {
      expect(code).not.toBe(0);
      expect(said).not.toMatch(/NXDOMAIN|REFUSED/);
      expect(hasLeft(name)).toBe(false);
    }
  });
});

test('what goes through the proxy needs no names here: Squid resolves them', async () => {
  expect(await cluster.seenAs(NAMESPACE, 'web', 'https')).toBe('203.0.113.10');
  expect(await cluster.seenAs(NAMESPACE, 'web', 'http')).toBe('203.0.113.10');
});

test('the resolver stands on a node that is nobody’s own, and answers tenants alone', async () => {
  const pods = await cluster.pods(RESOLVER, RESOLVER);
  expect(pods.map(({ spec }) => spec.nodeName)).toEqual(['system-1', 'system-1']);
  const run = ['run', 'outsider', '--image=curlimages/curl:8.11.1', '--restart=Never', '--namespace=default'];
  await cluster.byHand(...run, '--command', '--', 'sleep', '600');
  await cluster.byHand('wait', 'pod/outsider', '--for=condition=Ready', '--timeout=60s', '--namespace=default');
  const ask = async (server: string) => {
    const command = ['timeout', '3', 'nslookup', '-type=a', 'kubernetes.default.svc.cluster.local', server];
    return (await cluster.lab.exec('default', 'outsider', command)).stdout.includes('10.32.0.1\n');
  };
  expect(await Promise.all(['10.32.0.10', '10.32.0.53'].map(ask))).toEqual([true, false]);
});

describe('an API server that also runs on nodes', () => {
  test('is reached on each node', async () => {
    const { nodes, controlPlane } = cluster.lab.topology;
    await apiServerOnNodes(cluster.lab);
    await startProbe(cluster.lab, RESOLVER);
    const all = [controlPlane, ...nodes].map(({ address }) => address);
    await cluster.lab.waitFor('all are open', async () => (await canReach(cluster.lab, RESOLVER, all)).length === 3);
  });

  if (testCni() !== 'calico') {
    test('by a range of addresses, only the one outside the nodes is reached', async () => {
      const { nodes, controlPlane, privateNetwork } = cluster.lab.topology;
      await byRange(cluster.lab, RESOLVER, privateNetwork);
      const [first, ...others] = [SYSTEM_NODE, cluster.lab.nodeOf('client-a')].map(
        (name) => nodes.find((node) => node.name === name)?.address ?? '',
      );
      const all = [controlPlane.address, first as string, ...others];
      await cluster.lab.waitFor('nodes are closed', async () => {
        return !(await canReach(cluster.lab, RESOLVER, all)).includes(first as string);
      });
      expect(await canReach(cluster.lab, RESOLVER, all)).toEqual([controlPlane.address]);
    });
  }

  afterAll(async () => {
    await cluster.byHand('delete', 'endpointslice', 'kubernetes-on-nodes', '--namespace=default');
    await cluster.byHand('delete', 'pod', 'probe', '--namespace', RESOLVER);
    await cluster.reconcile();
  });
});

test('a resolver that forwards is a lock that is open: the policy is the other one', async () => {
  const corefile = `.:53 {\n  ready\n  forward . ${cluster.lab.topology.internet.dns}\n}\n`;
  const patch = JSON.stringify({ data: { Corefile: corefile } });
  await cluster.byHand('patch', 'configmap', RESOLVER, '--namespace', RESOLVER, '--patch', patch);
  await cluster.byHand('rollout', 'restart', 'deployment', '--namespace', RESOLVER);
  await rolledOut(RESOLVER, RESOLVER);
  // Those that are on their way out answer for a moment.
  await cluster.lab.waitFor('the names inside are no longer known', async () => {
    return (await inPod('timeout', '2', 'nslookup', '-type=a', 'kubernetes.default.svc.cluster.local')).code !== 0;
  });
  expect(hasLeft((await tunnel('-type=a', 'NAME')).name)).toBe(false);

  const open = ['delete', 'networkpolicy', 'default-deny', 'allow-api-server', '--namespace', RESOLVER];
  await cluster.byHand(...open, '--ignore-not-found');
  if (testCni() !== 'calico') await cluster.byHand('delete', 'ciliumnetworkpolicy', '--all', '--namespace', RESOLVER);
  await cluster.lab.waitFor('the message has left', async () => hasLeft((await tunnel('-type=a', 'NAME')).name));
});

test('where it is not chosen, the tunnel through the DNS of the cluster remains', async () => {
  const without = model.environments.map(({ environment: { cluster: network, ...environment }, tenants }) => {
    const { resolver, ...rest } = network;
    return { environment: { ...environment, cluster: rest }, tenants } as EnvironmentModel;
  });
  project.write({ ...model, environments: without });
  const commit = await cluster.lab.source.push(project.output, 'Without a resolver');
  await cluster.isDeployed(commit);
  expect(hasLeft((await tunnel('-type=a', 'NAME')).name)).toBe(true);
  await cluster.lab.waitFor('nothing of the resolver is left', async () => {
    return (await cluster.lab.api.get(`/api/v1/namespaces/${RESOLVER}`)) === undefined;
  });
});
