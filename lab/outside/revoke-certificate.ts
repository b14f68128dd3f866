import type { Pki } from '../cluster/pki';
import type { Host } from '../machine/host';

const CONFIGURATION = '[ca]\ndefault_ca=d\n[d]\ndatabase=/run/index\ndefault_md=sha256\ndefault_crl_days=30\n';

/**
 * Takes a certificate of the lab's authority back: the list of a machine, which is written to a file of it, has this one
 * beside those that were taken back there before.
 */
export async function revoke(host: Host, pki: Pki, certificate: string, list: string): Promise<void> {
  await host.write('/run/ca.conf', CONFIGURATION);
  await host.must(['touch', '/run/index']);
  const authority = ['-keyfile', pki.file('ca.key'), '-cert', pki.file('ca.crt')];
  const ca = ['openssl', 'ca', '-batch', '-config', '/run/ca.conf', ...authority];
  await host.must([...ca, '-revoke', pki.file(`${certificate}.crt`)]);
  await host.must([...ca, '-gencrl', '-out', list]);
}
