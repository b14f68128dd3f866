import { optionOf } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'Client certificates cannot be revoked',
  severity: 'warning',
  why: 'Without a revocation list, a stolen key stays valid until its certificate expires.',
  fix: 'crlfile=/etc/squid/tls/tenant-ca.crl sslflags=VERIFY_CRL.',
  good: ['https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem crlfile=/ca.crl sslflags=VERIFY_CRL'],
  bad: ['https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem'],
  check: ({ ports }) =>
    ports
      .filter((port) => port.kind === 'https' && optionOf(port, 'clientca') !== undefined)
      .filter(
        (port) =>
          optionOf(port, 'crlfile', 'tls-crlfile') === undefined &&
          !/VERIFY_CRL/.test(optionOf(port, 'sslflags') ?? ''),
      )
      .map((port) => found(port, 'nothing revokes a client’s certificate')),
};
