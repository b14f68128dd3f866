import { type AccessLine, accessOf, type Config } from '../config';
import type { Place } from '../place';
import { Evaluator } from './evaluate';
import { refusal } from './refusals';
import type { SquidRequest } from './request';
import { walk } from './walk';

interface Decision {
  /** `unknown`: it depends on something that is not modelled. A password that is asked for is not "allowed". */
  readonly allowed: boolean | 'unknown';
  /** The line that decides, or the first that may; undefined: none matches. */
  readonly line?: Place;
  readonly accessLine?: AccessLine;
  readonly reason: string;
}

interface DecideOptions {
  /** The directive whose lines decide. Default: http_access. */
  readonly list?: string;
}

/** Who may reach what: the first line of which all terms match; if none does, the opposite of the last. */
export function decide(config: Config, request: SquidRequest, options: DecideOptions = {}): Decision {
  const list = options.list ?? 'http_access';
  const { src, local, ...asked } = request;
  const steps = walk(config, list, asked, new Evaluator(config, [{ src, local }]));
  const outcomes = new Set(steps.map(({ action }) => action === 'allow'));
  // What Squid refuses after its list has said yes.
  const refused = list === 'http_access' ? refusal(config, request) : undefined;
  if (refused !== undefined && outcomes.has(true)) return { allowed: false, reason: refused };
  const certain = outcomes.size === 1;
  const [step] = certain ? steps.slice(-1) : steps;
  const { line } = step as (typeof steps)[number];
  const allowed = certain ? outcomes.has(true) : 'unknown';
  if (!line) return { allowed, reason: byDefault(config, list) };
  const text = `${line.directive.name} ${line.directive.rest}`;
  return {
    allowed,
    line: { file: line.file, line: line.line, column: line.column },
    accessLine: line,
    reason: !certain
      ? `whether this matches is not known: ${text}`
      : step?.action === 'ask'
        ? `Squid asks for a password: ${text}`
        : text,
  };
}

function byDefault(config: Config, list: string): string {
  const last = accessOf(config, list).at(-1);
  if (!last) return `without a line of ${list} Squid denies`;
  return `no line of ${list} matches, so the opposite of the last one holds: ${last.action === 'deny' ? 'allow' : 'deny'}`;
}
