import { addressBits, parseRanges } from '../../decide/addresses';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'An ACL of addresses names a host',
  severity: 'warning',
  why: 'Squid looks it up once, when it starts: it does not start while DNS is down, and later does not notice that the address moved. What it resolves to cannot be scanned.',
  fix: 'Write the address.',
  good: ['acl tenant_src src 172.16.28.20'],
  bad: ['acl tenant_src src node-1.internal.example'],
  check: ({ acls }) =>
    [...acls.values()]
      .filter(({ type }) => type === 'src' || type === 'dst' || type === 'localip')
      .flatMap(({ lines }) => lines.flatMap(({ values }) => values))
      .filter(({ text }) => !/[/:]|^[\d.-]+$/.test(text) && !parseRanges(text) && addressBits(text) === undefined)
      .map((token) => found(token, `${token.text} is looked up once, when Squid starts`)),
};
