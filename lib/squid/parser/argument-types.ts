/**
 * What the first words of a directive have to be, as cf.data.pre of Squid types them. A directive that is not here takes
 * its words in a way of its own.
 */
const NAMES: Readonly<Record<ArgumentType, string>> = {
  switch: `
    acl_uses_indirect_client adaptation_send_client_ip adaptation_send_username adaptation_uses_indirect_client
    allow_underscore buffered_logs cache_miss_revalidate check_hostnames client_db client_dst_passthru
    client_persistent_connections collapsed_forwarding configuration_includes_quoted_values
    delay_pool_uses_indirect_client detect_broken_pconn digest_generation dns_defnames dns_multicast_local
    ecap_enable email_err_data error_log_languages eui_lookup ftp_eprt ftp_epsv_all ftp_passive ftp_sanitycheck
    ftp_telnet_protocol global_internal_static half_closed_clients host_verify_strict http_accel_surrogate_remote
    httpd_suppress_version_string icap_206_enable ignore_ims_on_miss icap_client_username_encode icap_enable
    icap_persistent_connections icap_preview_enable icp_hit_stale ignore_unknown_nameservers log_icp_queries
    log_mime_hdrs log_uses_indirect_client memory_cache_shared memory_pools nonhierarchical_direct offline_mode
    persistent_connection_after_error pinger_enable prefer_direct query_icmp refresh_all_ims reload_into_ims
    request_entities     retry_on_error server_persistent_connections shared_memory_locking short_icon_urls ssl_unclean_shutdown
    store_id_bypass strip_query_terms test_reachability tproxy_uses_indirect_client url_rewrite_bypass
    url_rewrite_host_header vary_ignore_expire via wccp2_rebuild_wait`,
  'switch or warn': `
    relaxed_header_parser`,
  integer: `
    adaptation_service_iteration_limit cache_swap_high cache_swap_low client_ip_max_connections connect_retries
    digest_bits_per_entry digest_rebuild_chunk_percentage forward_max_tries fqdncache_size
    happy_eyeballs_connect_gap happy_eyeballs_connect_limit happy_eyeballs_connect_timeout high_page_fault_warning
    high_response_time_warning icap_default_options_ttl icap_preview_size icap_retry_limit
    icap_service_revival_delay icp_query_timeout incoming_dns_average incoming_tcp_average incoming_udp_average
    ipcache_high ipcache_low ipcache_size logfile_rotate max_filedescriptors max_open_disk_fds
    maximum_icp_query_timeout mcast_icp_query_timeout min_dns_poll_cnt min_tcp_poll_cnt min_udp_poll_cnt
    minimum_direct_hops minimum_direct_rtt minimum_icp_query_timeout netdb_high netdb_low quick_abort_pct
    sleep_after_fork sslproxy_session_ttl sslproxy_version store_objects_per_bucket umask url_rewrite_concurrency wccp2_weight wccp_version workers`,
  'large integer': `
    shared_transient_entries_limit`,
  port: `
    announce_port client_delay_initial_bucket_level delay_initial_bucket_level htcp_port icp_port snmp_port`,
  time: `
    announce_period authenticate_cache_garbage_interval authenticate_ip_ttl authenticate_ttl background_ping_rate
    client_idle_pconn_timeout client_lifetime connect_timeout dead_peer_timeout digest_rebuild_period
    digest_rewrite_period forward_timeout ftp_client_idle_timeout
    hopeless_kid_revival_delay icap_connect_timeout icap_io_timeout ident_timeout max_stale minimum_expiry_time
    negative_dns_ttl negative_ttl netdb_ping_period pconn_lifetime peer_connect_timeout positive_dns_ttl
    read_timeout request_start_timeout request_timeout server_idle_pconn_timeout shutdown_lifetime write_timeout`,
  milliseconds: `
    dns_retransmit_interval dns_timeout`,
  'size in KB': `
    quick_abort_max quick_abort_min`,
  size: `
    cache_mem client_request_buffer_max_size digest_swapout_chunk_size maximum_object_size_in_memory
    reply_header_max_size request_header_max_size sslproxy_session_cache_size tcp_recv_bufsize`,
  'size or none': `
    dns_packet_max maximum_object_size memory_pools_limit minimum_object_size range_offset_limit read_ahead_gap reply_body_max_size request_body_max_size store_avg_object_size`,
  address: `
    client_netmask snmp_incoming_address snmp_outgoing_address udp_incoming_address udp_outgoing_address
    wccp2_address wccp_address wccp_router`,
  children: `
    sslcrtd_children sslcrtvalidator_children store_id_children url_rewrite_children`,
  mark: `
    clientside_tos mark_client_connection mark_client_packet tcp_outgoing_mark tcp_outgoing_tos`,
  'one word': `
    announce_file announce_host sslproxy_cafile sslproxy_capath sslproxy_options
    accept_filter access_log adaptation_masterx_shared_names append_domain as_whois_server
    cache_effective_group cache_effective_user cache_log cache_mgr cache_peer_access cache_replacement_policy
    cache_store_log cache_swap_state cachemgr_passwd chroot coredump_dir debug_options diskd_program err_html_text
    err_page_stylesheet error_default_language error_directory forwarded_for ftp_epsv ftp_user
    hosts_file http_upgrade_request_protocols httpd_accel_surrogate_id icap_client_username_header icap_log
    icon_directory logfile_daemon mail_from mail_program memory_replacement_policy mime_table netdb_filename
    pid_filename pinger_program response_delay_pool sslcrtd_program sslcrtvalidator_program
    sslpassword_program sslproxy_cert_sign_hash sslproxy_foreign_intermediate_certs store_dir_select_algorithm
    store_id_extras unique_hostname unlinkd_program url_rewrite_extras visible_hostname`,
  'two words': `
    auth_schemes cache_dir wccp2_service
    adaptation_meta logformat neighbor_type_domain note reply_header_add request_header_add`,
  'three words': `
    external_acl_type wccp2_service_info
     ecap_service icap_service`,
  'four words': `
    cache_peer refresh_pattern`,
  count: `
    client_delay_access client_delay_parameters client_delay_pools delay_access delay_class delay_parameters
    delay_pools`,
};

export type ArgumentType =
  | 'one word'
  | 'switch'
  | 'two words'
  | 'integer'
  | 'time'
  | 'milliseconds'
  | 'three words'
  | 'size'
  | 'four words'
  | 'count'
  | 'port'
  | 'address'
  | 'mark'
  | 'size or none'
  | 'size in KB'
  | 'switch or warn'
  | 'large integer'
  | 'children';

const TYPES: ReadonlyMap<string, ArgumentType> = new Map(
  Object.entries(NAMES).flatMap(([type, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, type as ArgumentType] as const),
  ),
);

/** The type of a directive's argument; undefined: it is not one of the common ones. */
export function argumentType(name: string): ArgumentType | undefined {
  return TYPES.get(name);
}
