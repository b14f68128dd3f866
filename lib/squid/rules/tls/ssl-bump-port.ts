import { hasMode } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A port is prepared to take TLS apart',
  severity: 'warning',
  why: 'ssl-bump on a port needs the key of an authority on the proxy’s machine, and one line of ssl_bump to put it to use.',
  fix: 'Remove ssl-bump and its certificate from the port.',
  good: ['http_port 172.16.28.8:3128'],
  bad: ['http_port 172.16.28.8:3128 ssl-bump tls-cert=/etc/squid/tls/ca.pem'],
  check: ({ ports }) =>
    ports.filter((port) => hasMode(port, 'ssl-bump', 'sslBump')).map((port) => found(port, 'the port has ssl-bump')),
};
