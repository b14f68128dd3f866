import { argumentFault } from '../../parser/arguments';
import { statusOf } from '../../parser/directives';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A directive with a value that Squid refuses',
  severity: 'error',
  why: 'Squid does not start: a switch is on or off, a time and a size have a unit, a number fits its range.',
  fix: 'Correct the value as squid.conf.documented describes it.',
  good: ['request_timeout 2 minutes', 'via on', 'request_body_max_size 64 MB'],
  bad: ['request_timeout 2 parsecs'],
  check: ({ directives, version }) =>
    directives
      .filter(({ written }) => statusOf(written, version) === 'known')
      .flatMap((directive) => {
        const words = directive.args.map(({ text }) => text);
        const fault = argumentFault(directive.name, words);
        return fault ? [found(directive.args[0] ?? directive, `${directive.written}: ${fault}`)] : [];
      }),
};
