import { decide } from '../../decide/decide';
import { UNLISTED } from '../../decide/targets';
import type { RuleDefinition } from '../../rule';
import { found, start } from '../_support';
import { edges, reaching } from './_sources';

export const rule: RuleDefinition = {
  title: 'Addresses that have to pass do not',
  why: 'The src ACL does not contain the addresses that the proxy sees. Often the cluster’s network hides pods behind their nodes, or does not. Every request is denied, or another line allows it. Needs --sources.',
  fix: 'Put the addresses that the access log shows into the src ACL.',
  good: ['acl tenant_src src 172.16.28.0/22', 'http_access allow tenant_src', 'http_access deny all'],
  bad: ['acl tenant_src src 10.0.0.0/8', 'http_access allow tenant_src', 'http_access deny all'],
  examples: { sources: ['172.16.28.20'] },
  check: (config) => {
    const given = config.sources.flatMap(edges);
    const covered = reaching(config, given);
    const missing = given.filter((src) => !covered.has(src));
    const [src] = missing;
    if (src === undefined) return [];
    const line = decide(config, { src, method: 'CONNECT', host: UNLISTED, port: 443, dstAddresses: [] }).accessLine;
    return [found(line ?? start(config), `nothing lets ${missing.join(', ')} reach any host`)];
  },
};
