import { optionOf } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';
import { passesWithoutCertificate } from './_certificates';

export const rule: RuleDefinition = {
  title: 'A client certificate is asked for but not needed',
  why: 'CONDITIONAL_AUTH ignores that a client has none, so that only an ACL can demand it; DELAYED_AUTH was never implemented, and requests no certificate.',
  fix: 'Remove the flag: with clientca= alone Squid demands a certificate. And http_access deny !tenant_cert.',
  good: [
    'https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem',
    'acl tenant_cert user_cert CN client-a',
    'http_access deny !tenant_cert',
    'http_access deny all',
  ],
  bad: [
    'acl tenant_src src 172.16.28.20',
    'https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem sslflags=CONDITIONAL_AUTH',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  check: (config) =>
    config.ports.flatMap((port) => {
      const flags = (optionOf(port, 'sslflags', 'tls-flags') ?? '').split(/[:,]/);
      if (flags.includes('DELAYED_AUTH'))
        return [found(port, 'DELAYED_AUTH is not implemented: no client is asked for a certificate')];
      const optional = flags.includes('CONDITIONAL_AUTH') && passesWithoutCertificate(config, port);
      return optional
        ? [found(port, 'CONDITIONAL_AUTH lets clients without a certificate in, and no ACL demands one')]
        : [];
    }),
};
