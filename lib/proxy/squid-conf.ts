import {
  CLIENT_HEADER,
  CORDONED,
  LOOPBACK_PORT,
  SPECIAL_V4,
  SPECIAL_V6,
  SQUID_FOLDER,
  SQUID_TLS,
  WEB_PORTS,
} from '../vocabulary';
import { accessLog } from './_access-log';
import { checkedLists, NAMES_ACCESS, namesDefinitions, namesListener, namesRules, unresolved } from './_names-hop';
import { hostName, type ProxyVm, publicAddressesOf, sourcesOf, viaName } from './_vm';
import { type AllowList, allowLists, deniedHosts, type TcpList, tcpLists } from './allow-list';
import { publicAddressLine } from './public-address';

/**
 * The whole configuration of one proxy, for Squid 5.7 and 6 with OpenSSL. It reads the allow lists and, with client
 * certificates, `tls/{tls.crt,tls.key,ca.crt,ca.crl}` in its folder; an empty `ca.crl` revokes nothing.
 */
export function squidConf(vm: ProxyVm): string {
  const { environment, tenant, proxy } = vm;
  const lists = allowLists(tenant);
  const denied = deniedHosts(environment);
  const checked = checkedLists(vm);
  const sections = [
    [
      `# ${proxy.name}, a proxy of ${tenant.name} in ${environment.name}. For squid-openssl 5.7 and 6.`,
      ...(proxy.publicAddress === undefined ? [] : [publicAddressLine(proxy.publicAddress)]),
    ].join('\n'),
    identity(vm),
    definitions(vm, lists, denied),
    rules(vm, lists, denied.length > 0),
    ...(checked.length > 0 ? [namesRules(vm, checked)] : []),
    accessLog(vm),
    limits(vm),
    privacy(vm),
  ];
  return `${sections.join('\n\n')}\n`;
}

function identity(vm: ProxyVm): string {
  const { address, port } = vm.proxy;
  const tls = SQUID_TLS;
  const listener = vm.tenant.egress.clientCertificate
    ? `# Clients without a valid certificate of this CA fail the handshake. TLS tickets save most of its cost within a session;
# they expire when Squid reloads, for example with a new revocation list.
https_port ${address}:${port} tls-cert=${tls}/tls.crt tls-key=${tls}/tls.key clientca=${tls}/ca.crt crlfile=${tls}/ca.crl tls-min-version=1.2 options=NO_SSLv3 sslcontext=${vm.tenant.name}
sslproxy_session_cache_size 0`
    : `http_port ${address}:${port}`;
  return `# Shown on error pages, which only the tenant sees.
visible_hostname ${hostName(vm)}
# Sent in the Via header, which partners see. Unique per proxy, or one takes requests of another for a loop.
unique_hostname ${viaName(vm)}

# Never on the public address. Loopback serves the cache manager to the exporter.
http_port 127.0.0.1:${LOOPBACK_PORT}
${[listener, ...(checkedLists(vm).length > 0 ? [namesListener()] : [])].join('\n')}`;
}

function definitions(vm: ProxyVm, lists: readonly AllowList[] | undefined, denied: readonly string[]): string {
  const { tenant } = vm;
  const partners = beyondTheWeb(lists);
  const tcp = tcpLists(tenant);
  const checked = checkedLists(vm);
  return [
    '# Not ftp, gopher or whois, which Squid would speak on any port.',
    'acl web_scheme proto HTTP HTTPS',
    `acl Safe_ports port ${WEB_PORTS.join(' ')}`,
    'acl SSL_ports port 443',
    tenant.nodePool.sources
      ? "# The tenant's nodes."
      : "# The whole private network, since the tenant's nodes are not known.",
    `acl tenant src ${sourcesOf(vm).join(' ')}`,
    ...(tenant.egress.clientCertificate
      ? [
          '# Only a Squid built with OpenSSL supports this line and clientca; another one does not start.',
          `acl tenant_certificate user_cert CN ${tenant.name}`,
        ]
      : []),
    ...[...SPECIAL_V4, ...SPECIAL_V6].map(
      ({ range, use, and }) => `acl to_private dst ${range} # ${and === undefined ? use : `${use}, and ${and}`}`,
    ),
    ...publicAddressesOf(vm).map((address) => `acl to_private dst ${address} # the tenant's own proxies`),
    ...denied.map((host) => `acl denied_hosts dstdomain -n ${host}`),
    ...(lists ?? []).flatMap(({ suffix, file, ports }) => [
      `acl allowed_hosts${suffix} dstdomain -n "${SQUID_FOLDER}/${file}"`,
      `acl allowed_ports${suffix} port ${ports.join(' ')}`,
    ]),
    ...(partners.length > 0 ? ['# Other ports are open only to hosts that list them.'] : []),
    ...partners.map(
      ({ suffix }) => `acl partner${suffix} all-of allowed_hosts${suffix} allowed_ports${suffix} !Safe_ports`,
    ),
    ...(tcp.length > 0 ? tcpDefinitions(tcp) : []),
    ...(checked.length > 0 ? namesDefinitions(checked, tenant) : []),
  ].join('\n');
}

