import { isSecondHop } from '../../decide/second-hop';
import { hasMode } from '../../parser/ports';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A port is prepared to take TLS apart',
  severity: 'warning',
  why: 'ssl-bump on a port needs the key of an authority on the proxy’s machine, and one line of ssl_bump to put it to use. A tunnel that is denied at such a port, even one that only peeks, is answered with the port’s own certificate.',
  fix: 'Remove ssl-bump and its certificate from the port. To read names inside TLS, use a second port on loopback that is a cache_peer of the first, and that splices or terminates.',
  good: [
    'http_port 127.0.0.1:3129 name=names ssl-bump tls-cert=/etc/squid/names.pem',
    'cache_peer 127.0.0.1 parent 3129 0 no-query name=names',
    'acl unread at_step SslBump1',
    'acl site ssl::server_name www.example.com',
    'ssl_bump peek unread',
    'ssl_bump splice site',
    'ssl_bump terminate all',
  ],
  bad: ['http_port 172.16.28.8:3128 ssl-bump tls-cert=/etc/squid/tls/ca.pem'],
  check: (config) =>
    config.ports
      .filter((port) => hasMode(port, 'ssl-bump', 'sslBump') && !isSecondHop(config, port))
      .map((port) => found(port, 'the port has ssl-bump')),
};
