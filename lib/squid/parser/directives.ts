import type { SquidVersion } from '../config';

/** Directives of which the last one wins when they are repeated. */
const SINGLE = words(`
  accept_filter acl_uses_indirect_client adaptation_masterx_shared_names adaptation_send_client_ip
  adaptation_send_username adaptation_service_iteration_limit adaptation_uses_indirect_client allow_underscore
  append_domain as_whois_server authenticate_cache_garbage_interval authenticate_ip_ttl authenticate_ttl
  background_ping_rate buffered_logs cache_effective_group cache_effective_user cache_log cache_mem cache_mgr
  cache_miss_revalidate cache_store_log cache_swap_high cache_swap_low cache_swap_state check_hostnames chroot
  client_db client_delay_initial_bucket_level client_dst_passthru client_idle_pconn_timeout
  client_ip_max_connections client_lifetime client_netmask client_persistent_connections
  client_request_buffer_max_size collapsed_forwarding connect_retries connect_timeout coredump_dir dead_peer_timeout
  debug_options delay_initial_bucket_level delay_pool_uses_indirect_client detect_broken_pconn digest_bits_per_entry
  digest_generation digest_rebuild_chunk_percentage digest_rebuild_period digest_rewrite_period
  digest_swapout_chunk_size diskd_program dns_defnames dns_multicast_local dns_packet_max dns_retransmit_interval
  dns_timeout ecap_enable email_err_data err_html_text err_page_stylesheet error_default_language error_directory
  error_log_languages eui_lookup forward_max_tries forward_timeout forwarded_for fqdncache_size
  ftp_client_idle_timeout ftp_eprt ftp_epsv_all ftp_passive ftp_sanitycheck ftp_telnet_protocol ftp_user
  global_internal_static half_closed_clients happy_eyeballs_connect_gap happy_eyeballs_connect_limit
  happy_eyeballs_connect_timeout high_memory_warning high_page_fault_warning high_response_time_warning
  hopeless_kid_revival_delay host_verify_strict hosts_file htcp_port http_accel_surrogate_remote
  httpd_accel_surrogate_id httpd_suppress_version_string icap_206_enable icap_client_username_encode
  icap_client_username_header icap_connect_timeout icap_default_options_ttl icap_enable icap_io_timeout
  icap_persistent_connections icap_preview_enable icap_preview_size icap_retry_limit icap_service_revival_delay
  icon_directory icp_hit_stale icp_port icp_query_timeout ident_timeout ignore_unknown_nameservers
  incoming_dns_average incoming_tcp_average incoming_udp_average ipcache_high ipcache_low ipcache_size
  log_icp_queries log_mime_hdrs log_uses_indirect_client logfile_daemon logfile_rotate mail_from mail_program
  max_filedescriptors max_open_disk_fds max_stale maximum_icp_query_timeout maximum_object_size
  maximum_object_size_in_memory mcast_icp_query_timeout mcast_miss_addr mcast_miss_encode_key mcast_miss_port
  mcast_miss_ttl memory_cache_mode memory_cache_shared memory_pools memory_pools_limit mime_table min_dns_poll_cnt
  min_tcp_poll_cnt min_udp_poll_cnt minimum_direct_hops minimum_direct_rtt minimum_expiry_time
  minimum_icp_query_timeout minimum_object_size negative_dns_ttl negative_ttl netdb_filename netdb_high netdb_low
  netdb_ping_period nonhierarchical_direct offline_mode pconn_lifetime peer_connect_timeout
  persistent_connection_after_error pid_filename pinger_enable pipeline_prefetch positive_dns_ttl prefer_direct
  query_icmp quick_abort_pct read_ahead_gap read_timeout refresh_all_ims relaxed_header_parser reload_into_ims
  reply_header_max_size request_body_max_size request_header_max_size request_start_timeout request_timeout
  retry_on_error server_idle_pconn_timeout server_persistent_connections shared_memory_locking
  shared_transient_entries_limit short_icon_urls shutdown_lifetime sleep_after_fork snmp_incoming_address
  snmp_outgoing_address snmp_port ssl_engine ssl_unclean_shutdown sslcrtd_children sslcrtd_program
  sslcrtvalidator_children sslcrtvalidator_program sslpassword_program sslproxy_cert_sign_hash
  sslproxy_foreign_intermediate_certs sslproxy_session_cache_size sslproxy_session_ttl store_avg_object_size
  store_dir_select_algorithm store_id_bypass store_id_children store_objects_per_bucket strip_query_terms
  tcp_recv_bufsize test_reachability tproxy_uses_indirect_client udp_incoming_address udp_outgoing_address umask
  unique_hostname unlinkd_program uri_whitespace url_rewrite_bypass url_rewrite_children url_rewrite_host_header
  vary_ignore_expire via visible_hostname wccp2_address wccp2_rebuild_wait wccp2_weight wccp_address wccp_router
  wccp_version windows_ipaddrchangemonitor workers write_timeout`);

