import type { Acl, Config } from '../../config';
import { aclKey } from '../../parser/acl-key';
import { GROUP_TYPES, isSlowType } from '../../parser/acl-types';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

/** Directives that cf.data.pre documents for fast ACLs only. */
const FAST_ONLY = new Set(
  `broken_posts cache_peer_access client_delay_access clientside_tos collapsed_forwarding_access delay_access
  follow_x_forwarded_for ftp_epsv htcp_access htcp_clr_access http_upgrade_request_protocols icp_access
  ident_lookup_access mark_client_connection mark_client_packet miss_access note on_unsupported_protocol
  proxy_protocol_access reply_header_access reply_header_add request_header_access request_header_add
  response_delay_pool_access send_hit server_pconn_for_nonretriable snmp_access sslproxy_cert_adapt
  sslproxy_cert_error sslproxy_cert_sign stats_collection store_miss tcp_outgoing_address tcp_outgoing_mark
  tcp_outgoing_tos tls_key_log`.split(/\s+/),
);

export const rule: RuleDefinition = {
  title: 'A slow ACL where Squid does not wait',
  why: 'The directive is decided at once, and the ACL needs an answer from DNS or a helper. It matches by chance, if the answer happens to be cached, and some combinations crash Squid.',
  fix: 'Use a fast ACL (dst -n, src, dstdomain), or decide in http_access and pass the result on with a note.',
  good: ['acl to_a dstdomain -n a.example', 'tcp_outgoing_address 172.16.28.8 to_a'],
  bad: ['acl to_a dst 192.0.2.0/24', 'tcp_outgoing_address 172.16.28.8 to_a'],
  check: (config) =>
    config.references
      .filter(({ directive, acl }) => FAST_ONLY.has(directive.name) && acl && isSlow(config, acl))
      .map(({ token, acl, directive }) =>
        found(token, `${directive.name} does not wait for ${acl?.name} (${acl?.type})`),
      ),
};

function isSlow(config: Config, acl: Acl, seen: readonly Acl[] = []): boolean {
  if (!GROUP_TYPES.includes(acl.type)) return isSlowType(acl.type, acl.flags);
  const parts = acl.values.flatMap(({ text }) => config.acls.get(aclKey(text.replace(/^!/, ''))) ?? []);
  return !seen.includes(acl) && parts.some((part) => isSlow(config, part, [...seen, acl]));
}
