import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EnvironmentModel, loadModel, SYNTH_ROOTS, synthesize, writeOutput } from '../../lib';
import type { KubernetesObject } from '../cluster/api';
import { Pki } from '../cluster/pki';
import { Lab } from '../lab';
import { commandLine, pidsOfContainer, pidsOfPod, sendAll } from '../process/proc';
import { scriptCommand } from '../process/script';
import { gatewaySecret } from './gateway';

const SETTINGS = join(__dirname, 'gateways');
const GATEWAY = 'egress-gateway';
const TENANT = 'client-a';
const NAMESPACE = 'client-a-demo-egress';

/** A cluster with one tenant, whose pool has two nodes with a pod on each. */
export class GatewayCluster {
  private constructor(
    readonly lab: Lab,
    private readonly repository: string,
  ) {}

  static async up(clientCertificate: boolean): Promise<GatewayCluster> {
    const repository = mkdtempSync(join(tmpdir(), 'egress-gateways-'));
    const name = `bench-gateway-${clientCertificate ? 'tls' : 'plain'}`;
    const model = modelOf(clientCertificate);
    writeOutput(repository, synthesize({ base: model.tenants, environments: [model] }), { roots: SYNTH_ROOTS });
    const lab = await Lab.up({ name, model, repository });
    const cluster = new GatewayCluster(lab, repository);
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
    rmSync(this.repository, { recursive: true, force: true });
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

  /** Starts a program in the network of the tenant's pod on a node. It gets the address of the gateway's Service as its first argument. */
  async start(node: string, script: string, ...args: readonly string[]): Promise<ChildProcess> {
    const pod = (await this.pods('client-a-demo', 'web')).find(({ spec }) => spec.nodeName === node);
    if (!pod) throw new Error(`${node} has no pod of the tenant`);
    const service = await this.lab.api.get(`/api/v1/namespaces/${NAMESPACE}/services/${GATEWAY}`);
    const [pid] = pidsOfPod(pod.metadata.uid as string);
    const command = scriptCommand(script, service?.spec.clusterIP, ...args);
    return spawn('nsenter', [`--net=/proc/${pid}/ns/net`, '--', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  /** Sends a signal to every process of a pod's containers whose name matches. */
  signal({ metadata }: KubernetesObject, signal: NodeJS.Signals, name = /./): void {
    sendAll(
      pidsOfPod(metadata.uid as string).filter((each) => name.test(commandLine(each))),
      signal,
    );
  }

  /** Kills every process of one of a pod's containers. */
  killContainer({ status }: KubernetesObject, container: string): void {
    const { containerID } = status.containerStatuses.find(({ name }: { name: string }) => name === container);
    sendAll(pidsOfContainer(containerID), 'SIGKILL');
  }

  private async pods(namespace: string, workload: string): Promise<KubernetesObject[]> {
    const selector = encodeURIComponent(`app.kubernetes.io/name=${workload}`);
    const pods = await this.lab.api.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
    return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  private async giveCertificate(): Promise<void> {
    const pki = Pki.attach(this.lab.state);
    await pki.issue({ file: 'gateway', subject: `/CN=${TENANT}` });
    await this.lab.apply(JSON.stringify(gatewaySecret(pki, NAMESPACE, 'gateway')));
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

/** Whether a pod is ready. */
export function isReady({ status }: KubernetesObject): boolean {
  return status?.conditions?.some(
    ({ type, status }: { type: string; status: string }) => type === 'Ready' && status === 'True',
  );
}
