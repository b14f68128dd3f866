import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { loadModel, type Model } from '../../../../lib';
import { Pki } from '../../../cluster/pki';
import type { Lab } from '../../../lab';
import type { Result } from '../../../process/exec';
import { scriptCommand } from '../../../process/script';
import { gatewaySecret } from '../../../testbed/gateway';
import { Cluster } from '../_cluster';
import { Project } from '../_project';

const SETTINGS = { tenants: join(__dirname, 'tenants'), environments: join(__dirname, 'overlays') };
const REPORT = '/var/lib/partner/report.csv';

/** Two tenants with partners that speak no HTTP, and the words in which scenarios speak about them. */
export class Partners {
  private constructor(
    readonly cluster: Cluster,
    readonly model: Model,
    private readonly ssh: { readonly key: string; readonly publicKey: string; readonly hostKey: string },
  ) {}

  static async up(): Promise<Partners> {
    const project = new Project();
    const model = project.write(loadModel(SETTINGS).model);
    const cluster = await Cluster.up(project, model, { name: 'tcp', environment: 'development' });
    const { lab } = cluster;
    const pki = Pki.attach(lab.state);
    const { web } = lab.topology.internet;
    for (const name of ['sftp', 'archive', 'smtp', 'db', 'other'])
      await lab.internet.resolve(`${name}.partner.example`, web);
    await lab.internet.resolve('inside.partner.example', '10.9.9.9');
    const ssh = await startSshd(lab, web);
    await startServers(lab, pki, web);
    await pki.issue({ file: 'gateway-client-b', subject: '/CN=client-b' });
    await lab.waitFor('client-b has the namespace of its gateway', () =>
      lab.api.get('/api/v1/namespaces/client-b-demo-egress'),
    );
    await lab.apply(JSON.stringify(gatewaySecret(pki, 'client-b-demo-egress', 'gateway-client-b')));
    await cluster.isDeployed();
    return new Partners(cluster, model, ssh);
  }

  get lab() {
    return this.cluster.lab;
  }

  /** The ways of a tenant to its partners, as they were rendered. */
  forwards(tenant: string) {
    const [environment] = this.model.environments;
    return environment?.tenants.find(({ name }) => name === tenant)?.forwards ?? [];
  }

  /** Runs a script in the pod of a tenant. */
  async inPod(tenant: string, script: string): Promise<Result> {
    const namespace = `${tenant}-demo`;
    const [pod] = await this.cluster.pods(namespace, 'web');
    return this.lab.exec(namespace, pod?.metadata.name ?? '', ['sh', '-c', script], { timeout: 60_000 });
  }

  /** Fetches a file by SFTP; its text. */
  async fetchesFile(tenant: string, host = 'sftp.partner.example'): Promise<string> {
    const { key, publicKey, hostKey } = this.ssh;
    const keys = `printf '%s' '${key}' >/dev/shm/key; printf '%s' '${publicKey}' >/dev/shm/key.pub; chmod 600 /dev/shm/key`;
    const { stdout } = await this.inPod(
      tenant,
      `${keys}; curl -s -m 10 -u root: --key /dev/shm/key --pubkey /dev/shm/key.pub --hostpubsha256 ${hostKey} sftp://${host}${REPORT}`,
    );
    return stdout;
  }

  /** Sends a mail by SMTP with STARTTLS; what the partner says of the connection. */
  async sendsMail(tenant: string, host = 'smtp.partner.example'): Promise<string> {
    const send = `printf 'Subject: hello\\r\\n\\r\\nhello\\r\\n' | curl -sv -m 10 --ssl-reqd --mail-from a@shop.example --mail-rcpt b@partner.example -T - smtp://${host}:587`;
    const { stdout, stderr } = await this.inPod(tenant, `${send} 2>&1`);
    return stdout + stderr;
  }

  /** Connects to a database with TLS, whose certificate has to be that of its name; what it says. */
  async asksDatabase(tenant: string, host = 'db.partner.example', name = host): Promise<string> {
    const startup = "(printf '\\0\\0\\0\\011\\0\\003\\0\\0\\0'; sleep 2)";
    const client = `openssl s_client -quiet -starttls postgres -connect ${host}:5432 -servername ${name} -verify_hostname ${name} -verify_return_error -CAfile /etc/ssl/certs/ca-certificates.crt`;
    const { stdout, stderr } = await this.inPod(tenant, `${startup} | timeout 8 ${client} 2>&1`);
    return stdout + stderr;
  }

  /** Whether a connection is accepted and something comes back or it stays open: `open`, or `closed`. */
  async connects(tenant: string, host: string, port: number): Promise<string> {
    const { stdout } = await this.inPod(
      tenant,
      `nc -w 3 ${host} ${port} </dev/null >/dev/null 2>&1 && echo open || echo closed`,
    );
    return stdout.trim();
  }

  /** The status that the gateway answers to a request by it. */
  async asksProxy(tenant: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await this.inPod(
      tenant,
      `curl -s -o /dev/null -m 5 -w '%{http_code} %{http_connect}' ${args.join(' ')}`,
    );
    return stdout;
  }

  /** The lines of the audit record about a host, of all proxies of a tenant. */
  records(hosts: readonly string[], about: string): readonly Readonly<Record<string, string>>[] {
    return hosts
      .flatMap((host) => this.lab.log(host, 'squid/access.log').split('\n').slice(0, -1))
      .map((line) => JSON.parse(line) as Record<string, string>)
      .filter(({ host }) => host === about);
  }
}

async function startSshd(lab: Lab, address: string) {
  const host = lab.host('internet');
  await host.must(['mkdir', '-p', '/run/sshd', '/var/lib/partner']);
  await host.write(REPORT, 'the report\n');
  for (const name of ['host', 'client'])
    await host.must(['ssh-keygen', '-q', '-t', 'ecdsa', '-m', 'PEM', '-N', '', '-f', `/var/lib/partner/${name}`]);
  const read = (name: string) => host.must(['cat', `/var/lib/partner/${name}`]);
  const lines = [
    `ListenAddress ${address}:22`,
    'HostKey /var/lib/partner/host',
    'AuthorizedKeysFile /var/lib/partner/client.pub',
    'AuthenticationMethods publickey',
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'Subsystem sftp internal-sftp',
  ];
  await host.write('/etc/ssh/partner_config', `${lines.join('\n')}\n`);
  await host.start('partner-sshd', ['/usr/sbin/sshd', '-D', '-e', '-f', '/etc/ssh/partner_config']);
  await lab.waitFor('sshd listens', async () => host.log('partner-sshd.log').includes('Server listening'));
  const [, blob = ''] = (await read('host.pub')).split(' ');
  const hostKey = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '');
  return { key: await read('client'), publicKey: await read('client.pub'), hostKey };
}

async function startServers(lab: Lab, pki: Pki, address: string): Promise<void> {
  const servers = [
    { kind: 'smtp', port: 587, name: 'smtp.partner.example' },
    { kind: 'postgres', port: 5432, name: 'db.partner.example' },
  ];
  const orders = [];
  for (const { name, ...server } of servers) {
    await pki.issue({ file: `partner-${name}`, subject: `/CN=${name}`, names: [`DNS:${name}`] });
    orders.push({ ...server, address, certificate: pki.file(`partner-${name}`) });
  }
  const host = lab.host('internet');
  await host.start('partners', scriptCommand(join(__dirname, '_partner-servers.ts'), JSON.stringify(orders)));
  const log = () => host.log('partners.log');
  await lab.waitFor('the partners listen', async () => log().split('listens').length > servers.length);
}
