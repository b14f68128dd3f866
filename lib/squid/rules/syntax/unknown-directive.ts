import { DIRECTIVE_NAMES, statusOf } from '../../parser/directives';
import type { RuleDefinition } from '../../rule';
import { didYouMean } from '../_nearest';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A directive that this version does not know',
  why: 'Squid does not start with it. Names are case-sensitive, and some exist only from Squid 6 on or were removed in 7.',
  fix: 'Correct the name, or remove the line.',
  good: ['http_access deny all'],
  bad: ['http_acces deny all'],
  check: ({ directives, version }) =>
    directives
      .filter(({ written }) => statusOf(written, version) === 'unknown')
      .map((directive) => {
        const guess = didYouMean(
          directive.written,
          DIRECTIVE_NAMES.filter((name) => statusOf(name, version) === 'known'),
        );
        return found(directive, `Squid ${version} does not know ${directive.written}${guess}`);
      }),
};
