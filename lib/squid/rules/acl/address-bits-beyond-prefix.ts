import { addressBits, formatAddress, parseRanges } from '../../decide/addresses';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A range that is written as one of its addresses',
  severity: 'warning',
  why: 'Squid cuts the address to its prefix: 172.16.28.20/22 lets a thousand addresses in where one was meant.',
  fix: 'Write the range’s first address, or the address without a prefix.',
  good: ['acl tenant_src src 172.16.28.20'],
  bad: ['acl tenant_src src 172.16.28.20/22'],
  check: ({ acls }) =>
    [...acls.values()]
      .filter(({ type }) => type === 'src' || type === 'dst' || type === 'localip')
      .flatMap(({ lines }) => lines.flatMap(({ values }) => values))
      .flatMap((token) => {
        const address = addressBits(token.text.match(/^([^-/]+)\/[^/]+$/)?.[1] ?? '');
        const [range] = parseRanges(token.text) ?? [];
        if (address === undefined || !range || range.first === address) return [];
        return [
          found(token, `${token.text} means all from ${formatAddress(range.first)} to ${formatAddress(range.last)}`),
        ];
      }),
};
