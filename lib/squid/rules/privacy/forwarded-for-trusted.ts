import { isOpen } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'X-Forwarded-For is believed from anybody',
  severity: 'error',
  why: 'acl_uses_indirect_client is on by default: what follow_x_forwarded_for allows decides which address src ACLs see. Whoever writes the header writes the source.',
  fix: 'follow_x_forwarded_for allow <the one proxy in front>, then follow_x_forwarded_for deny all; without one, neither.',
  good: ['acl front src 172.16.28.5', 'follow_x_forwarded_for allow front', 'follow_x_forwarded_for deny all'],
  bad: ['follow_x_forwarded_for allow all'],
  check: (config) => {
    const line = isOpen(config, 'follow_x_forwarded_for');
    return line ? [found(line, `${written(line)} lets every client choose the address that src ACLs see`)] : [];
  },
};
