import { addressBits } from '../../decide/addresses';
import { normalHost } from '../../decide/domains';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A value of dstdomain that no host matches',
  why: 'dstdomain compares host names: it knows no globs, schemes, ports or paths, and addresses only in their usual form, IPv6 in brackets. Squid takes the value and never matches it, so that a deny denies nothing.',
  fix: 'Write .example.com for a domain and all names below it, example.com for one host, [fd00::5] for an IPv6 address.',
  good: ['acl sites dstdomain -n .example.com', 'http_access allow sites', 'http_access deny all'],
  bad: ['acl sites dstdomain -n *.example.com', 'http_access allow sites', 'http_access deny all'],
  check: (config) =>
    [...config.acls.values()]
      .filter(({ type }) => type === 'dstdomain' || type === 'srcdomain')
      .flatMap(({ values }) => values)
      .filter(({ text }) => neverMatches(text.toLowerCase()))
      .map((token) => found(token, `no host is ${token.text}`)),
};

function neverMatches(text: string): boolean {
  if (text.startsWith('[')) return normalHost(text) !== text;
  if (text.includes(':')) return text !== '::';
  if (addressBits(text) !== undefined) return normalHost(text) !== text;
  return /[*/\\?]|[^!-~]|.\.$/.test(text);
}
