import { hostName, LOOPBACK_PORT, type ProxyPlan } from './_plan';

export const ACCESS_LOG = '/var/log/squid/access.log';

/** Path that a health check asks the proxy itself for: it is answered with 403, and not logged. */
const HEALTH_PATH = '/squid-internal-static/health';

/**
 * JSON, a line a request. `%#` writes what is no plain character as %XX: control bytes, which the quoting of strings
 * lets through, are not JSON. The widths keep a line under the 8 KB at which Squid cuts it.
 */
function fields({ environment, tenant, proxy }: ProxyPlan): readonly (readonly [name: string, value: string])[] {
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

export function accessLog(plan: ProxyPlan): string {
  const format = fields(plan).map(([name, value]) => `"${name}":"${value}"`);
  const own = `${hostName(plan).replaceAll('.', '\\.')}:${LOOPBACK_PORT}`;
  return `# What the proxy is asked about itself stays out: connections without a request, one path of its own, the exporter.
acl has_request has request
acl health_check url_regex ^http://${own}${HEALTH_PATH}$
acl exporter all-of localhost manager
logformat egress {${format.join(',')}}
# A full disk loses lines, not the tenant's way out.
access_log stdio:${ACCESS_LOG} logformat=egress on-error=drop has_request !health_check !exporter
logfile_rotate 0`;
}
