import { isOpen } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'The PROXY protocol is believed from anybody',
  severity: 'error',
  why: 'The header of the PROXY protocol replaces the client’s address for all ACLs and logs. Whoever may send it is whoever it likes.',
  fix: 'proxy_protocol_access allow <the load balancer>, then proxy_protocol_access deny all.',
  good: ['acl balancer src 172.16.28.5', 'proxy_protocol_access allow balancer', 'proxy_protocol_access deny all'],
  bad: ['proxy_protocol_access allow all'],
  check: (config) => {
    const line = isOpen(config, 'proxy_protocol_access');
    return line ? [found(line, `${written(line)} lets every client choose the address that src ACLs see`)] : [];
  },
};
