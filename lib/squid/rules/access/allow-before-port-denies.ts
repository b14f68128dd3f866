import type { RuleDefinition } from '../../rule';
import { portHoles } from '../_odd-ports';
import { found, passage, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'An allow stands above the lines that deny ports',
  why: 'The first line that matches decides. A request that this line allows never reaches the lines that deny unsafe ports and CONNECT, so it may open a tunnel to SSH, SMTP or a database.',
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
    const holes = (['plain', 'CONNECT'] as const).flatMap((kind) => portHoles(config, kind, true));
    const first = new Map([...holes].reverse().map((hole) => [hole.line, hole]));
    return [...first.values()].map((hole) => {
      const { method, port } = hole.request;
      const what = `${method} to port ${port} passes before a line below could deny the port`;
      return found(hole.line ?? start(config), passage(what, hole));
    });
  },
};
