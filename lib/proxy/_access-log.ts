import { ACCESS_LOG, LOOPBACK_PORT, SQUID_HEALTH_PATH } from '../vocabulary';
import { checkedLists } from './_names-hop';
import { hostName, type ProxyVm } from './_vm';
import { AUDIT_FIELDS, AUDIT_VERSION } from './audit-fields';

/** The format of a line: its fields, with what Squid writes for them on a hop. */
function format(vm: ProxyVm, hop: 'first' | 'second'): string {
  const { environment, tenant, proxy } = vm;
  const names = [environment.name, tenant.name, proxy.name].join('/');
  const known: Readonly<Record<string, string>> = {
    version: AUDIT_VERSION,
    // Squid counts the lines of each access_log by itself, also those that a full disk keeps from the file.
    id: `${names}/%ts%03tu/${hop === 'first' ? 1 : 2}-%sn`,
    environment: environment.name,
    tenant: tenant.name,
    proxy: proxy.name,
  };
  const { clientCertificate, mode, allow } = tenant.egress;
  const has = {
    certificate: clientCertificate,
    gateway: tenant.gateway !== undefined,
    report: mode === 'report' && allow !== undefined,
    names: checkedLists(vm).length > 0,
    shipped: environment.logs !== undefined,
  };
  const omitted: readonly string[] = environment.logs?.omit ?? [];
  const fields = AUDIT_FIELDS.filter(({ only }) => only === undefined || has[only]).map(({ name, format, checked }) => {
    const value = omitted.includes(name) ? '-' : hop === 'second' ? (checked ?? format) : format;
    return `"${name}":"${value ?? known[name]}"`;
  });
  return `{${fields.join(',')}}`;
}

export function accessLog(vm: ProxyVm): string {
  const checks = checkedLists(vm).length > 0;
  const log = `access_log stdio:${ACCESS_LOG}`;
  const to = 'on-error=drop has_request';
  const own = `${hostName(vm).replaceAll('.', '\\.')}:${LOOPBACK_PORT}`;
  return `# Not logged: connections without a request, health checks, and the exporter.
acl has_request has request
acl health_check url_regex ^http://${own}${SQUID_HEALTH_PATH}$
acl exporter all-of localhost manager
logformat egress ${format(vm, 'first')}
${checks ? `${secondHop(vm)}\n` : ''}# A full disk loses log lines, not the tenant's traffic.
${log} logformat=egress ${to} !health_check !exporter${checks ? ' !kept !passed_on' : ''}
${checks ? `${log} logformat=egress_checked ${to} kept !named_before\n` : ''}logfile_rotate 0`;
}

/** A tunnel is logged once: by the second hop, if it was opened there, as the tunnel that goes on or as what was closed. */
function secondHop(vm: ProxyVm): string {
  return `logformat egress_checked ${format(vm, 'second')}
acl to_second_hop hier_code FIRSTUP_PARENT
acl opened http_status 200
acl passed_on all-of to_second_hop opened
acl named_before note named yes`;
}
