import type { Directive } from '../../config';
import { isSingle } from '../../parser/directives';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A directive is set twice, to different values',
  severity: 'warning',
  why: 'The last one wins, in the order in which includes are read: an earlier line looks effective but is not.',
  fix: 'Keep one.',
  good: ['forwarded_for delete'],
  bad: ['forwarded_for delete', 'forwarded_for on'],
  check: ({ directives }) => {
    const seen = new Map<string, Directive>();
    return directives.flatMap((directive) => {
      if (!isSingle(directive.name)) return [];
      const before = seen.get(directive.name);
      seen.set(directive.name, directive);
      if (!before || values(before) === values(directive)) return [];
      return [found(directive, `${directive.name} overrides ${values(before)} of ${before.file}:${before.line}`)];
    });
  },
};

function values({ args }: Directive): string {
  return args.map(({ text }) => text).join(' ');
}
