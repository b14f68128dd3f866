import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../lab/cluster/api';
import { Pki } from '../lab/cluster/pki';
import { Lab } from '../lab/lab';
import { allPids } from '../lab/process/proc';
import { scriptCommand } from '../lab/process/script';
import { Project } from '../lab/suites/scenarios/_project';
import { type EnvironmentModel, loadModel } from '../lib';
import type { Probe } from './_prober';

const SETTINGS = join(__dirname, 'gateways');
const GATEWAY = 'egress-gateway';
const TENANT = 'client-a';
const NAMESPACE = 'client-a-demo-egress';
const WEB = 'ifconfig.me';

/** A cluster with one tenant, whose pool has two nodes with a pod on each. */
export class GatewayCluster {
  private constructor(
    readonly lab: Lab,
    private readonly project: Project,
  ) {}

  static async up(clientCertificate: boolean): Promise<GatewayCluster> {
    const project = new Project();
    const name = `bench-gateway-${clientCertificate ? 'tls' : 'plain'}`;
    const model = modelOf(clientCertificate);
    project.write({ base: model.tenants, environments: [model] });
    const lab = await Lab.up({ name, model, repository: project.output });
    const cluster = new GatewayCluster(lab, project);
    try {
      await lab.waitFor('the gateway has a namespace', () => lab.api.get(`/api/v1/namespaces/${NAMESPACE}`));
      if (clientCertificate) await cluster.giveCertificate();
      await cluster.isReady();
      return cluster;
    } catch (error) {
      await cluster.down();
      throw error;
    }
  }

  async down(): Promise<void> {
    await this.lab.down();
    this.project.remove();
  }

  get nodes(): string[] {
    return this.lab.topology.nodes.flatMap(({ name, tenant }) => (tenant ? [name] : []));
  }

  /** Waits until each node has a tenant's pod that runs and two gateways are ready. */
  async isReady(): Promise<void> {
    await this.lab.waitFor(
      'everything runs',
      async () => {
        const ready = (await this.gateways()).filter(isReady);
        const pods = (await this.pods('client-a-demo', 'web')).filter(isReady);
        return ready.length === 2 && new Set(pods.map(({ spec }) => spec.nodeName)).size === 2;
      },
      180_000,
    );
  }

  gateways(): Promise<KubernetesObject[]> {
    return this.pods(NAMESPACE, GATEWAY);
  }

  /** The gateway's pod on a node. */
  async gatewayOn(node: string): Promise<KubernetesObject> {
    const pod = (await this.gateways()).find(({ spec }) => spec.nodeName === node);
    if (!pod) throw new Error(`${node} has no gateway`);
    return pod;
  }

  /** Asks from the tenant's pod on a node until it is stopped. */
  async probe(node: string, every: number): Promise<ClusterProber> {
    const pod = (await this.pods('client-a-demo', 'web')).find(({ spec }) => spec.nodeName === node);
    if (!pod) throw new Error(`${node} has no pod of the tenant`);
    const service = await this.lab.api.get(`/api/v1/namespaces/${NAMESPACE}/services/${GATEWAY}`);
    const [pid] = pidsOf(pod);
    const script = scriptCommand(
      join(__dirname, '_prober.ts'),
      service?.spec.clusterIP,
      '3128',
      `http://${WEB}/ip`,
      String(every),
    );
    const child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, '--', ...script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new ClusterProber(child);
  }

  /** Sends a signal to every process of a pod's containers whose name matches. */
  signal(pod: KubernetesObject, signal: NodeJS.Signals, name = /./): void {
    for (const pid of pidsOf(pod).filter((each) => name.test(commandOf(each)))) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        // It ended together with one before it.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  private async pods(namespace: string, workload: string): Promise<KubernetesObject[]> {
    const selector = encodeURIComponent(`app.kubernetes.io/name=${workload}`);
    const pods = await this.lab.api.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  private async giveCertificate(): Promise<void> {
    const pki = Pki.attach(this.lab.state);
    await pki.issue({ file: 'gateway', subject: `/CN=${TENANT}` });
    const files = { 'tls.crt': 'gateway.crt', 'tls.key': 'gateway.key', 'ca.crt': 'ca.crt' };
    const data = Object.entries(files).map(([key, file]) => [key, readFileSync(pki.file(file)).toString('base64')]);
    const secret = { metadata: { name: `${GATEWAY}-tls`, namespace: NAMESPACE }, type: 'kubernetes.io/tls' };
    await this.lab.apply(
      JSON.stringify({ apiVersion: 'v1', kind: 'Secret', ...secret, data: Object.fromEntries(data) }),
    );
  }
}

export class ClusterProber {
  private output = '';

  constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => {
      this.output += chunk;
    });
  }

  probes(): Probe[] {
    const lines = this.output.split('\n').filter((line) => line.endsWith('}'));
    return lines.map((line) => JSON.parse(line) as Probe);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** The model of the folder `gateways`, with certificates or without. */
function modelOf(clientCertificate: boolean): EnvironmentModel {
  const { model } = loadModel({ tenants: join(SETTINGS, 'tenants'), environments: join(SETTINGS, 'overlays') });
  const [found] = model.environments;
  if (!found) throw new Error(`${SETTINGS} has no environment`);
  const tenants = found.tenants.map((each) => ({ ...each, egress: { ...each.egress, clientCertificate } }));
  return { ...found, tenants };
}

function isReady({ status }: KubernetesObject): boolean {
  return status?.conditions?.some(
    ({ type, status }: { type: string; status: string }) => type === 'Ready' && status === 'True',
  );
}

/** The processes of a pod's containers, by the name of its control group. */
function pidsOf({ metadata }: KubernetesObject): number[] {
  return allPids().filter((pid) => read(`/proc/${pid}/cgroup`).includes(`/pod${metadata.uid}/`));
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
