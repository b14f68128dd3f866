import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A value of dstdomain that no host matches',
  severity: 'error',
  why: 'dstdomain compares host names: it knows no globs, schemes, ports or paths. Squid takes the value and never matches it, so that a deny denies nothing.',
  fix: '.example.com is that domain and all below it; example.com is that host alone.',
  good: ['acl sites dstdomain -n .example.com', 'http_access allow sites', 'http_access deny all'],
  bad: ['acl sites dstdomain -n *.example.com', 'http_access allow sites', 'http_access deny all'],
  check: (config) =>
    [...config.acls.values()]
      .filter(({ type }) => type === 'dstdomain' || type === 'srcdomain')
      .flatMap(({ values }) => values)
      .filter(({ text }) => /[*/\\\s?]|:.*[^0-9a-f:]|^[^:]+:\d+$/i.test(text))
      .map((token) => found(token, `no host is ${token.text}`)),
};
