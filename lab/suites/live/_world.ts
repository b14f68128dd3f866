import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { loadModel } from '../../../lib';
import { Pki } from '../../cluster/pki';
import { INTERNET } from '../../machine/topology';
import { type Result, run } from '../../process/exec';
import { scriptCommand } from '../../process/script';
import { testOptions } from '../../runner/options';
import { gatewaySecret } from '../../testbed/gateway';
import { NETWORK } from '../../testbed/network';
import { Cluster } from '../scenarios/_cluster';
import { Project } from '../scenarios/_project';

const MAIN = resolve(__dirname, '../../../lib/cli/main.ts');

/** One tenant whose pods speak to their proxy themselves, one with a gateway and certificates. */
const TENANTS = [
  {
    name: 'client-a',
    nodePool: { sources: ['172.16.28.20'] },
    egress: { proxies: [{ name: 'squid-a', address: '172.16.28.8', publicAddress: '203.0.113.10' }] },
    quota: { cpu: 4, memory: '2Gi', pods: 10 },
    registries: ['docker.io/curlimages'],
    workloads: [workload(2)],
  },
  {
    name: 'client-b',
    nodePool: { sources: ['172.16.28.21'] },
    egress: {
      proxies: [{ name: 'squid-b', address: '172.16.28.9', publicAddress: '203.0.113.11' }],
      clientCertificate: true,
      allow: ['ifconfig.me'],
    },
    registries: ['docker.io/curlimages'],
    workloads: [workload(1)],
  },
];

/** Namespace of Prometheus. */
export const MONITORING = 'monitoring';

/** Who may do what `live --rights` prints, and nothing else. */
const AUDITOR = 'auditor';

function workload(replicas: number) {
  const serve = 'trap exit TERM; while :; do sleep 3600 & wait $!; done';
  const image = 'curlimages/curl:8.11.1';
  return { name: 'web', image, runAsUser: 100, replicas, command: ['sh', '-c'], args: [serve] };
}

interface Answer {
  readonly code: number;
  /** `<id> <object>: <message>` of each finding. */
  readonly found: readonly string[];
  readonly checks: readonly { readonly check: string; readonly state: string }[];
  readonly stderr: string;
}

/** A cluster, the settings that it was made of, and the command `live` on both. */
export class LiveWorld {
  private readonly folder = mkdtempSync(join(tmpdir(), 'egress-live-'));

  private constructor(
    readonly cluster: Cluster,
    private readonly probe?: object,
  ) {}

  /** @param name of the lab. @param probe of the environment. Default: none */
  static async up(name = 'live', probe?: object): Promise<LiveWorld> {
    const project = new Project();
    const world = mkdtempSync(join(tmpdir(), 'egress-live-settings-'));
    writeSettings(world, undefined, probe);
    const model = project.write(loadModel(foldersOf(world)).model);
    rmSync(world, { recursive: true });
    const cluster = await Cluster.up(project, model, { name, environment: 'development' });
    const live = new LiveWorld(cluster, probe);
    const { api } = cluster.lab;
    await cluster.lab.waitFor('the gateway has its namespace', () => api.get('/api/v1/namespaces/client-b-egress'));
    await live.giveCertificate(30);
    await cluster.isDeployed();
    const namespace = await api.get('/api/v1/namespaces/kube-system');
    writeSettings(live.folder, namespace?.metadata.uid as string, probe);
    await live.furnish();
    return live;
  }

