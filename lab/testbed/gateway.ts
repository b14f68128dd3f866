import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type EnvironmentModel, synthesize } from '../../lib';
import type { Pki } from '../cluster/pki';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import { waitFor } from '../process/wait';
import { debianRoot } from './chroot';

const FILES = '/etc/egress-gateway';
const TLS = '/etc/egress-gateway-tls';

/** A gateway without its cluster: the rendered files, on a node of the tenant, run as its container would run them. */
export class Gateway {
  private constructor(
    readonly host: Host,
    readonly haproxy: Daemon,
  ) {}

  /** @param other configuration in place of the rendered one. Default: the rendered one */
  static async start(host: Host, model: EnvironmentModel, tenant: string, pki: Pki, other?: string): Promise<Gateway> {
    await host.must(['mkdir', '-p', FILES, TLS]);
    const root = await debianRoot(host, [FILES, TLS]);
    await putFiles(host, model, tenant);
    if (other) await host.write(`${FILES}/haproxy.cfg`, other);
    const { clientCertificate, certificateSwitch } = model.tenants.find(({ name }) => name === tenant)?.egress ?? {};
    if (clientCertificate || certificateSwitch) await putNewCertificate(host, pki, tenant);
    const shell = ['chroot', '--userspec=65532:65532', root, 'sh', `${FILES}/start.sh`];
    const haproxy = await host.start('gateway', shell);
    const gateway = new Gateway(host, haproxy);
    await waitFor('the gateway is ready', () => gateway.isReady(), { needs: [haproxy] });
    return gateway;
  }

  async isReady(): Promise<boolean> {
    return (await this.host.run(['curl', '-s', '-f', '-m', '1', 'http://127.0.0.1:8404/ready'])).code === 0;
  }

  /** Gives it a certificate, as the kubelet does when its Secret is there. */
  async certify(tenant: string, pki: Pki): Promise<void> {
    await putNewCertificate(this.host, pki, tenant);
  }

  /** Puts the files of other settings in place, as the kubelet does when a ConfigMap has changed. */
  update(model: EnvironmentModel, tenant: string): Promise<void> {
    return putFiles(this.host, model, tenant);
  }
}

async function putFiles(host: Host, model: EnvironmentModel, tenant: string): Promise<void> {
  for (const [name, text] of Object.entries(gatewayFiles(model, tenant))) await host.write(`${FILES}/${name}`, text);
}

/** The keys of a gateway's Secret, and the files of the lab's authority that they hold. */
function secretFiles(file: string): Record<string, string> {
  return { 'tls.crt': `${file}.crt`, 'tls.key': `${file}.key`, 'ca.crt': 'ca.crt' };
}

/** The Secret of a gateway, with a certificate that the lab's authority has issued. */
export function gatewaySecret(pki: Pki, namespace: string, file: string): object {
  const data = Object.entries(secretFiles(file)).map(([key, from]) => [
    key,
    readFileSync(pki.file(from)).toString('base64'),
  ]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'egress-gateway-tls', namespace },
    type: 'kubernetes.io/tls',
    data: Object.fromEntries(data),
  };
}

async function putNewCertificate(host: Host, pki: Pki, tenant: string): Promise<void> {
  await pki.issue({ file: `gateway-${tenant}`, subject: `/CN=${tenant}` });
  await putCertificate(host, pki, `gateway-${tenant}`);
}

/** Puts a certificate, its key and the authority where the gateway's Secret is mounted. */
async function putCertificate(host: Host, pki: Pki, file: string): Promise<void> {
  for (const [to, from] of Object.entries(secretFiles(file))) {
    await host.must(['install', '-D', '-m', '440', '-g', '65532', pki.file(from), `${TLS}/.${to}`]);
    await host.must(['mv', `${TLS}/.${to}`, `${TLS}/${to}`]);
  }
}

/** The files of a tenant's gateway, as they are rendered into its ConfigMap. */
function gatewayFiles({ environment, tenants }: EnvironmentModel, tenant: string): Record<string, string> {
  const [one] = tenants.filter(({ name }) => name === tenant);
  if (!one?.gateway) throw new Error(`${tenant} has no gateway`);
  const files = synthesize({ base: [one], environments: [{ environment, tenants: [one] }] });
  const dataOf = (path: string) => {
    const found = files.find((file) => file.path === path);
    return (parse(found?.content ?? '{}') as { data?: Record<string, string> }).data;
  };
  const name = `${tenant}/guardrails/configmap-egress-gateway`;
  return { ...dataOf(`dist/base/${name}.yaml`), ...dataOf(`dist/overlays/${environment.name}/${name}.patch.yaml`) };
}
