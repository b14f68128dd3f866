import type { RuleDefinition } from '../../rule';
import { admittingTerms, found, unique } from '../_support';

export const rule: RuleDefinition = {
  title: 'An allow list asks reverse DNS',
  why: 'If a URL has an address as its host, dstdomain and dstdom_regex without -n match the name that a reverse lookup gives. The owner of an address can give it an allowed name, and is then allowed.',
  fix: 'acl … dstdomain -n ….',
  good: ['acl sites dstdomain -n .example.com', 'http_access allow sites', 'http_access deny all'],
  bad: ['acl sites dstdomain .example.com', 'http_access allow sites', 'http_access deny all'],
  check: (config) =>
    unique(admittingTerms(config, 'dstdomain', 'dstdom_regex').flatMap(({ acl }) => acl ?? []))
      .filter(({ flags }) => !flags.has('-n'))
      .flatMap(({ name, lines: [line] }) =>
        line ? [found(line, `${name} lets an address pass whose reverse lookup gives a name in the list`)] : [],
      ),
};
