import type { Token } from '../place';
import type { ReadDirective } from './reader';

/** `NAME [before …] allow|deny acl …`, by the number of words before. */
const ACCESS: Readonly<Record<string, number>> = {
  adaptation_access: 1,
  adapted_http_access: 0,
  always_direct: 0,
  auth_schemes: 1,
  broken_posts: 0,
  cache: 0,
  cache_peer_access: 1,
  client_delay_access: 1,
  collapsed_forwarding_access: 0,
  delay_access: 1,
  follow_x_forwarded_for: 0,
  force_request_body_continuation: 0,
  ftp_epsv: 0,
  htcp_access: 0,
  htcp_clr_access: 0,
  http_access: 0,
  http_reply_access: 0,
  http_upgrade_request_protocols: 1,
  icap_access: 1,
  icap_retry: 0,
  icp_access: 0,
  ident_lookup_access: 0,
  miss_access: 0,
  never_direct: 0,
  proxy_protocol_access: 0,
  reply_header_access: 1,
  request_header_access: 1,
  response_delay_pool_access: 1,
  send_hit: 0,
  server_pconn_for_nonretriable: 0,
  snmp_access: 0,
  spoof_client_ip: 0,
  sslproxy_cert_error: 0,
  stats_collection: 0,
  store_id_access: 0,
  store_miss: 0,
  url_rewrite_access: 0,
};

/** `NAME before … acl …`, by the number of words before. */
const LISTS: Readonly<Record<string, number>> = {
  clientside_tos: 1,
  mark_client_connection: 1,
  mark_client_packet: 1,
  adaptation_meta: 2,
  note: 2,
  on_unsupported_protocol: 1,
  reply_header_add: 2,
  request_header_add: 2,
  ssl_bump: 1,
  sslproxy_cert_adapt: 1,
  sslproxy_cert_sign: 1,
  tcp_outgoing_address: 1,
  tcp_outgoing_mark: 1,
  tcp_outgoing_tos: 1,
};

/** Where in an access line the action stands; undefined: the directive is no such. */
export function actionIndex(name: string): number | undefined {
  return Object.hasOwn(ACCESS, name) && name !== 'auth_schemes' ? ACCESS[name] : undefined;
}

/** The words of a directive that name ACLs, negations included. */
export function aclTokens(directive: ReadDirective): readonly Token[] {
  const { name, args } = directive;
  const action = actionIndex(name);
  // Squid skips a line without an action: it does not look at what else stands there.
  if (action !== undefined) return /^(allow|deny)$/.test(args[action]?.text ?? '') ? args.slice(action + 1) : [];
  if (Object.hasOwn(LISTS, name)) return args.slice(LISTS[name]);
  if (name === 'access_log' || name === 'icap_log') return logAcls(args);
  if (name === 'auth_schemes') return args.slice(1);
  if (name === 'tls_key_log') {
    const index = args.findIndex(({ text }) => text === 'if');
    return index < 0 ? [] : args.slice(index + 1);
  }
  if (name === 'reply_body_max_size' || name === 'range_offset_limit') {
    return args.slice(args[0]?.text !== '-1' && /^([KMG]B|bytes)/i.test(args[1]?.text ?? '') ? 2 : 1);
  }
  if (name === 'acl' && /^(all|any)-of$/.test(args[1]?.text ?? '')) return args.slice(2);
  return [];
}

/** `access_log PLACE [key=value …] [acl …]`, or with the name of a format where the options stand. */
function logAcls(args: readonly Token[]): readonly Token[] {
  const rest = args.slice(1);
  if (args[0]?.text === 'none') return rest;
  if (rest[0] && !rest[0].text.includes('=')) return rest.slice(1);
  return rest.filter(({ text }) => !text.includes('='));
}
