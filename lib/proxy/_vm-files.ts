import { ACCESS_LOG, AGENT_STATISTICS_PORT, EXPORTER_PORT, NAMES_PORT } from '../vocabulary';
import { agentFiles, isRead } from './_agent';
import { checkedLists } from './_names-hop';
import { pullFiles } from './_pull';
import { asset, type ProxyVm } from './_vm';

/** Days for which a VM keeps its access log, unless `logs` says otherwise. */
const KEPT_DAYS = 14;
const LISTENS = '/usr/local/lib/egress-proxy/listens.sh';

/** Files of the VM beyond Squid's and the firewall's, path → content. */
export function vmFiles(vm: ProxyVm): Readonly<Record<string, string>> {
  const { environment, proxy } = vm;
  const { logs } = environment;
  return {
    '/etc/systemd/system/squid.service.d/egress-proxy.conf': asset('squid.service.conf', { LISTENS }),
    '/etc/systemd/system/squid-listener.service': asset('squid-listener.service', { LISTENS }),
    '/etc/systemd/system/squid-listener.timer': asset('squid-listener.timer'),
    [LISTENS]: asset('listens.sh', {
      ADDRESS: proxy.address,
      PORT: proxy.port,
      NAMES: checkedLists(vm).length > 0,
      NAMES_PORT,
    }),
    '/etc/sysctl.d/60-egress-proxy.conf': asset('sysctl.conf'),
    '/etc/default/prometheus-squid-exporter': asset('prometheus-squid-exporter.default', {
      ADDRESS: isRead(environment) ? proxy.address : '127.0.0.1',
      EXPORTER_PORT,
    }),
    '/etc/systemd/system/prometheus-squid-exporter.service.d/egress-proxy.conf': asset(
      'prometheus-squid-exporter.service.conf',
    ),
    ...agentFiles(vm),
    ...pullFiles(vm),
    '/etc/apt/apt.conf.d/60egress-proxy': asset('apt.conf', { HOUR: rebootHour(vm) }),
    '/etc/logrotate.d/squid': asset('logrotate.conf', { DAYS: logs?.keepDays ?? KEPT_DAYS }),
    // Lines that cannot be delivered wait on the disk, and block nothing.
    ...(logs?.to === 'syslog'
      ? {
          '/etc/rsyslog.d/60-egress-proxy.conf': asset('rsyslog.conf', {
            HOST: logs.host,
            PORT: logs.port,
            ACCESS_LOG,
            STATISTICS: isRead(environment),
            STATISTICS_PORT: AGENT_STATISTICS_PORT,
          }),
        }
      : {}),
  };
}

/** Proxies of one tenant reboot at different hours. */
function rebootHour({ tenant, proxy }: ProxyVm): number {
  return 2 + (tenant.egress.proxies.findIndex(({ name }) => name === proxy.name) % 4);
}
