import type { Gateways } from './_world';

const CONFIGURATION = '[ca]\ndefault_ca=d\n[d]\ndatabase=/run/index\ndefault_md=sha256\ndefault_crl_days=30\n';

/** Puts a certificate of the lab's authority on the lists of proxies, as `apply.sh` would with a new `ca.crl`. */
export async function revoke(world: Gateways, hosts: readonly string[], certificate: string): Promise<void> {
  for (const name of hosts) {
    const host = world.lab.host(name);
    await host.write('/run/ca.conf', CONFIGURATION);
    await host.must(['touch', '/run/index']);
    const authority = ['-keyfile', world.file('ca.key'), '-cert', world.file('ca.crt')];
    const ca = ['openssl', 'ca', '-batch', '-config', '/run/ca.conf', ...authority];
    await host.must([...ca, '-revoke', world.file(`${certificate}.crt`)]);
    await host.must([...ca, '-gencrl', '-out', '/etc/squid/tls/ca.crl']);
    await host.must(['squid', '-k', 'reconfigure']);
  }
}
