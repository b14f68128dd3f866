import type { RuleDefinition } from '../../rule';
import { portHoles } from '../_odd-ports';
import { found, passage, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'CONNECT is not restricted to port 443',
  why: 'CONNECT is a tunnel for any protocol. Without a line on its ports it reaches SMTP, SSH or databases under the address that partners trust.',
  fix: 'Add acl SSL_ports port 443 and, above every allow, http_access deny CONNECT !SSL_ports.',
  good: [
    'acl SSL_ports port 443',
    'acl tenant_src src 172.16.28.20',
    'http_access deny CONNECT !SSL_ports',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  check: (config) =>
    portHoles(config, 'CONNECT', false).map((hole) =>
      found(hole.line ?? start(config), passage(`CONNECT to port ${hole.request.port} passes`, hole)),
    ),
};
