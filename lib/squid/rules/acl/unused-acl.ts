import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'An ACL that nothing uses',
  severity: 'note',
  why: 'It looks like a rule but has no effect; often the line that used it was lost, or names another ACL.',
  fix: 'Use it, or remove it.',
  good: ['acl bad dstdomain -n .bad.example', 'http_access deny bad', 'http_access deny all'],
  bad: ['acl bad dstdomain -n .bad.example', 'http_access deny all'],
  check: ({ acls, references }) => {
    const used = new Set(references.map(({ acl }) => acl));
    return [...acls.values()]
      .filter((acl) => !acl.builtin && !used.has(acl))
      .flatMap(({ name, lines: [line] }) => (line ? [found(line, `nothing uses ${name}`)] : []));
  },
};