/** Directives that add up when they are repeated. */
const REPEATABLE = words(`
  access_log acl adaptation_access adaptation_meta adaptation_service_chain adaptation_service_set
  adapted_http_access always_direct auth_param auth_schemes broken_posts cache cache_dir cache_log_message
  cache_peer cache_peer_access cache_replacement_policy cachemgr_passwd client_delay_access client_delay_parameters
  client_delay_pools clientside_tos collapsed_forwarding_access configuration_includes_quoted_values
  cpu_affinity_map delay_access delay_class delay_parameters delay_pools deny_info dns_nameservers ecap_service
  external_acl_type follow_x_forwarded_for force_request_body_continuation ftp_epsv ftp_port hostname_aliases
  htcp_access htcp_clr_access http_access http_port http_reply_access http_upgrade_request_protocols https_port
  icap_access icap_class icap_log icap_retry icap_service icap_service_failure_limit icp_access ident_lookup_access
  loadable_modules logformat mark_client_connection mark_client_packet mcast_groups memory_replacement_policy
  miss_access neighbor_type_domain never_direct note on_unsupported_protocol paranoid_hit_validation pinger_program
  proxy_protocol_access qos_flows quick_abort_max quick_abort_min range_offset_limit refresh_pattern
  reply_body_max_size reply_header_access reply_header_add reply_header_replace request_header_access
  request_header_add request_header_replace response_delay_pool response_delay_pool_access send_hit
  server_pconn_for_nonretriable snmp_access spoof_client_ip ssl_bump sslproxy_cert_adapt sslproxy_cert_error
  sslproxy_cert_sign stats_collection store_id_access store_id_extras store_id_program store_miss
  tcp_outgoing_address tcp_outgoing_mark tcp_outgoing_tos tls_key_log tls_outgoing_options url_rewrite_access
  url_rewrite_extras url_rewrite_program url_rewrite_timeout wccp2_assignment_method wccp2_forwarding_method
  wccp2_return_method wccp2_router wccp2_service wccp2_service_info`);

/** What Squid still reads, complains about, and does not obey. */
const OBSOLETE = words(`
  balance_on_multiple_ip broken_vary_encoding cache_host_domain cache_peer_domain cache_vary
  chunked_request_body_max_size dns_testnames dns_v4_fallback dns_v4_first emulate_httpd_log error_map
  extension_methods external_refresh_check forward_log ftp_list_width header_access hierarchy_stoplist
  httpd_accel_no_pmtu_disc ie_refresh ignore_expect_100 ignore_ims_on_miss incoming_rate location_rewrite_access
  location_rewrite_children location_rewrite_concurrency location_rewrite_program log_access log_fqdn log_icap
  log_ip_on_direct maximum_single_addr_tries referer_log referrer_log refresh_stale_hit server_http11
  sslproxy_cafile sslproxy_capath sslproxy_cipher sslproxy_client_certificate sslproxy_client_key sslproxy_flags
  sslproxy_options sslproxy_version update_headers upgrade_http0.9 url_rewrite_concurrency useragent_log
  wais_relay_host wais_relay_port zero_buffers zph_local zph_mode zph_option zph_parent zph_sibling`);

const OBSOLETE_SINCE: Readonly<Record<string, SquidVersion>> = {
  announce_file: 6,
  announce_host: 6,
  announce_period: 6,
  announce_port: 6,
  request_entities: 6,
  esi_parser: 7,
};

const ADDED_IN_6 = new Set(['cache_log_message', 'paranoid_hit_validation', 'tls_key_log']);

const GONE_IN_7 = new Set([
  'ident_lookup_access',
  'ident_timeout',
  'mcast_miss_addr',
  'mcast_miss_encode_key',
  'mcast_miss_port',
  'mcast_miss_ttl',
]);

const ALIASES: Readonly<Record<string, string>> = {
  ascii_port: 'http_port',
  cache_access_log: 'access_log',
  cache_swap_log: 'cache_swap_state',
  clientside_mark: 'mark_client_packet',
  collapsed_forwarding_shared_entries_limit: 'shared_transient_entries_limit',
  header_replace: 'request_header_replace',
  http_access2: 'adapted_http_access',
  icap_send_client_ip: 'adaptation_send_client_ip',
  icap_send_client_username: 'adaptation_send_username',
  icap_uses_indirect_client: 'adaptation_uses_indirect_client',
  incoming_http_average: 'incoming_tcp_average',
  incoming_icp_average: 'incoming_udp_average',
  max_filedesc: 'max_filedescriptors',
  min_http_poll_cnt: 'min_tcp_poll_cnt',
  min_icp_poll_cnt: 'min_udp_poll_cnt',
  no_cache: 'cache',
  pconn_timeout: 'server_idle_pconn_timeout',
  persistent_request_timeout: 'client_idle_pconn_timeout',
  redirect_children: 'url_rewrite_children',
  redirect_program: 'url_rewrite_program',
  redirect_rewrites_host_header: 'url_rewrite_host_header',
  redirector_access: 'url_rewrite_access',
  redirector_bypass: 'url_rewrite_bypass',
  storeurl_rewrite_access: 'store_id_access',
  storeurl_rewrite_bypass: 'store_id_bypass',
  storeurl_rewrite_children: 'store_id_children',
  storeurl_rewrite_program: 'store_id_program',
  tcp_outgoing_ds: 'tcp_outgoing_tos',
  tcp_outgoing_dscp: 'tcp_outgoing_tos',
  udp_port: 'icp_port',
};

/** The name that a directive goes by in current documentation. */
export function canonicalName(name: string): string {
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] as string) : name;
}

/** How a version of Squid takes a directive; names are case-sensitive. */
export function statusOf(name: string, version: SquidVersion): 'known' | 'obsolete' | 'unknown' {
  const canonical = canonicalName(name);
  const since = Object.hasOwn(OBSOLETE_SINCE, canonical) ? OBSOLETE_SINCE[canonical] : undefined;
  if (OBSOLETE.has(canonical) || (since !== undefined && version >= since)) return 'obsolete';
  if (version < 6 && ADDED_IN_6.has(canonical)) return 'unknown';
  if (version >= 7 && GONE_IN_7.has(canonical)) return 'unknown';
  return SINGLE.has(canonical) || REPEATABLE.has(canonical) || since !== undefined ? 'known' : 'unknown';
}

export function isSingle(name: string): boolean {
  return SINGLE.has(name);
}

export const DIRECTIVE_NAMES: readonly string[] = [...SINGLE, ...REPEATABLE, 'include'];

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
