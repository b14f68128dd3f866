import type { SquidVersion } from '../config';

const TYPES = new Set(
  `adaptation_service all-of annotate_client annotate_transaction any-of arp at_step browser ca_cert
  client_connection_mark clientside_mark connections_encrypted dst dst_as dstdom_regex dstdomain eui64 ext_user
  ext_user_regex external has hier_code http_status ident ident_regex localip localport max_user_ip maxconn method
  myip myport myportname note peername peername_regex port proto proxy_auth proxy_auth_regex random referer_regex
  rep_header rep_mime_type req_header req_mime_type server_cert_fingerprint snmp_community squid_error src src_as
  srcdom_regex srcdomain ssl::server_name ssl::server_name_regex ssl_error tag time transaction_initiator url_regex
  urllogin urlpath_regex user_cert`.split(/\s+/),
);

const GONE_IN_7 = new Set(['ident', 'ident_regex']);

const RENAMED: Readonly<Record<string, string>> = {
  myip: 'localip',
  myport: 'localport',
  clientside_mark: 'client_connection_mark',
};

/** Types that have to ask someone first, as cf.data.pre marks them. */
const SLOW = new Set(
  'srcdomain srcdom_regex ident ident_regex proxy_auth proxy_auth_regex external ext_user ext_user_regex'.split(' '),
);

const REGEX = new Set(
  `browser dstdom_regex ext_user_regex ident_regex peername_regex proxy_auth_regex referer_regex rep_header
  rep_mime_type req_header req_mime_type srcdom_regex ssl::server_name_regex url_regex urllogin urlpath_regex`.split(
    /\s+/,
  ),
);

/** Types whose values are no values but the names of other ACLs. */
export const GROUP_TYPES: readonly string[] = ['all-of', 'any-of'];

export const ACL_TYPES: readonly string[] = [...TYPES];

export function isKnownType(type: string, version: SquidVersion): boolean {
  return TYPES.has(type) && !(version >= 7 && GONE_IN_7.has(type));
}

export function currentType(type: string): string {
  return Object.hasOwn(RENAMED, type) ? (RENAMED[type] as string) : type;
}

/** With `-n` a `dst` makes no DNS query. */
export function isSlowType(type: string, flags: ReadonlySet<string>): boolean {
  return SLOW.has(type) || (type === 'dst' && !flags.has('-n'));
}

export function isRegexType(type: string): boolean {
  return REGEX.has(type);
}
