import type { Endpoint, PodEndpoint } from '../../../lib/network-policy';
import { ensureBinaries } from '../../binaries/ensure';
import { routePods } from '../../cluster/routes';
import type { Lab } from '../../lab';
import { Prober } from '../../machine/prober';
import { CONTROL_PLANE, INTERNET, WEB } from '../../machine/topology';
import { allPids, commandLine } from '../../process/proc';
import { say, testOptions } from '../../runner/options';
import { endpointsHavePolicies } from './_revision';

export const IMAGE = 'curlimages/curl:8.11.1';
export const PORTS = [18080, 18081, 18082, 18083];
const NAME = 'kubernetes.io/metadata.name';

/** Namespaces of the generated policies, and one whose policy shows that those before it are in force. */
export const NAMESPACES = ['one', 'two', 'three'];
const MARKER = 'marker';
const TEAMS: Readonly<Record<string, string>> = { one: 'a', two: 'a', three: 'b' };

interface PodPlan {
  readonly namespace: string;
  readonly name: string;
  /** Index of its node. */
  readonly node: 0 | 1;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: NonNullable<PodEndpoint['ports']>;
}

const http = (port: number) => ({ http: { protocol: 'TCP', port } }) as const;
const PODS: readonly PodPlan[] = [
  { namespace: 'one', name: 'a', node: 0, labels: { app: 'web', tier: 'front' }, ports: http(18080) },
  {
    namespace: 'one',
    name: 'b',
    node: 1,
    labels: { app: 'database' },
    ports: { ...http(18081), admin: { protocol: 'TCP', port: 18082 } },
  },
  { namespace: 'two', name: 'a', node: 1, labels: { app: 'web' }, ports: http(18080) },
  { namespace: 'two', name: 'b', node: 0, labels: { app: 'cache', tier: 'back' }, ports: {} },
  { namespace: 'three', name: 'a', node: 0, labels: {}, ports: http(18083) },
  {
    namespace: 'three',
    name: 'b',
    node: 1,
    labels: { app: 'database', tier: 'back' },
    ports: { admin: { protocol: 'TCP', port: 18082 } },
  },
  { namespace: MARKER, name: 'a', node: 0, labels: {}, ports: {} },
  { namespace: MARKER, name: 'b', node: 1, labels: {}, ports: {} },
];

/** One place that connections come from or go to. */
export interface Place {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly address: string;
  /** Undefined: nothing starts there. */
  readonly prober?: Prober;
}

/** Pods, nodes and machines outside the cluster, with a prober in each network. */
export class World {
  private constructor(
    private readonly lab: Lab,
    /** All but the marker's pods. */
    readonly places: readonly Place[],
    private readonly markers: readonly Place[],
    private readonly probers: readonly Prober[],
    /** Cilium's client. Undefined: the datapath is Calico. */
    private readonly dbg?: string,
  ) {}

  static async create(lab: Lab): Promise<World> {
    const binaries = await ensureBinaries(say, testOptions());
    for (const namespace of [...NAMESPACES, MARKER])
      await lab.api.create('/api/v1/namespaces', namespaceObject(namespace));
    // Where the datapath tunnels packets, a machine outside the cluster knows no way to pods.
    await routePods(lab.topology, [lab.host(CONTROL_PLANE)]);
    const nodes = lab.topology.nodes;
    const probers: Prober[] = [];
    const prober = async (name: string, pid: number) => {
      const started = await Prober.start(name, pid, PORTS);
      probers.push(started);
      return started;
    };
    const pods = await Promise.all(
      PODS.map(async (plan): Promise<Place> => {
        const node = nodes[plan.node]?.name as string;
        const address = await startPod(lab, plan, node);
        const { namespace, labels, ports } = plan;
        const endpoint = { namespace, namespaceLabels: labelsOf(namespace), labels, addresses: [address], ports, node };
        const name = `${namespace}/${plan.name}`;
        return { name, endpoint, address, prober: await prober(name, await pidOf(lab, plan)) };
      }),
    );
    const machines = await Promise.all(
      nodes.slice(0, 2).map(async ({ name, address }): Promise<Place> => {
        const endpoint = { node: name, addresses: [address] };
        return { name, endpoint, address, prober: await prober(name, lab.host(name).pid) };
      }),
    );
    const { address } = lab.topology.controlPlane;
    const outside: Place[] = [
      {
        name: CONTROL_PLANE,
        endpoint: { address },
        address,
        prober: await prober(CONTROL_PLANE, lab.host(CONTROL_PLANE).pid),
      },
      { name: INTERNET, endpoint: { address: WEB }, address: WEB },
    ];
    await prober(INTERNET, lab.host(INTERNET).pid);
    const isMarker = ({ endpoint }: Place) => 'namespace' in endpoint && endpoint.namespace === MARKER;
    const places = [...pods.filter((pod) => !isMarker(pod)), ...machines, ...outside];
    return new World(lab, places, pods.filter(isMarker), probers, binaries['cilium-dbg']);
  }

