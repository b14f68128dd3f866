import { decide } from '../../decide/decide';
import { favour, passes } from '../../decide/probes';
import type { RuleDefinition } from '../../rule';
import { found, start } from '../_support';
import { edges, ordinaryRequests } from './_sources';

export const rule: RuleDefinition = {
  title: 'Addresses that have to pass do not',
  severity: 'error',
  why: 'The src ACL does not contain what the proxy sees of its clients, often since the cluster’s network hides pods behind nodes or does not. Every request is denied, or another line lets it in. Needs --sources.',
  fix: 'Put the addresses that the access log shows into the src ACL.',
  good: ['acl tenant_src src 172.16.28.0/22', 'http_access allow tenant_src', 'http_access deny all'],
  bad: ['acl tenant_src src 10.0.0.0/8', 'http_access allow tenant_src', 'http_access deny all'],
  examples: { sources: ['172.16.28.20'] },
  check: (config) => {
    const requests = ordinaryRequests(config);
    const missing = config.sources
      .flatMap(edges)
      .filter((src) => !requests.some((request) => passes(config, request(src))));
    const [src] = missing;
    const [request] = requests;
    if (src === undefined || !request) return [];
    const line = decide(config, request(src), { assume: favour }).accessLine;
    return [found(line ?? start(config), `nothing lets ${missing.join(', ')} reach any host`)];
  },
};
