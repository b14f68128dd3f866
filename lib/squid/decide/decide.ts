import { type AccessLine, accessOf, type Config } from '../config';
import type { Place } from '../place';
import { type Asked, Evaluator } from './evaluate';
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
export function decide(config: Config, { src, local, ...asked }: SquidRequest, options: DecideOptions = {}): Decision {
  return deciderFor(config, { src, ...(local ? { local } : {}) })(asked, options);
}

/** As {@link decide}, for all requests of one client: what depends on the client alone is compared once. */
export function deciderFor(
  config: Config,
  client: Pick<SquidRequest, 'src' | 'local'>,
): (asked: Asked, options?: DecideOptions) => Decision {
  const evaluator = new Evaluator(config, [client]);
  return (asked, options = {}) => decideFor(config, { ...asked, ...client }, asked, evaluator, options);
}

function decideFor(
  config: Config,
  request: SquidRequest,
  asked: Asked,
  evaluator: Evaluator,
  options: DecideOptions,
): Decision {
  const list = options.list ?? 'http_access';
  const steps = walk(config, list, asked, evaluator);
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
