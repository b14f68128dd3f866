import { trustedRanges } from '../../decide/trust';
import type { RuleDefinition } from '../../rule';
import { found, passage, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'X-Forwarded-For is trusted from more than a few addresses',
  severity: 'error',
  why: 'acl_uses_indirect_client is on by default: what follow_x_forwarded_for allows decides which address src ACLs see. A client that writes the header chooses its source.',
  fix: 'follow_x_forwarded_for allow <the one proxy in front>, then follow_x_forwarded_for deny all; without one, neither.',
  good: ['acl front src 172.16.28.5', 'follow_x_forwarded_for allow front', 'follow_x_forwarded_for deny all'],
  bad: ['follow_x_forwarded_for allow all'],
  check: (config) =>
    trustedRanges(config, 'follow_x_forwarded_for').map((trusted) => {
      const what = `each client from ${trusted.first} to ${trusted.last} can choose the address that src ACLs see`;
      return found(trusted.line ?? start(config), passage(what, trusted));
    }),
};
