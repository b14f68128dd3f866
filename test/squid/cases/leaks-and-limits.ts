import { append, type Case, edit, GOOD, replace, without } from './_good';

/** What it tells others, what it writes down, and what one client may use up. */
export const LEAKS_AND_LIMITS: readonly Case[] = [
  {
    name: 'the manager without a password',
    text: append('cachemgr_passwd none all'),
    expected: [['manager-password-none', 25]],
  },
  ...[
    ['request_timeout 2 parsecs', 'a time without a unit that exists'],
    ['via maybe', 'a switch that is neither on nor off'],
    ['request_header_max_size 1 XB', 'a size without a unit that exists'],
    ['delay_pools 70000', 'a count beyond 65535'],
    ['forward_max_tries 5x', 'a number with a letter'],
    ['http_port 172.16.28.8:3130 defaultsite=a.example', 'an option of a reverse proxy without accel'],
    ['uri_whitespace keep', 'a word that is not one of the choices'],
    ['url_rewrite_children 0', 'no children'],
  ].map(
    ([line = '', name = '']): Case => ({
      name,
      text: append(line),
      expected: [['value-refused', 25]],
      refused: true,
    }),
  ),
  { name: 'the manager disabled', text: append('cachemgr_passwd disable all'), expected: [] },
  { name: 'caching', text: without(18), expected: [['defaults-kept', 1]] },
  { name: 'caching of some', text: replace(18, 'cache deny manager'), expected: [['caching-on', 18]] },
  { name: 'the version is told', text: without(20), expected: [['defaults-kept', 1]] },
  {
    name: 'the version is told on request',
    text: replace(20, 'httpd_suppress_version_string off'),
    expected: [['version-leak', 20]],
  },
  { name: 'clients’ addresses are told', text: without(19), expected: [['defaults-kept', 1]] },
  {
    name: 'clients’ own header passes',
    text: replace(19, 'forwarded_for transparent'),
    expected: [['forwarded-for-leak', 19]],
  },
  { name: 'no Via: loops are not seen', text: append('via off'), expected: [['via-off', 25]] },
  { name: 'the machine’s own name is told', text: without(1), expected: [['defaults-kept', 1]] },
  { name: 'connections without a limit', text: without(21), expected: [['defaults-kept', 1]] },
  {
    name: 'a limit of connections that nothing counts',
    text: append('client_db off'),
    expected: [['connections-unlimited', 25]],
  },
  {
    name: 'a limit of no connections',
    text: replace(21, 'client_ip_max_connections -1'),
    expected: [['connections-unlimited', 21]],
  },
  {
    name: 'all that defaults leave open is one finding',
    text: without(1, 18, 19, 20, 21, 22),
    expected: [['defaults-kept', 1]],
  },
  {
    name: 'a cache on disk',
    text: edit(GOOD, { 18: ['cache_dir ufs /var/spool/squid 100 16 256'] }),
    expected: [
      ['defaults-kept', 1],
      ['caching-on', 18],
    ],
  },
  {
    name: 'the password for a parent',
    text: append(
      'never_direct allow all',
      'cache_peer 198.51.100.20 parent 8080 0 no-query login=someone:not-a-real-one',
    ),
    expected: [['secret-in-file', 26]],
  },
  {
    name: 'one password for all users of a parent',
    text: append('never_direct allow all', 'cache_peer 198.51.100.20 parent 8080 0 no-query login=*:not-a-real-one'),
    expected: [['secret-in-file', 26]],
  },
  ...['PASS', 'PASSTHRU', 'NEGOTIATE'].map((login) => ({
    name: `a parent with login=${login}`,
    text: append('never_direct allow all', `cache_peer 198.51.100.20 parent 8080 0 no-query login=${login}`),
    expected: [],
  })),
  {
    name: 'a password for the manager',
    text: append('cachemgr_passwd not-a-real-one all'),
    expected: [['secret-in-file', 25]],
  },
  {
    name: 'a password for LDAP',
    text: append(
      'auth_param digest program /usr/lib/squid/digest_ldap_auth -b dc=example -D cn=squid -w not-a-real-one ldap.example.com',
    ),
    expected: [['secret-in-file', 25]],
  },
  {
    name: 'bodies without a limit',
    text: replace(22, 'request_body_max_size 0'),
    expected: [['body-size-unlimited', 22]],
  },
  {
    name: 'headers of a megabyte',
    text: append('request_header_max_size 1 MB', 'client_request_buffer_max_size 2 MB'),
    expected: [['header-size-raised', 25]],
  },
  {
    name: 'headers that do not fit into the buffer of a request',
    text: append('request_header_max_size 1 MB'),
    expected: [
      ['header-size-raised', 25],
      ['value-refused', 25],
    ],
    refused: true,
  },
  {
    name: 'a small buffer for smaller headers',
    text: append('client_request_buffer_max_size 40 KB', 'request_header_max_size 32 KB'),
    expected: [],
  },
  { name: 'no log', text: edit(GOOD, { 23: [], 24: ['access_log none'] }), expected: [['access-log-off', 23]] },
  {
    name: 'a log without health checks is a log',
    text: edit(GOOD, { 24: ['acl health src 172.16.28.5', 'access_log none health', GOOD[23] as string] }),
    expected: [],
  },
  {
    name: 'nothing says what a full disk does',
    text: edit(GOOD, { 24: ['access_log stdio:/var/log/squid/egress.json logformat=egress rotate=0'] }),
    expected: [['log-full-unspoken', 24]],
  },
  {
    name: 'a format that nothing defines',
    text: edit(GOOD, { 23: [], 24: [(GOOD[23] as string).replace('egress ', 'egres ')] }),
    expected: [['unknown-logformat', 23]],
    refused: true,
  },
  { name: 'queries in the log', text: append('strip_query_terms off'), expected: [['query-logged', 25]] },
  { name: 'headers in the log', text: append('log_mime_hdrs on'), expected: [['headers-logged', 25]] },
  { name: 'a log that names nobody', text: append('client_netmask 255.255.255.0'), expected: [['clients-masked', 25]] },
  { name: 'debugging left on', text: append('debug_options ALL,1 11,2'), expected: [['debugging-on', 25]] },
  { name: 'as root', text: append('cache_effective_user root'), expected: [['runs-as-root', 25]] },
  {
    name: 'the same directive with two values',
    text: append('forwarded_for on', 'forwarded_for delete'),
    expected: [
      ['repeated-directive', 25],
      ['repeated-directive', 26],
    ],
  },
];
