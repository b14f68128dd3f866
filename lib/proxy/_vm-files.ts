import { ACCESS_LOG } from './_access-log';
import type { ProxyPlan } from './_plan';
import { EXPORTER_PORT } from './nftables';

/** Files of the VM beyond Squid's and the firewall's, path → content. */
export function vmFiles(plan: ProxyPlan): Readonly<Record<string, string>> {
  const { logs } = plan.environment.infrastructure ?? {};
  return {
    '/etc/systemd/system/squid.service.d/egress-proxy.conf': SQUID_SERVICE,
    '/etc/sysctl.d/60-egress-proxy.conf': SYSCTL,
    '/etc/default/prometheus-squid-exporter': exporter(plan),
    '/etc/systemd/system/prometheus-squid-exporter.service.d/egress-proxy.conf': EXPORTER_SERVICE,
    '/etc/apt/apt.conf.d/60egress-proxy': upgrades(plan),
    '/etc/logrotate.d/squid': LOGROTATE,
    ...(logs ? { '/etc/rsyslog.d/60-egress-proxy.conf': shipper(logs) } : {}),
  };
}

/** What is left to Squid: to open files and ports as root, and to go on as another user. */
const CAPABILITIES = ['CAP_SETUID', 'CAP_SETGID', 'CAP_DAC_OVERRIDE', 'CAP_CHOWN', 'CAP_KILL'];

const SQUID_SERVICE = `[Unit]
After=nftables.service
# Until its certificates have come it fails; there is no point in giving up.
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=2
LimitNOFILE=65536
OOMScoreAdjust=-500
NoNewPrivileges=yes
CapabilityBoundingSet=${CAPABILITIES.join(' ')}
ProtectSystem=full
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
`;

const EXPORTER_SERVICE = `[Service]
# The package runs it as Squid's user, which the firewall keeps from everything on this machine.
User=squid-exporter
DynamicUser=yes
`;

const SYSCTL = `# Squid and the exporter may start before DHCP has brought the private address.
net.ipv4.ip_nonlocal_bind = 1
net.ipv4.ip_forward = 0
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
`;

function exporter({ environment, proxy }: ProxyPlan): string {
  const address = environment.infrastructure?.monitoring.length ? proxy.address : '127.0.0.1';
  return `ARGS="-listen ${address}:${EXPORTER_PORT} -squid-hostname 127.0.0.1"\n`;
}

/** Proxies of one tenant reboot at different hours. */
function upgrades({ tenant, proxy }: ProxyPlan): string {
  const hour = 2 + (tenant.egress.proxies.findIndex(({ name }) => name === proxy.name) % 4);
  return `APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-Time "0${hour}:30";
// Our files stay, or upgrades of the packages that brought theirs would wait for an answer.
Dpkg::Options { "--force-confdef"; "--force-confold"; };
`;
}

const LOGROTATE = `/var/log/squid/*.log {
	daily
	rotate 14
	compress
	delaycompress
	missingok
	nocreate
	sharedscripts
	postrotate
		test ! -e /run/squid.pid || /usr/sbin/squid -k rotate
	endscript
}
`;

/** Lines that cannot be delivered wait on the disk, and block nothing. */
function shipper({ host, port }: { readonly host: string; readonly port: number }): string {
  return `module(load="imfile")
global(DefaultNetstreamDriverCAFile="/etc/ssl/certs/ca-certificates.crt")
input(type="imfile" file="${ACCESS_LOG}" tag="squid" ruleset="egress")
ruleset(name="egress" queue.type="LinkedList" queue.filename="egress" queue.maxDiskSpace="1g" queue.saveOnShutdown="on") {
  action(type="omfwd" target="${host}" port="${port}" protocol="tcp" template="RSYSLOG_SyslogProtocol23Format"
    action.resumeRetryCount="-1" streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name"
    streamDriverPermittedPeers="${host}")
}
`;
}
