import { append, before, type Case, edit, GOOD_TLS, replace, tlsPort, without } from './_good';

/** Where it listens, and what TLS is worth. */
/** A port that Squid itself reaches as its parent, to read the name inside TLS. */
function secondHop(address = '127.0.0.1'): readonly string[] {
  return [
    `http_port ${address}:3129 name=names ssl-bump tls-cert=/etc/squid/tls/ca.pem`,
    `cache_peer ${address} parent 3129 0 no-query name=names`,
    'acl names_hop myportname names',
    'acl checked all-of CONNECT !names_hop',
    'cache_peer_access names allow checked',
    'cache_peer_access names deny all',
    'never_direct allow checked',
    'acl unread at_step SslBump1',
    'ssl_bump peek unread',
    'ssl_bump terminate all',
  ];
}

export const PORTS_AND_TLS: readonly Case[] = [
  { name: 'a port without an address', text: replace(2, 'http_port 3128'), expected: [['listen-all-addresses', 2]] },
  { name: 'a port on 0.0.0.0', text: replace(2, 'http_port 0.0.0.0:3128'), expected: [['listen-all-addresses', 2]] },
  { name: 'a port on [::]', text: replace(2, 'http_port [::]:3128'), expected: [['listen-all-addresses', 2]] },
  { name: 'no port at all', text: without(2), expected: [['no-listening-port', 1]] },
  {
    name: 'a port that is no number',
    text: replace(2, 'http_port 172.16.28.8'),
    expected: [['port-invalid', 2]],
    refused: true,
  },
  {
    name: 'a TLS port without a certificate',
    text: replace(2, 'https_port 172.16.28.8:3129'),
    expected: [
      ['port-invalid', 2],
      ['tls-version-too-old', 2],
    ],
    refused: true,
  },
  { name: 'interception', text: replace(2, 'http_port 172.16.28.8:3128 intercept'), expected: [['intercept-port', 2]] },
  {
    name: 'interception under its old name',
    text: replace(2, 'http_port 172.16.28.8:3128 transparent'),
    expected: [['intercept-port', 2]],
  },
  { name: 'TPROXY', text: replace(2, 'http_port 172.16.28.8:3128 tproxy'), expected: [['intercept-port', 2]] },
  {
    name: 'a reverse proxy’s port that forwards to anywhere',
    text: replace(2, 'http_port 172.16.28.8:3128 accel allow-direct'),
    expected: [['accelerator-port', 2]],
  },
  {
    name: 'ports for sibling caches, SNMP and FTP',
    text: append('icp_port 3130', 'snmp_port 3401', 'htcp_port 0', 'ftp_port 172.16.28.8:2121'),
    expected: [
      ['extra-listener', 25],
      ['extra-listener', 26],
      ['extra-listener', 28],
    ],
  },
  {
    name: 'to_linklocal on 5.7',
    text: before(14, 'http_access deny to_linklocal'),
    version: 5,
    expected: [['to-linklocal-undefined', 14]],
    refused: true,
  },
  { name: 'TLS is taken apart', text: append('ssl_bump peek all', 'ssl_bump bump all'), expected: [['ssl-bump', 26]] },
  {
    name: 'a port that could take TLS apart',
    text: replace(2, 'http_port 172.16.28.8:3128 ssl-bump tls-cert=/etc/squid/tls/ca.pem'),
    expected: [['ssl-bump-port', 2]],
  },
  { name: 'a second hop that peeks and splices', text: append(...secondHop()), expected: [] },
  {
    name: 'a second hop that takes TLS apart',
    text: append(...secondHop(), 'ssl_bump bump all'),
    expected: [
      ['ssl-bump-port', 25],
      ['ssl-bump', 35],
    ],
  },
  {
    name: 'a second hop that others reach',
    text: append(...secondHop('172.16.28.8')),
    expected: [['ssl-bump-port', 25]],
  },
  {
    name: 'a second hop that some tunnels pass by',
    text: append(
      ...secondHop().map((line) => line.replace('never_direct allow checked', 'never_direct allow names_hop')),
    ),
    expected: [['peer-bypassed', 26]],
  },
  {
    name: 'keys are logged',
    text: append('tls_key_log stdio:/var/log/squid/keys.log'),
    expected: [['tls-key-log', 25]],
  },
  {
    name: 'servers are not verified',
    text: append('tls_outgoing_options flags=DONT_VERIFY_PEER'),
    expected: [['peer-not-verified', 25]],
  },
  {
    name: 'the name in a parent’s certificate is not verified',
    text: append(
      'cache_peer 172.16.28.9 parent 3129 0 no-query default tls tls-min-version=1.2 sslflags=DONT_VERIFY_DOMAIN',
      'never_direct allow all',
    ),
    expected: [['peer-not-verified', 25]],
  },
  {
    name: 'errors of certificates are let pass',
    text: append('sslproxy_cert_error allow all'),
    expected: [['cert-errors-allowed', 25]],
  },
  {
    name: 'an outgoing minimum of TLS 1.1',
    text: append('tls_outgoing_options min-version=1.1'),
    expected: [['tls-version-too-old', 25]],
  },
  {
    name: 'a port without a minimum version',
    text: tlsPort((port) => port.replace('tls-min-version=1.2 ', '')),
    expected: [['tls-version-too-old', 2]],
  },
  {
    name: 'a port with the options that amount to 1.2',
    text: tlsPort((port) =>
      port.replace('tls-min-version=1.2 options=NO_TICKET', 'options=NO_SSLv3,NO_TLSv1,NO_TLSv1_1,NO_TICKET'),
    ),
    expected: [],
  },
  {
    name: 'CONDITIONAL_AUTH without an ACL on the certificate',
    text: edit(GOOD_TLS, {
      2: [(GOOD_TLS[1] as string).replace('VERIFY_CRL', 'VERIFY_CRL,CONDITIONAL_AUTH')],
      5: [],
      17: [],
    }),
    expected: [
      ['client-cert-not-demanded', 2],
      ['client-cert-optional', 2],
    ],
  },
  {
    name: 'CONDITIONAL_AUTH with an ACL that demands the certificate',
    text: tlsPort((port) => port.replace('VERIFY_CRL', 'VERIFY_CRL,CONDITIONAL_AUTH')),
    expected: [],
  },
  {
    name: 'DELAYED_AUTH',
    text: tlsPort((port) => port.replace('VERIFY_CRL', 'VERIFY_CRL,DELAYED_AUTH')),
    expected: [['client-cert-optional', 2]],
  },
  {
    name: 'clientca without an ACL: the GnuTLS build asks nobody',
    text: edit(GOOD_TLS, { 5: [], 17: [] }),
    expected: [['client-cert-not-demanded', 2]],
  },
  {
    name: 'the ACL on the certificate guards another line only',
    text: edit(GOOD_TLS, {
      17: [],
      18: ['http_access allow tenant_cert allowed_sites', 'http_access allow allowed_sites'],
    }),
    expected: [['client-cert-not-demanded', 2]],
  },
  {
    name: 'TLS options on a plain port',
    text: replace(2, 'http_port 172.16.28.8:3128 tls-cert=/etc/squid/tls/server.pem clientca=/etc/squid/tls/ca.pem'),
    expected: [['tls-options-on-plain-port', 2]],
  },
  {
    name: 'client certificates that nothing revokes',
    text: tlsPort((port) => port.replace(' crlfile=/etc/squid/tls/tenant-ca.crl sslflags=VERIFY_CRL', '')),
    expected: [['client-cert-no-revocation', 2]],
  },
  {
    name: 'client certificates of any public authority',
    text: tlsPort((port) => `${port} tls-default-ca=on`),
    expected: [['client-cert-default-ca', 2]],
  },
  {
    name: 'a parent that some requests pass by',
    text: append('cache_peer 172.16.28.9 parent 3128 0 no-query default'),
    expected: [['peer-bypassed', 25]],
  },
  {
    name: 'passwords in the clear',
    text: append('auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd'),
    expected: [['basic-auth-in-clear', 25]],
  },
];
