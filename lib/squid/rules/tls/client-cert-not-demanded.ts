import { optionOf } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found, passage } from '../_support';
import { passesWithoutCertificate } from './_certificates';

export const rule: RuleDefinition = {
  title: 'No ACL demands the client’s certificate',
  severity: 'error',
  why: 'Any certificate of the authority is good enough, another tenant’s included. An ACL on the subject closes that, and a Squid without OpenSSL, as Debian’s and Ubuntu’s package squid is, does not start with it.',
  fix: 'acl tenant_cert user_cert CN client-a, and above every allow http_access deny !tenant_cert.',
  good: [
    'https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem',
    'acl tenant_src src 172.16.28.20',
    'acl tenant_cert user_cert CN client-a',
    'http_access deny !tenant_cert',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: [
    'https_port 172.16.28.8:3129 tls-cert=/s.pem clientca=/ca.pem',
    'acl tenant_src src 172.16.28.20',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  check: (config) =>
    config.ports
      .filter((port) => port.kind === 'https' && optionOf(port, 'clientca', 'tls-cafile', 'cafile') !== undefined)
      .flatMap((port) => {
        const pass = passesWithoutCertificate(config, port);
        return pass ? [found(port, passage('a request without a certificate passes', pass))] : [];
      }),
};
