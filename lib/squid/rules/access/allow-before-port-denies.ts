import { accessOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { oddPortWaysIn } from '../_odd-ports';
import { portDenies } from '../_port-lists';
import { found, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'An allow stands above the lines that deny ports',
  severity: 'error',
  why: 'The first line that matches decides. What this one lets in never comes to the denies of unsafe ports and of CONNECT, so it may open a tunnel to SSH, SMTP or a database.',
  fix: 'Move http_access deny !Safe_ports and http_access deny CONNECT !SSL_ports above it.',
  good: [
    'acl SSL_ports port 443',
    'acl Safe_ports port 80 443',
    'acl tenant_src src 172.16.28.20',
    'http_access deny !Safe_ports',
    'http_access deny CONNECT !SSL_ports',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: [
    'acl SSL_ports port 443',
    'acl Safe_ports port 80 443',
    'acl tenant_src src 172.16.28.20',
    'http_access allow tenant_src',
    'http_access deny !Safe_ports',
    'http_access deny CONNECT !SSL_ports',
    'http_access deny all',
  ],
  check: (config) => {
    const lines = accessOf(config);
    return lines.flatMap((line, index) => {
      const pass = (['GET', 'CONNECT'] as const)
        .filter((method) => portDenies(config, method).some((deny) => lines.indexOf(deny) > index))
        .flatMap((method) => oddPortWaysIn(config, method))
        .find((way) => way.line === line);
      if (!pass) return [];
      const what = `${pass.request.method} to port ${pass.request.port}`;
      return [found(line, `${written(line)} lets ${what} pass before a line below could deny the port`)];
    });
  },
};
