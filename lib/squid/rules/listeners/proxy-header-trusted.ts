import { trustedRanges } from '../../decide/trust';
import type { RuleDefinition } from '../../rule';
import { found, passage, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'The PROXY protocol is trusted from more than a few addresses',
  severity: 'error',
  why: 'The header of the PROXY protocol replaces the client’s address for all ACLs and logs. A client that may send it chooses its address.',
  fix: 'proxy_protocol_access allow <the load balancer>, then proxy_protocol_access deny all.',
  good: ['acl balancer src 172.16.28.5', 'proxy_protocol_access allow balancer', 'proxy_protocol_access deny all'],
  bad: ['proxy_protocol_access allow all'],
  check: (config) =>
    trustedRanges(config, 'proxy_protocol_access').map((trusted) => {
      const what = `each client from ${trusted.first} to ${trusted.last} can choose the address that src ACLs see`;
      return found(trusted.line ?? start(config), passage(what, trusted));
    }),
};