  get pods(): readonly PodEndpoint[] {
    return [...this.places, ...this.markers].flatMap(({ endpoint }) => ('namespace' in endpoint ? [endpoint] : []));
  }

  /** Replaces all policies of the namespaces, and waits until each node's datapath enforces the new ones. */
  async enforce(
    policies: readonly { readonly metadata: { readonly namespace: string } }[],
    round: number,
  ): Promise<void> {
    await Promise.all([...NAMESPACES, MARKER].map((namespace) => this.must('DELETE', collection(namespace))));
    await Promise.all(policies.map((policy) => this.must('POST', collection(policy.metadata.namespace), policy)));
    // What is written last is enforced last: each node lets the marker's pods be reached at one port, by turns.
    const [open = 0, closed = 0] = round % 2 === 0 ? PORTS : [...PORTS.slice(0, 2)].reverse();
    await this.must('POST', collection(MARKER), markerPolicy(open));
    const [a, b] = this.markers as readonly [Place, Place];
    const isEnforced = async (from: Place, to: Place) => {
      const [first, second] = await reaches(
        from,
        [open, closed].map((port) => ({ to, port })),
        250,
      );
      return first === true && second === false;
    };
    await this.lab.waitFor('the datapath of both nodes enforces the policies', async () => {
      const enforced = await Promise.all([isEnforced(a, b), isEnforced(b, a)]);
      return enforced.every(Boolean);
    });
    const { dbg } = this;
    if (dbg === undefined) return;
    const nodes = this.lab.topology.nodes.map(({ name }) => this.lab.host(name));
    await Promise.all(nodes.map((node) => endpointsHavePolicies(node, dbg)));
  }

  /** Whether each connection is established. Those of one place are tried at the same time. */
  async tries(connections: readonly { from: Place; to: Place; port: number }[], timeout: number): Promise<boolean[]> {
    const open = new Array<boolean>(connections.length).fill(false);
    const sources = new Set(connections.map(({ from }) => from));
    await Promise.all(
      [...sources].map(async (source) => {
        const own = connections.flatMap((each, index) => (each.from === source ? [{ ...each, index }] : []));
        const answers = await reaches(source, own, timeout);
        own.forEach(({ index }, at) => {
          open[index] = answers[at] ?? false;
        });
      }),
    );
    return open;
  }

  async stop(): Promise<void> {
    await Promise.all(this.probers.map((prober) => prober.stop()));
  }

  private async must(method: string, path: string, body?: object): Promise<void> {
    const { status, body: answer } = await this.lab.api.request(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${answer.message} ${JSON.stringify(body)}`);
  }
}

/** Whether each TCP connection from one place is established. */
async function reaches(
  from: Place,
  connections: readonly { readonly to: Place; readonly port: number }[],
  timeout: number,
): Promise<readonly boolean[]> {
  const targets = connections.map(({ to, port }) => ({ kind: 'tcp', address: to.address, port }) as const);
  const outcomes = (await from.prober?.tries(targets, timeout)) ?? [];
  return outcomes.map((outcome) => outcome === 'open');
}

function collection(namespace: string): string {
  return `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
}

function markerPolicy(port: number): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'marker', namespace: MARKER },
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port }] }] },
  };
}

function labelsOf(namespace: string): Readonly<Record<string, string>> {
  const team = TEAMS[namespace];
  return { [NAME]: namespace, ...(team ? { team } : {}) };
}

function namespaceObject(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: labelsOf(name) } };
}

/** Returns the address of the pod, as soon as it runs. */
async function startPod(lab: Lab, { namespace, name, labels, ports }: PodPlan, node: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      nodeName: node,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'idle',
          image: IMAGE,
          imagePullPolicy: 'Never',
          command: ['sh', '-c', 'sleep 1000000 & wait', word(lab, { namespace, name })],
          ports: Object.entries(ports).map(([port, each]) => ({
            name: port,
            containerPort: each.port,
            protocol: each.protocol,
          })),
        },
      ],
    },
  };
  // The namespace's ServiceAccount comes a moment after the namespace.
  await lab.waitFor(`the pod ${namespace}/${name} is taken`, async () => {
    const { status, body } = await lab.api.request('POST', path, object);
    if (status !== 201) throw new Error(body.message);
    return true;
  });
  return lab.waitFor(`the pod ${namespace}/${name} runs`, async () => {
    const pod = await lab.api.get(`${path}/${name}`);
    return pod?.status?.phase === 'Running' ? (pod.status.podIP as string) : undefined;
  });
}

/** By which a pod's process is found on this machine. */
function word(lab: Lab, { namespace, name }: Pick<PodPlan, 'namespace' | 'name'>): string {
  return `probed-${lab.state.name}-${namespace}-${name}`;
}

function pidOf(lab: Lab, plan: PodPlan): Promise<number> {
  return lab.waitFor(`the process of ${plan.namespace}/${plan.name} is found`, async () =>
    allPids().find((pid) => commandLine(pid).endsWith(word(lab, plan))),
  );
}
