import { ACCESS_LOG, LOOPBACK_PORT, SQUID_HEALTH_PATH } from '../vocabulary';
import { hostName, type ProxyVm } from './_vm';
import { AUDIT_FIELDS, AUDIT_VERSION } from './audit-fields';

/** The fields that lines of this proxy have, with what Squid writes for them. */
function fields({ environment, tenant, proxy }: ProxyVm): readonly (readonly [name: string, value: string])[] {
  const known: Readonly<Record<string, string>> = {
    version: AUDIT_VERSION,
    environment: environment.name,
    tenant: tenant.name,
    proxy: proxy.name,
  };
  const { clientCertificate, mode, allow } = tenant.egress;
  const has = { certificate: clientCertificate, report: mode === 'report' && allow !== undefined };
  return AUDIT_FIELDS.filter(({ only }) => only === undefined || has[only]).map(({ name, format }) => [
    name,
    format ?? (known[name] as string),
  ]);
}

export function accessLog(vm: ProxyVm): string {
  const format = fields(vm).map(([name, value]) => `"${name}":"${value}"`);
  const own = `${hostName(vm).replaceAll('.', '\\.')}:${LOOPBACK_PORT}`;
  return `# Not logged: connections without a request, health checks, and the exporter.
acl has_request has request
acl health_check url_regex ^http://${own}${SQUID_HEALTH_PATH}$
acl exporter all-of localhost manager
logformat egress {${format.join(',')}}
# A full disk loses log lines, not the tenant's traffic.
access_log stdio:${ACCESS_LOG} logformat=egress on-error=drop has_request !health_check !exporter
logfile_rotate 0`;
}
