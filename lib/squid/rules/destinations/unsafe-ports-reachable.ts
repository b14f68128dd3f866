import type { RuleDefinition } from '../../rule';
import { oddPortWaysIn } from '../_odd-ports';
import { portDenies } from '../_port-lists';
import { found, start, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'Plain requests reach any port',
  severity: 'error',
  why: 'Squid sends an HTTP request to whatever port a URL names. To a mail server, Redis or a line printer it is a command with some noise around it.',
  fix: 'acl Safe_ports port 80 443 and, above every allow, http_access deny !Safe_ports.',
  good: [
    'acl Safe_ports port 80 443',
    'acl tenant_src src 172.16.28.20',
    'http_access deny !Safe_ports',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  check: (config) => {
    if (portDenies(config, 'GET').length > 0) return [];
    return oddPortWaysIn(config, 'GET').map(({ request, line }) =>
      found(
        line ?? start(config),
        `a request to port ${request.port} passes: ${line ? written(line) : 'no line matches'}`,
      ),
    );
  },
};
