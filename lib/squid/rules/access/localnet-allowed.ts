import { type Acl, accessOf } from '../../config';
import { covers, parseCidr, parseRanges } from '../../decide/addresses';
import type { RuleDefinition } from '../../rule';
import { found, written } from '../_support';

const BLOCKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

export const rule: RuleDefinition = {
  title: 'Every private network is let in',
  why: 'The stock file’s localnet is all of RFC 1918 and more. In a network that tenants share that is every tenant.',
  fix: 'Delete localnet, and allow the tenant’s own nodes: acl tenant_src src ….',
  good: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  bad: [
    'acl localnet src 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16',
    'http_access allow localnet',
    'http_access deny all',
  ],
  check: (config) =>
    accessOf(config)
      .filter(
        ({ action, terms }) =>
          action === 'allow' && terms.some((term) => !term.negated && term.acl && isWide(term.acl)),
      )
      .map((line) => found(line, `${written(line)} lets whole private blocks in`)),
};

/** Two blocks or more, but not all addresses: that is another rule's. */
function isWide({ name, type, values }: Acl): boolean {
  if (type !== 'src' || name === 'all') return false;
  const ranges = values.flatMap(({ text }) => parseRanges(text) ?? []);
  const blocks = BLOCKS.filter((block) => ranges.some((range) => covers(range, parseCidr(block) as typeof range)));
  return blocks.length > 1 && !ranges.some(({ text }) => text === 'all');
}
