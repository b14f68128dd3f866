import { type AccessLine, type Acl, accessOf, type Config } from '../config';
import type { Place } from '../place';
import { allOf, type Match, matchAcl, not } from './match';
import type { SquidRequest } from './request';

interface Decision {
  /** `unknown`: it depends on something that is not modelled. */
  readonly allowed: boolean | 'unknown';
  /** The line that decides, or the first that may; undefined: none matches. */
  readonly line?: Place;
  readonly accessLine?: AccessLine;
  readonly reason: string;
}

interface DecideOptions {
  /** The directive whose lines decide. Default: http_access. */
  readonly list?: string;
  /**
   * Stands in for an ACL, before the types that are modelled.
   *
   * @param wanted what lets the request pass, as far as this line goes
   * @returns undefined: ask the ACL
   * Default: every ACL is asked.
   */
  readonly assume?: (acl: Acl, wanted: boolean) => Match | undefined;
}

/** Who may reach what: the first line of which all terms match; if none does, the opposite of the last. */
export function decide(config: Config, request: SquidRequest, options: DecideOptions = {}): Decision {
  const list = options.list ?? 'http_access';
  const lines = accessOf(config, list);
  let doubt: AccessLine | undefined;
  const doubts = new Set<boolean>();
  for (const line of lines) {
    const match = matchLine(config, line, request, options);
    if (match === false) continue;
    const allowed = line.action === 'allow';
    doubts.add(allowed);
    doubt ??= line;
    if (match === true) return conclude(doubts, allowed, doubt, line);
  }
  const last = lines.at(-1);
  const byDefault = last?.action === 'deny';
  doubts.add(byDefault);
  if (doubt) return conclude(doubts, byDefault, doubt, doubt);
  const reason = last
    ? `no line of ${list} matches, so the opposite of the last one holds: ${byDefault ? 'allow' : 'deny'}`
    : `without a line of ${list} Squid denies`;
  return { allowed: byDefault, reason };
}

function conclude(outcomes: ReadonlySet<boolean>, allowed: boolean, doubt: AccessLine, line: AccessLine): Decision {
  const certain = outcomes.size === 1;
  const accessLine = certain ? line : doubt;
  const text = `${accessLine.directive.name} ${accessLine.directive.rest}`;
  const { file, line: number, column } = accessLine;
  return {
    allowed: certain ? allowed : 'unknown',
    line: { file, line: number, column },
    accessLine,
    reason: certain ? text : `whether this matches is not known: ${text}`,
  };
}

function matchLine(config: Config, line: AccessLine, request: SquidRequest, { assume }: DecideOptions): Match {
  return allOf(
    line.terms.map(({ acl, negated }) => {
      if (!acl) return 'unknown';
      const wanted = (line.action === 'allow') !== negated;
      const match = assume?.(acl, wanted) ?? matchAcl(config, acl, request);
      return negated ? not(match) : match;
    }),
  );
}
