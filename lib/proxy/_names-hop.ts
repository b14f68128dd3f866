import { createHash } from 'node:crypto';
import type { Tenant } from '../model/types';
import { EGRESS_HEADERS, NAMES_KEY, NAMES_PORT } from '../vocabulary';
import type { ProxyVm } from './_vm';
import { type AllowList, allowLists, deniedHosts } from './allow-list';
import { carriedFields } from './audit-fields';

/**
 * The second hop of Squid, which reads the name inside TLS (SNI). Tunnels to hosts of the allow list go through a listener on
 * loopback. It peeks at the ClientHello, and splices or terminates: nothing is decrypted. Decision 65 has what was tried.
 */

/** Shell command that makes the key that Squid needs for a listener that peeks. Its certificate is never shown. */
export function makeNamesKey(file = NAMES_KEY): string {
  const key = 'ec -pkeyopt ec_paramgen_curve:P-256 -noenc';
  return `umask 077; openssl req -x509 -newkey ${key} -days 36500 -subj /CN=unused -keyout ${file} -out ${file} 2>/dev/null`;
}

/** The lists whose hosts are compared with the name inside TLS; empty: there is no second hop. */
export function checkedLists({ tenant }: Pick<ProxyVm, 'tenant'>): readonly AllowList[] {
  return (allowLists(tenant) ?? []).filter(({ checked }) => checked);
}

export function namesListener(): string {
  return `# The second hop, which reads the name inside TLS. Its certificate is never shown, since no version of TLS is left.
http_port 127.0.0.1:${NAMES_PORT} name=names ssl-bump generate-host-certificates=off tls-cert=${NAMES_KEY} tls-min-version=1.3 options=NO_TLSv1_3
cache_peer 127.0.0.1 parent ${NAMES_PORT} 0 no-query no-digest no-netdb-exchange name=names
# After a reload, the first hop finds the second one at its second try.
connect_retries 2`;
}

/** What a tunnel takes along to the second hop, and how its connection is known there. */
export function namesDefinitions(lists: readonly AllowList[], tenant: Tenant): readonly string[] {
  const notes = carriedFields(tenant).map(({ name }) => `${name}="%{${headerOf(name)}}>h"`);
  return [
    '# The second hop. A connection has the note once its CONNECT was read.',
    'acl names_hop myportname names',
    `acl keep annotate_client ${notes.join(' ')}`,
    'acl kept note source',
    'acl resolves dst all',
    'deny_info 503:ERR_DNS_FAIL resolves',
    `acl checked_list note allowed_by ${lists.map(({ suffix }) => `list${suffix}`).join(' ')}`,
    'acl checked all-of CONNECT checked_list !names_hop',
  ];
}

/** Before all lines that are about clients: to the second hop, every client is this machine. */
export const NAMES_ACCESS: readonly string[] = [
  'http_access deny names_hop kept to_private because_private',
  'http_access allow names_hop kept',
  // Never denied here: Squid would answer with its certificate. ssl_bump terminates instead.
  'http_access allow names_hop CONNECT keep',
  'http_access deny names_hop because_manager',
];

/** A host without an address is answered by the first hop; the second one would write into the tunnel. */
export function unresolved({ suffix, checked }: AllowList): readonly string[] {
  return checked ? [`http_access deny CONNECT allowed_hosts${suffix} allowed_ports${suffix} !resolves`] : [];
}

/** The way to the second hop, and what happens there. */
export function namesRules({ environment, tenant }: ProxyVm, lists: readonly AllowList[]): string {
  const denied = deniedHosts(environment);
  const pairs = lists.flatMap(({ hosts, suffix }) => hosts.map((host) => ({ host, suffix })));
  const hosts = [...new Set(pairs.map(({ host }) => host))];
  const enforced = tenant.egress.mode === 'enforce';
  const otherwise = enforced ? 'terminate' : 'splice';
  // `named`: the tunnel goes on, and is logged as the tunnel and not as its CONNECT.
  const verdict = enforced ? 'because_sni' : 'report_sni named';
  return [
    '# Tunnels to checked hosts go only through the second hop. What the log records about their clients is passed on.',
    'cache_peer_access names allow checked',
    'cache_peer_access names deny all',
    'never_direct allow checked',
    'request_header_access All deny CONNECT',
    ...carriedFields(tenant).map(({ name, format }) => `request_header_add ${headerOf(name)} "${format}" checked`),
    '',
    '# The name inside TLS has to belong to the entry of the host. No name is treated like another name.',
    'acl unread at_step SslBump1',
    'acl read annotate_transaction sni="%ssl::>sni"',
    'acl nameless note sni -',
    'acl named annotate_transaction named=yes',
    enforced ? 'acl because_sni annotate_transaction denied_by=sni' : 'acl report_sni annotate_client reported_by=sni',
    ...hosts.flatMap((host) => [
      `acl host_${keyOf(host)} dstdomain -n ${host}`,
      `acl name_${keyOf(host)} ssl::server_name ${host}`,
    ]),
    ...denied.map((host) => `acl denied_names ssl::server_name ${host}`),
    'ssl_bump peek unread',
    'ssl_bump terminate to_private because_private',
    ...(denied.length > 0 ? ['ssl_bump terminate denied_names because_environment'] : []),
    `ssl_bump ${otherwise} read nameless ${verdict}`,
    ...pairs.map(
      ({ host, suffix }) => `ssl_bump splice host_${keyOf(host)} name_${keyOf(host)} allowed_ports${suffix} named`,
    ),
    `ssl_bump ${otherwise} all ${verdict}`,
    ...(enforced
      ? ['# What is not TLS is closed without an answer.', 'on_unsupported_protocol respond names_hop because_sni']
      : [
          '# What is not TLS goes on; if the client waits for the server to speak, after this time.',
          'on_unsupported_protocol tunnel names_hop report_sni named',
          'request_start_timeout 5 seconds',
        ]),
  ].join('\n');
}

/** For names of ACLs, which may not be as long as a host: one more host changes no other line. */
function keyOf(host: string): string {
  return createHash('sha256').update(host).digest('hex').slice(0, 12);
}

function headerOf(field: string): string {
  return `${EGRESS_HEADERS}${field.replaceAll('_', '-')}`;
}
