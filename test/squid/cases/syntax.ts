import { append, before, type Case, edit, GOOD, replace } from './_good';

/** What Squid refuses, and what it takes in a way that nobody means. */
export const SYNTAX: readonly Case[] = [
  {
    name: 'an include that is not there',
    text: append('include /nonexistent/*.conf'),
    expected: [['include-missing', 25]],
    refused: true,
  },
  {
    name: 'an include from wherever Squid was started',
    text: append('include nonexistent.conf'),
    expected: [
      ['include-missing', 25],
      ['include-relative', 25],
    ],
    refused: true,
  },
  { name: 'an if without endif', text: before(18, 'if true'), expected: [['syntax', 18]], refused: true },
  { name: 'an endif without if', text: before(18, 'endif'), expected: [['syntax', 18]], refused: true },
  {
    name: 'a condition that is none',
    text: before(18, 'if ${process_number} = one', 'endif'),
    expected: [['syntax', 18]],
    refused: true,
  },
  {
    name: 'a branch for another worker',
    text: before(18, 'if ${process_number} = 2', 'http_access allow all', 'endif'),
    expected: [['branch-not-scanned', 18]],
  },
  {
    name: 'a continuation that glues two words',
    text: edit(GOOD, { 17: ['http_access deny\\', '  all'] }),
    expected: [
      ['final-deny-missing', 16],
      ['access-line-skipped', 17],
      ['syntax', 18],
    ],
  },
  {
    name: 'blanks after the backslash',
    text: edit(GOOD, { 8: ['acl allowed_sites dstdomain -n ifconfig.me \\ ', '  .example.com'] }),
    expected: [
      ['dstdomain-never-matches', 8],
      ['syntax', 8],
      ['unknown-directive', 9],
    ],
    refused: true,
  },
  {
    name: 'a directive that Squid does not know',
    text: append('http_acces deny all'),
    expected: [['unknown-directive', 25]],
    refused: true,
  },
  {
    name: 'a directive of Squid 6 on 5',
    text: append('tls_key_log stdio:/x'),
    version: 5,
    expected: [
      ['tls-key-log', 25],
      ['unknown-directive', 25],
    ],
    refused: true,
  },
  {
    name: 'a directive that Squid no longer obeys',
    text: append('dns_v4_first on'),
    expected: [['obsolete-directive', 25]],
  },
  {
    name: 'Deny with a capital',
    text: replace(17, 'http_access Deny all'),
    expected: [
      ['final-deny-missing', 16],
      ['access-line-skipped', 17],
    ],
  },
  { name: 'deny without an ACL', text: before(17, 'http_access deny'), expected: [['access-line-skipped', 17]] },
  {
    name: 'an ACL that nothing defines',
    text: before(17, 'http_access deny bad_sites'),
    expected: [['unknown-acl', 17]],
    refused: true,
  },
  {
    name: 'an ACL that is defined too late',
    text: before(17, 'http_access deny bad_sites', 'acl bad_sites dstdomain .bad.example'),
    expected: [
      ['unknown-acl', 17],
      ['unused-acl', 18],
    ],
    refused: true,
  },
  {
    name: 'a type that Squid does not know',
    text: before(17, 'acl x dstdomains .bad.example', 'http_access deny x'),
    expected: [['acl-type-unknown', 17]],
    refused: true,
  },
  {
    name: 'a type that Squid 7 dropped',
    text: before(17, 'acl x ident alice', 'http_access deny x'),
    version: 7,
    expected: [['acl-type-unknown', 17]],
  },
  {
    name: 'one name, two types',
    text: before(17, 'acl tenant_src dst 192.0.2.1'),
    expected: [['acl-type-conflict', 17]],
    refused: true,
  },
  {
    name: 'localhost is extended',
    text: before(9, 'acl localhost src 172.16.28.0/22'),
    expected: [
      ['builtin-acl-extended', 9],
      ['manager-reachable', 12],
    ],
  },
  {
    name: 'predefined ACLs as they were written for Squid 3',
    text: before(9, 'acl manager proto cache_object', 'acl CONNECT method CONNECT', 'acl localhost src 127.0.0.1/32'),
    expected: [
      ['builtin-acl-redefined', 9],
      ['builtin-acl-redefined', 10],
      ['builtin-acl-redefined', 11],
    ],
  },
  { name: 'an ACL that nothing uses', text: append('acl old dstdomain .old.example'), expected: [['unused-acl', 25]] },
  {
    name: 'a list that is not there',
    text: replace(8, 'acl allowed_sites dstdomain -n "/nonexistent/allow.txt"'),
    expected: [['list-missing', 8]],
  },
  {
    name: 'a file of parameters() that is not there',
    text: append('configuration_includes_quoted_values on', 'hostname_aliases parameters("/nonexistent/names.txt")'),
    expected: [['parameters-missing', 26]],
    refused: true,
  },
  {
    name: 'values after a list',
    text: replace(8, 'acl allowed_sites dstdomain -n "/nonexistent/allow.txt" .example.com'),
    expected: [
      ['list-missing', 8],
      ['values-after-list', 8],
    ],
  },
  {
    name: 'a port beyond 65535',
    text: replace(4, 'acl Safe_ports port 80 443 70000'),
    expected: [['acl-value-invalid', 4]],
    refused: true,
  },
  {
    name: 'a prefix beyond 32',
    text: replace(5, 'acl tenant_src src 172.16.28.20/33'),
    expected: [['acl-value-invalid', 5]],
    refused: true,
  },
  {
    name: 'bits beyond the prefix',
    text: replace(5, 'acl tenant_src src 172.16.28.20/22'),
    expected: [['address-bits-beyond-prefix', 5]],
  },
  {
    name: 'a name where an address is meant',
    text: replace(5, 'acl tenant_src src localhost'),
    expected: [
      ['address-from-dns', 5],
      ['open-proxy', 16],
    ],
  },
  {
    name: 'an empty ACL',
    text: before(16, 'acl bad_sites dstdomain', 'http_access deny bad_sites'),
    expected: [['empty-acl', 16]],
  },
  {
    name: 'a host below a domain that comes later in the list',
    text: replace(8, 'acl allowed_sites dstdomain -n www.example.com .example.com'),
    expected: [['dstdomain-overlap-refused', 8]],
    refused: true,
  },
  {
    name: 'a domain and its own name',
    text: replace(8, 'acl allowed_sites dstdomain -n .example.com example.com'),
    expected: [['dstdomain-overlap-refused', 8]],
    refused: true,
  },
  {
    name: 'Squid 7 merges them',
    text: replace(8, 'acl allowed_sites dstdomain -n www.example.com .example.com'),
    version: 7,
    expected: [['dstdomain-overlap', 8]],
  },
  {
    name: 'a host below a domain that comes earlier in the list',
    text: replace(8, 'acl allowed_sites dstdomain -n .example.com www.example.com'),
    expected: [['dstdomain-overlap', 8]],
  },
  {
    name: 'a slow ACL where Squid does not wait',
    text: append('tcp_outgoing_address 172.16.28.8 to_private'),
    expected: [['slow-acl-in-fast-directive', 25]],
  },
  {
    name: 'a line behind one that matches whenever it does',
    text: before(16, 'http_access deny to_private allowed_sites'),
    expected: [['unreachable-access-line', 16]],
  },
  {
    name: 'two ACLs on one line that no request matches both of',
    text: before(16, 'acl b_src src 172.16.28.40', 'http_access allow tenant_src b_src'),
    expected: [['never-matching-line', 17]],
  },
  {
    name: 'a line that contradicts itself',
    text: before(16, 'http_access allow allowed_sites !allowed_sites'),
    expected: [['never-matching-line', 16]],
  },
  {
    name: 'a line that only annotates may contradict itself',
    text: before(16, 'acl would annotate_transaction verdict=would-deny', 'http_access deny !allowed_sites would !all'),
    expected: [],
  },
  {
    name: 'passwords without a helper that checks them',
    text: append('acl users proxy_auth REQUIRED'),
    expected: [
      ['unused-acl', 25],
      ['acl-needs-directive', 25],
    ],
    refused: true,
  },
  {
    name: 'an external ACL that is defined below',
    text: append('acl group external members', 'external_acl_type members %SRC /usr/bin/true'),
    expected: [
      ['unused-acl', 25],
      ['acl-needs-directive', 25],
    ],
    refused: true,
  },
  {
    name: 'a scheme that nothing configures',
    text: append('auth_schemes basic all'),
    expected: [['value-refused', 25]],
    refused: true,
  },
  {
    name: 'patterns with quoted values',
    text: append('configuration_includes_quoted_values on', 'acl sites dstdom_regex "example"'),
    expected: [['syntax', 26]],
    refused: true,
  },
  {
    name: 'a name of an ACL that is too long',
    text: append(`acl ${'a'.repeat(64)} src 192.0.2.1`),
    expected: [['syntax', 25]],
    refused: true,
  },
  {
    name: 'quoted values',
    text: append('configuration_includes_quoted_values on', 'cache_mgr admin@example.com'),
    expected: [['syntax', 26]],
    refused: true,
  },
];