  async down(): Promise<void> {
    await this.cluster.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get lab() {
    return this.cluster.lab;
  }

  /** Runs `live`, as the user who has the rights that it asks for and no others. */
  async live(...args: readonly string[]): Promise<Answer> {
    const { code, stdout, stderr } = await this.command('live', '--json', ...args);
    if (!stdout.startsWith('{')) throw new Error(`live ended with ${code}: ${stdout}${stderr}`);
    const { findings, checks } = JSON.parse(stdout) as {
      readonly findings: readonly { readonly id: string; readonly object: string; readonly message: string }[];
    } & Pick<Answer, 'checks'>;
    return { code, checks, stderr, found: findings.map(({ id, object, message }) => `${id} ${object}: ${message}`) };
  }

  command(name: string, ...args: readonly string[]): Promise<Result> {
    const { tenants, environments } = foldersOf(this.folder);
    const env = { ...process.env, PATH: `${join(this.folder, 'bin')}${delimiter}${process.env.PATH}` };
    const folders = ['--tenants', tenants, '--environments', environments, '--out', this.lab.source.folder];
    return run(scriptCommand(MAIN, name, ...folders, ...args), { env, timeout: 180_000 });
  }

  /** Lets the settings name another cluster, or none. */
  setUid(uid: string | undefined): void {
    writeSettings(this.folder, uid, this.probe);
  }

  get uid(): Promise<string> {
    return this.lab.api.get('/api/v1/namespaces/kube-system').then((one) => one?.metadata.uid as string);
  }

  /** Puts a certificate that is valid for so long into the Secret of the gateway. */
  async giveCertificate(days: number): Promise<void> {
    const pki = Pki.attach(this.lab.state);
    await pki.issue({ file: 'gateway', subject: '/CN=client-b', days });
    await this.lab.apply(JSON.stringify(gatewaySecret(pki, 'client-b-egress', 'gateway')));
  }

  /** Replaces the rights of the user. @param without a resource that is left out */
  async giveRights(without?: string): Promise<void> {
    const { stdout } = await this.command('live', '--rights');
    const role = without === undefined ? stdout : stdout.replace(new RegExp(`\\b${without}\\b`), 'nothing');
    if (without !== undefined && role === stdout) throw new Error(`${without} is not among the rights`);
    await this.lab.kubectl(['delete', 'clusterrole', 'egress-live', '--ignore-not-found']);
    await this.lab.apply(role);
  }

  /** In place of kubectl: as the user. In place of ssh: what it would run on the VM. */
  private async furnish(): Promise<void> {
    mkdirSync(join(this.folder, 'bin'));
    const kubectl = join(this.lab.state.bin, 'kubectl');
    this.program('kubectl', `exec '${kubectl}' --as=${AUDITOR} "$@"`);
    const cases = this.lab.topology.proxies.map(
      ({ host, proxy, tenant }) =>
        `  ${proxy.name}.${tenant}.development) exec ${this.lab.host(host).inside(['sh', '-c']).join(' ')} "$2" ;;`,
    );
    this.program(
      'ssh',
      `while [ "$1" = -o ]; do
  case "$2" in HostKeyAlias=*) vm=\${2#*=} ;; esac
  shift 2
done
[ ! -e "${this.folder}/unreachable-$vm" ] || { echo "ssh: connect to host: No route to host" >&2; exit 255; }
case "$vm" in
${cases.join('\n')}
esac
exit 255`,
    );
    await this.lab.apply(
      JSON.stringify({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'egress-live' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'egress-live' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: AUDITOR }],
      }),
    );
    await this.giveRights();
  }

  /** Has the proxy of client-a leave by this address, 203.0.113.10 being the declared one. */
  async leaveBy(address: string): Promise<void> {
    const internet = this.lab.host(INTERNET);
    const [, line = ''] = /dev (\S+)/.exec(await internet.must(['ip', 'route', 'get', '203.0.113.10'])) ?? [];
    await internet.must(['ip', 'route', 'replace', `${address}/32`, 'dev', line]);
    const squid = this.lab.host('squid-a');
    await squid.must(['ip', 'addr', 'replace', `${address}/32`, 'dev', 'eth1']);
    await squid.must(['ip', 'route', 'replace', 'default', 'via', '169.254.1.1', 'dev', 'eth1', 'src', address]);
  }

  /** Lets all pods of client-a go anywhere, past Flux. */
  open(): Promise<void> {
    return this.lab.apply(
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'open', namespace: 'client-a' },
        spec: { podSelector: {}, egress: [{}], policyTypes: ['Egress'] },
      }),
    );
  }

  /** Cuts a VM off, or lets it be reached again. */
  reach(proxy: string, isReached: boolean): void {
    const file = join(this.folder, `unreachable-${proxy}`);
    if (isReached) rmSync(file, { force: true });
    else writeFileSync(file, '');
  }

  private program(name: string, text: string): void {
    const file = join(this.folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  }
}

function foldersOf(folder: string) {
  return { tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') };
}

function writeSettings(folder: string, uid: string | undefined, probe?: object): void {
  const { tenants, environments } = foldersOf(folder);
  for (const each of [tenants, environments]) mkdirSync(each, { recursive: true });
  for (const tenant of TENANTS) writeFileSync(join(tenants, `${tenant.name}.yaml`), stringify(tenant));
  const environment = {
    name: 'development',
    ...(probe ? { probe, monitoring: { namespace: MONITORING, sources: ['172.16.28.3'] } } : {}),
    cluster: { ...NETWORK, cni: testOptions().cni, ...(uid === undefined ? {} : { uid }) },
    flux: { name: 'client-egress-dev', interval: '10m', source: { name: 'scaleway-k8s-egres-proxy' } },
    workloads: { resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
  };
  writeFileSync(join(environments, 'development.ts'), `export default ${JSON.stringify(environment)};\n`);
}
