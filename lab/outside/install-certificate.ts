import type { Pki } from '../cluster/pki';
import type { Host } from '../machine/host';
import type { ProxyPlan } from '../machine/topology';

/**
 * Gives a proxy's machine the certificate that its tenant's gateway asks for, of the lab's one authority, where
 * `apply.sh --tls` would put it: without it Squid does not come up.
 *
 * @param days how long it is valid. Default: 30
 */
export async function certify(host: Host, plan: ProxyPlan, pki: Pki, days?: number): Promise<void> {
  const { tenant, proxy, host: name } = plan;
  const names = [`DNS:${proxy.name}.${tenant}`, `IP:${proxy.address}`];
  await pki.issue({ file: name, subject: `/CN=${name}`, names, days });
  const files = { 'tls.crt': `${name}.crt`, 'tls.key': `${name}.key`, 'ca.crt': 'ca.crt' };
  for (const [to, from] of Object.entries(files)) {
    // Only root may read the key: Squid reads it before it becomes another user. The agent reads the certificate.
    await host.must(['install', '-D', '-m', to === 'tls.key' ? '600' : '644', pki.file(from), `/etc/squid/tls/${to}`]);
  }
  await host.write('/etc/squid/tls/ca.crl', '');
}
