import { parsePortRange } from '../../decide/port-ranges';
import type { RuleDefinition } from '../../rule';
import { safePortAcls } from '../_port-lists';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A whole range of ports counts as safe',
  severity: 'warning',
  why: 'The stock file counts 1025-65535 as safe, and with it PostgreSQL, Redis, kubelets and every service that was put on a high port.',
  fix: 'acl Safe_ports port 80 443; name a further port with the host that needs it.',
  good: ['acl Safe_ports port 80 443', 'http_access deny !Safe_ports', 'http_access deny all'],
  bad: ['acl Safe_ports port 80 443 1025-65535', 'http_access deny !Safe_ports', 'http_access deny all'],
  check: (config) =>
    safePortAcls(config).flatMap(({ name, values }) =>
      values.flatMap((token) => {
        const range = parsePortRange(token.text);
        return range && range.last > range.first ? [found(token, `${name} counts all of ${token.text} as safe`)] : [];
      }),
    ),
};
