import type { RuleDefinition } from '../../rule';
import { admittingTerms, found, unique } from '../_support';

export const rule: RuleDefinition = {
  title: 'An allow list of patterns matches more hosts than it means',
  why: 'A pattern matches anywhere: example.com is found in example.com.evil.test, in a URL’s query, and, since a dot is any character, in examplexcom.test.',
  fix: 'Use dstdomain -n; where it has to be a pattern, (^|\\.)example\\.com$, and ^https?:// in url_regex.',
  good: ['acl sites dstdom_regex -n (^|\\.)example\\.com$', 'http_access allow sites', 'http_access deny all'],
  bad: ['acl sites dstdom_regex -n example.com', 'http_access allow sites', 'http_access deny all'],
  check: (config) => [
    ...values(config, 'dstdom_regex')
      .filter(({ text }) => !/\$\)?$/.test(text) || !/^(\^|\\\.|\(\^\|\\\.\))/.test(text))
      .map((token) => found(token, `${token.text} is not anchored at both ends of the host`)),
    ...values(config, 'url_regex')
      .filter(({ text }) => !text.startsWith('^'))
      .map((token) => found(token, `${token.text} is found anywhere in a URL`)),
  ],
};

function values(config: Parameters<RuleDefinition['check']>[0], type: string) {
  return unique(admittingTerms(config, type).flatMap(({ acl }) => (acl?.builtin ? [] : (acl?.values ?? [])))).filter(
    ({ text }) => !/^[-+]i$/.test(text),
  );
}
