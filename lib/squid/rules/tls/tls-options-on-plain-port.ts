import { hasMode } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'TLS options on a port that speaks no TLS',
  why: 'An http_port takes certificates and clientca= without a word and stays plain HTTP: nothing is encrypted, nobody is asked for a certificate.',
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
        return option ? [found(port, `http_port speaks no TLS, whatever ${option.text} says`)] : [];
      }),
};
