import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../../../../lib';
import { Pki } from '../../../cluster/pki';
import { revoke } from '../../../outside/revoke-certificate';
import type { Result } from '../../../process/exec';
import { gatewaySecret } from '../../../testbed/gateway';
import { Cluster } from '../_cluster';
import { Project } from '../_project';

const SETTINGS = { tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') };

export const GATEWAY = 'egress-gateway';

/** A cluster whose tenants reach their proxies by gateways, and the words in which scenarios speak about it. */
export class Gateways {
  private constructor(
    readonly cluster: Cluster,
    private readonly pki: Pki,
  ) {}

  static async up(name = 'gateways'): Promise<Gateways> {
    const project = new Project();
    const model = project.write(loadModel(SETTINGS).model);
    const cluster = await Cluster.up(project, model, { name, environment: 'development' });
    const gateways = new Gateways(cluster, Pki.attach(cluster.lab.state));
    await cluster.lab.internet.serve({ name: 'unlisted.example' });
    await cluster.lab.internet.serve({ name: 'tunnel.example', http: [8443], https: [] });
    for (const tenant of ['client-a', 'client-b']) {
      const namespace = `/api/v1/namespaces/${tenant}-demo-egress`;
      await cluster.lab.waitFor(`${tenant} has the namespace of its gateway`, () => cluster.lab.api.get(namespace));
      await gateways.giveCertificate(tenant);
    }
    await cluster.isDeployed();
    return gateways;
  }

  get lab() {
    return this.cluster.lab;
  }

  /** Puts a new certificate into the Secret of a tenant's gateway. Returns its name among the lab's certificates. */
  async giveCertificate(tenant: string, name = `gateway-${tenant}`): Promise<string> {
    await this.pki.issue({ file: name, subject: `/CN=${tenant}` });
    await this.lab.apply(JSON.stringify(gatewaySecret(this.pki, `${tenant}-demo-egress`, name)));
    return name;
  }

  /** The text of a file of the lab's authority. */
  text(file: string): string {
    return readFileSync(this.pki.file(file), 'utf8');
  }

  /** Puts a certificate on the lists of proxies, as `apply.sh` would with a new `ca.crl`. */
  async revoke(hosts: readonly string[], certificate: string): Promise<void> {
    for (const host of hosts.map((name) => this.lab.host(name))) {
      await revoke(host, this.pki, certificate, '/etc/squid/tls/ca.crl');
      await host.must(['squid', '-k', 'reconfigure']);
    }
  }

  /** Runs a script in the pod of a tenant. */
  async inPod(tenant: string, script: string, timeout = 60_000): Promise<Result> {
    const namespace = `${tenant}-demo`;
    const [pod] = await this.cluster.pods(namespace, 'web');
    return this.lab.exec(namespace, pod?.metadata.name ?? '', ['sh', '-c', script], { timeout });
  }

  /** Opens a tunnel from a pod of a tenant, by its gateway and proxy. */
  async openTunnel(tenant: string): Promise<Tunnel> {
    const file = `/dev/shm/tunnel-${Math.random().toString(36).slice(2)}`;
    const talk = `printf 'CONNECT tunnel.example:8443 HTTP/1.0\\r\\n\\r\\n'
      until [ -e ${file}.ask ]; do sleep 0.2; done
      printf 'GET /ip HTTP/1.0\\r\\nHost: tunnel.example\\r\\n\\r\\n'
      until [ -e ${file}.end ]; do sleep 0.2; done`;
    const gateway = `${GATEWAY}.${tenant}-demo-egress.svc.cluster.local 3128`;
    await this.inPod(tenant, `(( ${talk} ) | (nc ${gateway} >${file}; touch ${file}.over)) >/dev/null 2>&1 &`);
    const said = async () => (await this.inPod(tenant, `cat ${file}`)).stdout;
    await this.lab.waitFor('the tunnel is open', async () => (await said()).includes(' 200 '));
    const isOver = async () => (await this.inPod(tenant, `[ -e ${file}.over ]`)).code === 0;
    const answer = async () => {
      await this.inPod(tenant, `touch ${file}.ask`);
      await this.lab.waitFor('the tunnel answers', async () => /\n\d+\.\d+\.\d+\.\d+\n/.test(await said()));
      await this.inPod(tenant, `touch ${file}.end`);
      await this.lab.waitFor('the tunnel is over', isOver);
      return said();
    };
    return { isOver, answer };
  }

  /** Runs a command in the pods of a tenant's gateway; what each said. */
  async inGateways(tenant: string, ...command: readonly string[]): Promise<Result[]> {
    const namespace = `${tenant}-demo-egress`;
    const pods = await this.cluster.pods(namespace, GATEWAY);
    return Promise.all(pods.map(({ metadata }) => this.lab.exec(namespace, metadata.name, command)));
  }

  /** Asks for the address that the world sees, as a tenant's pod does. */
  seen(tenant: string, scheme: 'http' | 'https' = 'http'): Promise<string> {
    return this.cluster.seenAs(`${tenant}-demo`, 'web', scheme);
  }

  /**
   * Sends one request after the other from a pod of a tenant while `act` runs.
   *
   * @param act gets a function that returns the answers so far
   * @returns for each request its status and the address that the internet saw, such as `200 203.0.113.10`
   */
  async asking(tenant: string, act: (soFar: () => Promise<string[]>) => Promise<unknown>): Promise<string[]> {
    const file = `/dev/shm/answers-${Math.random().toString(36).slice(2)}`;
    const ask = `curl -s -m 5 -w ' %{http_code}' http://ifconfig.me/ip | tr -d '\\n' | sed 's/\\(.*\\) \\(.*\\)/\\2 \\1/'; echo`;
    const loop = `until [ -e ${file}.stop ]; do (${ask}) >>${file}; sleep 0.02; done`;
    const asked = this.inPod(tenant, loop, 120_000);
    const soFar = async () => (await this.inPod(tenant, `cat ${file}`)).stdout.trim().split('\n');
    try {
      await act(soFar);
    } finally {
      await this.inPod(tenant, `touch ${file}.stop`);
    }
    await asked;
    return soFar();
  }
}

interface Tunnel {
  /** Whether it was cut. */
  isOver(): Promise<boolean>;
  /** What the other side says when it is asked for the address that it sees. */
  answer(): Promise<string>;
}

/** How often each of some answers came. */
export function counted(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
