import { addressBits, covers, holds, parseRanges } from '../decide/addresses';
import { isLoopback, passes } from '../decide/probes';
import type { Rule } from '../rule';
import { edges, ordinaryRequests } from './_sources';
import { found } from './_support';

export const sourcesBeyond: Rule = {
  id: 'sources-beyond',
  title: 'More addresses pass than should',
  severity: 'error',
  why: 'In a network that several tenants share, an address beyond the tenant’s own nodes is another tenant’s: it would leave with this tenant’s address. Needs --sources.',
  fix: 'Narrow the src ACL to the addresses of the tenant’s own nodes.',
  good: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  bad: ['acl tenant_src src 172.16.28.0/22', 'http_access allow tenant_src', 'http_access deny all'],
  examples: { sources: ['172.16.28.20'] },
  check: (config) => {
    if (config.sources.length === 0) return [];
    const requests = ordinaryRequests(config);
    const values = [...config.acls.values()]
      .filter((acl) => acl.type === 'src')
      .flatMap((acl) => acl.lines.flatMap((line) => line.values));
    return values.flatMap((token) => {
      const ranges = (parseRanges(token.text) ?? []).filter(
        (range) => !config.sources.some((given) => covers(given, range)),
      );
      const beyond = ranges
        .flatMap(edges)
        .filter((src) => !isLoopback(src) && !config.sources.some((given) => holds(given, addressBits(src) ?? 0n)))
        .find((src) => requests.some((request) => passes(config, request(src))));
      return beyond === undefined
        ? []
        : [found(token, `${token.text} lets ${beyond} in, which is not among the sources`)];
    });
  },
};
