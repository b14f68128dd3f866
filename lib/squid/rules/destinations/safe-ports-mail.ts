import { parsePortRange } from '../../decide/port-ranges';
import type { RuleDefinition } from '../../rule';
import { safePortAcls } from '../_port-lists';
import { found } from '../_support';

const MAIL = [25, 465, 587];

export const rule: RuleDefinition = {
  title: 'A mail port counts as safe',
  why: 'Through port 25, 465 or 587 a proxy relays spam, and the address that partners trust lands on block lists.',
  fix: 'acl Safe_ports port 80 443.',
  good: ['acl Safe_ports port 80 443', 'http_access deny !Safe_ports', 'http_access deny all'],
  bad: ['acl Safe_ports port 80 443 25', 'http_access deny !Safe_ports', 'http_access deny all'],
  check: (config) =>
    safePortAcls(config).flatMap(({ name, values }) =>
      values.flatMap((token) => {
        const range = parsePortRange(token.text);
        const mail = MAIL.filter((port) => range && range.first <= port && port <= range.last);
        if (mail.length === 0) return [];
        return [found(token, `${name} counts ${mail.join(', ')} as safe`)];
      }),
    ),
};
