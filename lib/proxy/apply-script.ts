import { APPLY_SCRIPT, LOOPBACK_PORT, proxyCertificateName, proxySecretName } from '../vocabulary';
import { checkedLists, makeNamesKey } from './_names-hop';
import { asset, hostName, type ProxyVm, TABLE } from './_vm';

/**
 * The script that brings changed files to a running VM: user-data is read when a VM is made, and never again. It checks
 * them before anything is touched, and puts back what was when Squid does not come up with them.
 */
export function applyScript(vm: ProxyVm): string {
  const { environment, tenant, proxy } = vm;
  return asset(APPLY_SCRIPT, {
    PROXY: proxy.name,
    TENANT: tenant.name,
    ENVIRONMENT: environment.name,
    VM: hostName(vm),
    LISTENER: `${proxy.address}:${proxy.port}`,
    TABLE,
    LOOPBACK_PORT,
    // The listener speaks TLS, with files that no repository holds.
    TLS: tenant.egress.clientCertificate,
    NAMES: checkedLists(vm).length > 0,
    MAKE_NAMES_KEY: makeNamesKey('"$stage/names.pem"'),
    CERTIFICATE_NAME: proxyCertificateName(tenant.name, proxy.name),
    NAMESPACE: tenant.gateway?.namespace ?? '',
    SECRET: proxySecretName(proxy.name),
  });
}
