import type { RuleDefinition } from '../../rule';
import { didYouMean } from '../_nearest';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'An ACL that is not defined where it is used',
  why: 'Squid does not start: an ACL has to be defined above the line that names it, includes read in their place.',
  fix: 'Define it further up, or correct the name.',
  good: ['acl bad dstdomain -n .bad.example', 'http_access deny bad', 'http_access deny all'],
  bad: ['http_access deny bad', 'acl bad dstdomain -n .bad.example', 'http_access deny all'],
  check: ({ references, acls, version }) =>
    references
      .filter(({ acl, name }) => !acl && !(version < 6 && name === 'to_linklocal'))
      .map(({ token, name }) => {
        const later = acls.get(name)?.lines[0];
        const instead = later
          ? `it is defined only in line ${later.line}`
          : `no line defines it${didYouMean(name, acls.keys())}`;
        return found(token, `there is no ACL ${token.text.replace(/^!/, '')} here: ${instead}`);
      }),
};