function rules(vm: ProxyVm, lists: readonly AllowList[] | undefined, denies: boolean): string {
  const { clientCertificate, mode } = vm.tenant.egress;
  const isCordoned = vm.tenant.state === CORDONED;
  const reasons = [
    ...['scheme', 'port', 'manager', 'source'],
    ...(clientCertificate ? ['certificate'] : []),
    ...(isCordoned ? [CORDONED] : []),
    ...(denies ? ['environment'] : []),
    'private',
  ];
  const enforced = lists !== undefined && mode === 'enforce';
  const tcp = tcpLists(vm.tenant);
  const partners = [
    ...beyondTheWeb(lists).map(({ suffix }) => ` !partner${suffix}`),
    ...tcp.map(({ port }) => ` !tcp_${port}`),
  ].join('');
  return [
    '# These always match, and record in the log what denied a request.',
    ...[...reasons, ...(enforced ? ['list'] : [])].map(
      (why) => `acl because_${why} annotate_transaction denied_by=${why}`,
    ),
    '# And what allowed it.',
    ...(lists ?? []).map(({ suffix }) => `acl by_list${suffix} annotate_transaction allowed_by=list${suffix}`),
    ...(lists && !enforced ? ['acl by_report annotate_transaction allowed_by=report reported_by=list'] : []),
    ...(tcp.length > 0 ? ['acl by_tcp annotate_transaction allowed_by=tcp'] : []),
    ...(lists ? [] : ['acl by_any annotate_transaction allowed_by=any']),
    '',
    '# Evaluated in order; the first line whose ACLs all match wins.',
    ...(checkedLists(vm).length > 0 ? NAMES_ACCESS : []),
    'http_access deny !CONNECT !web_scheme !manager because_scheme',
    `http_access deny !Safe_ports !manager${partners} because_port`,
    `http_access deny CONNECT !SSL_ports${partners} because_port`,
    'http_access allow localhost manager',
    'http_access deny manager because_manager',
    'http_access deny !tenant because_source',
    ...(clientCertificate ? ['http_access deny !tenant_certificate because_certificate'] : []),
    // All below stays as it is, the second hop too, so that open tunnels notice nothing.
    ...(isCordoned ? ['http_access deny tenant because_cordoned'] : []),
    // Before its address is looked up.
    ...(denies ? ['http_access deny denied_hosts because_environment'] : []),
    'http_access deny to_private because_private',
    // Before the lists, which would compare a name inside TLS.
    ...tcp.map(({ port }) => `http_access allow tcp_${port} by_tcp`),
    ...(lists ?? []).flatMap((list) => [
      ...unresolved(list),
      `http_access allow allowed_hosts${list.suffix} allowed_ports${list.suffix} by_list${list.suffix}`,
    ]),
    ...(enforced ? ['http_access deny because_list'] : []),
    ...(lists && !enforced
      ? ['# Report mode: hosts that are not on the list are allowed, with a note in the log.']
      : []),
    ...(enforced ? [] : [`http_access allow tenant ${lists ? 'by_report' : 'by_any'}`]),
    'http_access deny all',
  ].join('\n');
}

/** Tunnels to these hosts, each on its own port alone. */
function tcpDefinitions(lists: readonly TcpList[]): readonly string[] {
  return [
    '# TCP that is not HTTP: tunnels to a host and a port of egress.tcp.',
    ...lists.flatMap(({ port, hosts }) => [
      ...hosts.map((host) => `acl tcp_hosts_${port} dstdomain -n ${host}`),
      `acl tcp_port_${port} port ${port}`,
      `acl tcp_${port} all-of CONNECT tcp_hosts_${port} tcp_port_${port}`,
    ]),
  ];
}

/** Lists whose hosts are reachable on ports that no other host may be reached on. */
function beyondTheWeb(lists: readonly AllowList[] | undefined): readonly AllowList[] {
  return (lists ?? []).filter(({ ports }) => ports.some((port) => !WEB_PORTS.includes(port)));
}

/** A proxy that reaches the outside again is used at once. */
const SOON_RESOLVED = `
# Requests for a name wait for the query that is on its way: soon after a resolver is back, it is sent again or given up.
dns_retransmit_interval 1 second
dns_timeout 10 seconds`;

function limits(vm: ProxyVm): string {
  const { environment, tenant } = vm;
  const checked = checkedLists(vm).length > 0;
  return `# A forward proxy without a cache.
cache deny all

# Limits per client address, upload and request. A node is one address for ${tenant.gateway ? 'its gateway' : 'all of its pods'}${checked ? ',\n# and loopback one for all tunnels to the second hop' : ''}.
client_ip_max_connections ${tenant.gateway || checked ? 16384 : 4096}
request_body_max_size 100 MB
request_header_max_size 32 KB
max_filedescriptors 65536

# How long open connections and cached names outlive a change of rules or addresses.
pconn_lifetime 5 minutes
positive_dns_ttl 5 minutes${environment.egressCheck ? SOON_RESOLVED : ''}
shutdown_lifetime 5 seconds`;
}

/** What a service in front of the tenant's program may have added; forwarded_for removes X-Forwarded-For alone. */
const ORIGIN_HEADERS = [
  'Forwarded',
  'X-Real-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'X-Forwarded-Host',
  'X-Forwarded-Server',
];

function privacy({ tenant }: ProxyVm): string {
  const headers = [...ORIGIN_HEADERS, ...(tenant.gateway ? [CLIENT_HEADER] : [])];
  return `# Hide the cluster's addresses and Squid's version from partners.
forwarded_for delete
${headers.map((name) => `request_header_access ${name} deny all`).join('\n')}
httpd_suppress_version_string on
# The defaults contain %>A, for which Squid would look up the name of each private address.
url_rewrite_extras "%>a"
store_id_extras "%>a"
pinger_enable off`;
}
