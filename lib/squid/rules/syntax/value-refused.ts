import type { Directive } from '../../config';
import { argumentFault } from '../../parser/arguments';
import { statusOf } from '../../parser/directives';
import { formatFault } from '../../parser/format-codes';
import type { Token } from '../../place';
import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';
import { schemeFault } from './_auth-schemes';
import { faultsTogether } from './_together';

export const rule: RuleDefinition = {
  title: 'A directive with a value that Squid refuses',
  why: 'Squid does not start: a switch is on or off, a time and a size have a unit, a number fits its range.',
  fix: 'Correct the value as squid.conf.documented describes it.',
  good: ['request_timeout 2 minutes', 'via on', 'request_body_max_size 64 MB'],
  bad: ['request_timeout 2 parsecs'],
  check: (config) => {
    // Words that cannot be read are reported as such.
    const unread = new Set(problemsOf(config, 'syntax').map(({ file, line }) => `${file}:${line}`));
    const lines = config.directives
      .filter(
        ({ written, file, line }) => statusOf(written, config.version) !== 'unknown' && !unread.has(`${file}:${line}`),
      )
      .flatMap((directive) => {
        const words = directive.args.map(asWritten);
        const fault =
          argumentFault(directive.name, words, config.version) ??
          formatFault(formatOf(directive), config.version) ??
          (directive.name === 'auth_schemes' ? schemeFault(config, words) : undefined);
        return fault ? [found(directive.args[0] ?? directive, `${directive.written}: ${fault}`)] : [];
      });
    return [...lines, ...faultsTogether(config)];
  },
};

/** The format that a directive takes: of a log, or a value in quotes. */
function formatOf({ name, rest, args: [, value] }: Directive): string {
  if (name === 'logformat') return rest;
  const isFormat = value?.kind === 'quoted' && /^(request_header_add|reply_header_add|adaptation_meta)$/.test(name);
  return isFormat ? value.text : '';
}

/** With the quotes that only some words may have, so that others are refused with them. */
function asWritten({ kind, text }: Token): string {
  return kind === 'list' ? `"${text}"` : text;
}
