import { statusOf } from '../../parser/directives';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A directive that Squid no longer obeys',
  severity: 'warning',
  why: 'Squid logs an error and continues without the line, so what it should protect is unprotected.',
  fix: 'Remove the line; Squid’s message names what replaced it.',
  good: ['cache deny all'],
  bad: ['dns_v4_first on'],
  check: ({ directives, version }) =>
    directives
      .filter(({ written }) => statusOf(written, version) === 'obsolete')
      .map((directive) => found(directive, `Squid ${version} reads ${directive.written} and does nothing`)),
};
