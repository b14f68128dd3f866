import {
  APPLY_SCRIPT,
  CHECKSUMS_FILE,
  COMMIT_FILE,
  FIREWALL_TABLE,
  LOOPBACK_PORT,
  PULL_UNIT,
  proxyCertificateName,
  proxySecretName,
  UNKNOWN_COMMIT,
} from '../vocabulary';
import { checkedLists, makeNamesKey } from './_names-hop';
import { asset, hostName, type ProxyVm } from './_vm';
import { vmFiles } from './_vm-files';

const END = 'END_OF_FILE';

/**
 * The script that brings changed files to a running VM: user-data is read when a VM is made, and never again. It checks
 * them before anything is touched, and puts back what was when Squid does not come up with them. The configuration of
 * Squid and the firewall is next to it; the other files are in it.
 */
export function applyScript(vm: ProxyVm): string {
  const { environment, tenant, proxy } = vm;
  return asset(APPLY_SCRIPT, {
    PROXY: proxy.name,
    TENANT: tenant.name,
    ENVIRONMENT: environment.name,
    VM: hostName(vm),
    LISTENER: `${proxy.address}:${proxy.port}`,
    TABLE: FIREWALL_TABLE,
    LOOPBACK_PORT,
    // A gateway tries another proxy at once; anyone else repeats a packet that got no answer after a second.
    HOLD: tenant.egress.proxies.length > 1 ? 'reject with tcp reset' : 'drop',
    CHECKSUMS_FILE,
    COMMIT_FILE,
    UNKNOWN_COMMIT,
    PULL_UNIT,
    OTHERS: heredocs(vmFiles(vm)),
    // The listener speaks TLS, with files that no repository holds.
    TLS: tenant.egress.clientCertificate,
    NAMES: checkedLists(vm).length > 0,
    MAKE_NAMES_KEY: makeNamesKey('"$stage/names.pem"'),
    CERTIFICATE_NAME: proxyCertificateName(tenant.name, proxy.name),
    NAMESPACE: tenant.gateway?.namespace ?? '',
    SECRET: proxySecretName(proxy.name),
  });
}

/** One call of the script's `file` per file. */
function heredocs(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([path, content]) => {
      if (!`\n${content}`.endsWith('\n') || content.split('\n').includes(END)) throw new Error(`${path}: not a text`);
      return `  file "$1${path}" <<'${END}'\n${content}${END}`;
    })
    .join('\n');
}
