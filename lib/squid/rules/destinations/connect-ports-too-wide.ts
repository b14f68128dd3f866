import type { RuleDefinition } from '../../rule';
import { connectPortAcls } from '../_port-lists';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'CONNECT may reach more than port 443',
  why: 'Each further port in the list is a tunnel for any protocol, to any host that is allowed.',
  fix: 'acl SSL_ports port 443; give a partner that needs another port a line of its own, with its host.',
  good: ['acl SSL_ports port 443', 'http_access deny CONNECT !SSL_ports', 'http_access deny all'],
  bad: ['acl SSL_ports port 1-65535', 'http_access deny CONNECT !SSL_ports', 'http_access deny all'],
  check: (config) =>
    connectPortAcls(config).flatMap(({ name, lines }) =>
      lines.flatMap((line) => {
        const wide = line.values.filter(({ text }) => text !== '443');
        const [first] = wide;
        return first ? [found(first, `${name} lets CONNECT reach ${wide.map(({ text }) => text).join(', ')}`)] : [];
      }),
    ),
};
