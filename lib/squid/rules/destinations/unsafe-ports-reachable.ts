import type { RuleDefinition } from '../../rule';
import { portHoles } from '../_odd-ports';
import { found, passage, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'Plain requests reach any port',
  why: 'Squid sends an HTTP request to whatever port a URL names. A mail server, Redis or a line printer reads parts of it as commands.',
  fix: 'acl Safe_ports port 80 443 and, above every allow, http_access deny !Safe_ports.',
  good: [
    'acl Safe_ports port 80 443',
    'acl tenant_src src 172.16.28.20',
    'http_access deny !Safe_ports',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  check: (config) =>
    portHoles(config, 'plain', false).map((hole) => {
      const { method, port } = hole.request;
      return found(hole.line ?? start(config), passage(`${method} to port ${port} passes`, hole));
    }),
};
