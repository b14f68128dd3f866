import { hasMode } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'TLS options on a port that speaks no TLS',
  why: 'An http_port accepts certificates and clientca= silently and stays plain HTTP: nothing is encrypted, and no client needs a certificate.',
  fix: 'https_port.',
  good: ['https_port 172.16.28.8:3129 tls-cert=/etc/squid/tls/server.pem tls-min-version=1.2'],
  bad: ['http_port 172.16.28.8:3128 tls-cert=/etc/squid/tls/server.pem'],
  check: ({ ports }) =>
    ports
      .filter((port) => port.kind === 'http' && !hasMode(port, 'ssl-bump', 'sslBump'))
      .flatMap((port) => {
        const option = port.options.find(({ text }) =>
          /^(tls-|cert=|key=|clientca=|cafile=|capath=|crlfile=|sslflags=|cipher=)/.test(text),
        );
        return option ? [found(port, `http_port does not use TLS, so ${option.text} has no effect`)] : [];
      }),
};
