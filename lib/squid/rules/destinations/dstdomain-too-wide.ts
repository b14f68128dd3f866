import type { RuleDefinition } from '../../rule';
import { admittingTerms, found, unique } from '../_support';

export const rule: RuleDefinition = {
  title: 'A whole top-level domain is allowed',
  severity: 'warning',
  why: 'Below a top-level domain anyone can register a name, and data can be sent there.',
  fix: 'Name the partners’ own domains.',
  good: ['acl sites dstdomain -n .example.com', 'http_access allow sites', 'http_access deny all'],
  bad: ['acl sites dstdomain -n .com', 'http_access allow sites', 'http_access deny all'],
  check: (config) =>
    unique(admittingTerms(config, 'dstdomain').flatMap(({ acl }) => acl?.values ?? []))
      .filter(({ text }) => /^\.[^.]*$/.test(text))
      .map((token) => found(token, `${token.text} allows every host below it`)),
};
