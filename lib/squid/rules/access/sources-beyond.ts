import type { Config } from '../../config';
import { addressBits, covers, holds, parseRanges } from '../../decide/addresses';
import { isLoopback } from '../../decide/sources';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';
import { edges, reaching } from './_sources';

export const rule: RuleDefinition = {
  title: 'More addresses pass than should',
  severity: 'error',
  why: 'In a network that several tenants share, an address beyond the tenant’s own nodes is another tenant’s: it would leave with this tenant’s address. Needs --sources.',
  fix: 'Narrow the src ACL to the addresses of the tenant’s own nodes.',
  good: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  bad: ['acl tenant_src src 172.16.28.0/22', 'http_access allow tenant_src', 'http_access deny all'],
  examples: { sources: ['172.16.28.20'] },
  check: (config) => {
    if (config.sources.length === 0) return [];
    const values = [...config.acls.values()]
      .filter((acl) => acl.type === 'src')
      .flatMap((acl) => acl.lines.flatMap((line) => line.values));
    const beyond = values.map((token) => ({ token, addresses: addressesBeyond(config, token.text) }));
    const passing = reaching(config, [...new Set(beyond.flatMap(({ addresses }) => addresses))]);
    return beyond.flatMap(({ token, addresses }) => {
      const src = addresses.find((address) => passing.has(address));
      if (src === undefined) return [];
      const possibly = passing.get(src) === 'possible' ? 'possibly, ' : '';
      return [found(token, `${possibly}${token.text} lets ${src} in, which is not among the sources`)];
    });
  },
};

function addressesBeyond({ sources }: Config, text: string): readonly string[] {
  return (parseRanges(text) ?? [])
    .filter((range) => !sources.some((given) => covers(given, range)))
    .flatMap(edges)
    .filter((src) => !isLoopback(src) && !sources.some((given) => holds(given, addressBits(src) ?? 0n)));
}
