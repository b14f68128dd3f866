import { ACCESS_LOG, LOOPBACK_PORT, SQUID_HEALTH_PATH } from '../vocabulary';
import { hostName, type ProxyVm } from './_vm';

/**
 * JSON, a line a request. `%#` writes what is no plain character as %XX: control bytes, which the quoting of strings
 * lets through, are not JSON. The widths keep a line under the 8 KB at which Squid cuts it.
 */
function fields({ environment, tenant, proxy }: ProxyVm): readonly (readonly [name: string, value: string])[] {
  return [
    ['time', '%{%Y-%m-%dT%H:%M:%S}tg.%03tuZ'],
    ['environment', environment.name],
    ['tenant', tenant.name],
    ['proxy', proxy.name],
    ['source', '%>a'],
    ...(tenant.egress.clientCertificate ? [['certificate', '%#.200ssl::>cert_subject'] as const] : []),
    ['method', '%#.32rm'],
    ['host', '%#.400>rd'],
    ['port', '%>rP'],
    ['status', '%>Hs'],
    ['result', '%Ss'],
    ['denied_by', '%{denied_by}note'],
    ...(tenant.egress.mode === 'report' && tenant.egress.allow ? [['reported_by', '%{reported_by}note'] as const] : []),
    ['destination', '%<a'],
    ['milliseconds', '%tr'],
    ['received', '%>st'],
    ['sent', '%<st'],
    ['error', '%err_code'],
    ['agent', '%#.200{User-Agent}>h'],
  ];
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
