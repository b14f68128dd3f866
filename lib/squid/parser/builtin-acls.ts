import type { SquidVersion } from '../config';

interface BuiltinAcl {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
}

/** What Squid defines before it reads a line, as its cf.data.pre has it. */
export function builtinAcls(version: SquidVersion): readonly BuiltinAcl[] {
  const internal = '^[^:]+://[^/]+/squid-internal-mgr/';
  return [
    { name: 'all', type: 'src', values: ['all'] },
    {
      name: 'manager',
      type: 'url_regex',
      values: version < 7 ? ['-i', '^cache_object://', '+i', internal] : ['+i', internal],
    },
    { name: 'localhost', type: 'src', values: ['127.0.0.1/32', '::1'] },
    { name: 'to_localhost', type: 'dst', values: ['127.0.0.0/8', '0.0.0.0/32', '::1/128', '::/128'] },
    // Since 5.8; the 5.7 of Debian 12 refuses to start where it is named.
    ...(version < 6 ? [] : [{ name: 'to_linklocal', type: 'dst', values: ['169.254.0.0/16', 'fe80::/10'] }]),
    { name: 'CONNECT', type: 'method', values: ['CONNECT'] },
    ...['certHasExpired', 'certNotYetValid', 'certDomainMismatch', 'certUntrusted', 'certSelfSigned'].map((error) => ({
      name: `ssl::${error}`,
      type: 'ssl_error',
      values: [],
    })),
  ];
}
