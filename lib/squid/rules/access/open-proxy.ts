import { strangersWayIn } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found, passage, start } from '../_support';

export const rule: RuleDefinition = {
  title: 'Every client may use the proxy',
  why: 'A request from an address that no ACL names passes. Everyone who can reach the port, including another tenant’s node, leaves with this proxy’s address.',
  fix: 'Deny other sources before anything is allowed: acl tenant_src src …, http_access deny !tenant_src.',
  good: [
    'acl tenant_src src 172.16.28.20',
    'acl sites dstdomain -n .example.com',
    'http_access deny !tenant_src',
    'http_access allow sites',
    'http_access deny all',
  ],
  bad: ['acl sites dstdomain -n .example.com', 'http_access allow sites', 'http_access deny all'],
  check: (config) =>
    strangersWayIn(config).map((pass) => {
      const { src, host } = pass.request;
      const what = `a request from ${src}, which no ACL means, reaches ${host}`;
      return found(pass.line ?? start(config), passage(what, pass));
    }),
};
