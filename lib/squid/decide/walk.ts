import { type AccessLine, accessOf, type Config } from '../config';
import { candidates } from './candidates';
import { type Asked, type Evaluator, not } from './evaluate';

/** One line, or the end of the list, that may decide the request of some of the clients. */
interface Step {
  /** Undefined: no line matches. */
  readonly line?: AccessLine;
  readonly action: 'allow' | 'deny' | 'ask';
  /** The clients that it may decide for. */
  readonly clients: bigint;
  /** Those of them that can make it decide, whatever is not known. */
  readonly certain: bigint;
  /** The names of the ACLs that make it uncertain. */
  readonly reasons: readonly string[];
}

/** A term whose outcome is open for some clients. */
interface Open {
  readonly name: string;
  /** As it is written where it is defined. */
  readonly label: string;
  readonly value: boolean;
  readonly clients: bigint;
  readonly doubt: bigint;
}

/** What is known of an open ACL, for clients that a line let go on. */
interface Fixed {
  readonly yes: bigint;
  readonly no: bigint;
}

/**
 * Goes through a list of allow and deny for all clients at once. An ACL whose outcome is not known is taken to match and
 * not to match, but to do the same in all lines.
 */
export function walk(config: Config, list: string, asked: Asked, evaluator: Evaluator): readonly Step[] {
  const walker = new Walker(asked, evaluator);
  for (const line of candidates(config, list, asked)) {
    if (walker.left === 0n) break;
    walker.pass(line);
  }
  // If no line matches, Squid does the opposite of the last one.
  walker.end(accessOf(config, list).at(-1)?.action === 'deny' ? 'allow' : 'deny');
  return walker.steps;
}

class Walker {
  readonly steps: Step[] = [];
  left: bigint;
  private doubtful = 0n;
  private readonly reasons = new Set<string>();
  private readonly fixed = new Map<string, Fixed>();
  private readonly passed: { readonly terms: readonly Open[]; readonly clients: bigint }[] = [];

  constructor(
    private readonly asked: Asked,
    private readonly evaluator: Evaluator,
  ) {
    this.left = evaluator.all;
  }

  pass(line: AccessLine): void {
    let here = this.left;
    const open: Open[] = [];
    for (const term of line.terms) {
      const found = this.settled(term.name, this.evaluator.term(term, this.asked));
      const outcome = term.negated ? not(found) : found;
      const ask = here & outcome.ask;
      if (ask !== 0n) this.ask(line, ask, open, outcome.match | outcome.mismatch);
      here &= outcome.match;
      if (here === 0n) return;
      const clients = here & outcome.mismatch;
      if (clients !== 0n) {
        open.push({
          name: term.name,
          label: term.acl?.name ?? term.name,
          value: !term.negated,
          clients,
          doubt: clients & outcome.doubt,
        });
      }
    }
    here = this.withoutContradictions(here, open);
    if (here !== 0n) this.decide(line, here, open);
  }

  end(action: Step['action']): void {
    if (this.left === 0n) return;
    const certain = this.left & ~this.doubtful;
    this.steps.push({ action, clients: this.left, certain, reasons: [...this.reasons] });
  }

  private ask(line: AccessLine, clients: bigint, open: readonly Open[], otherwise: bigint): void {
    const sure = clients & ~union(open) & ~otherwise;
    this.steps.push({ line, action: 'ask', clients, certain: sure & ~this.doubtful, reasons: [...this.reasons] });
    this.left &= ~sure;
  }

  private decide(line: AccessLine, here: bigint, open: readonly Open[]): void {
    const uncertain = union(open) & here;
    const doubt = open.reduce((sum, term) => sum | term.doubt, 0n) & here;
    const names = open.filter((term) => (term.doubt & here) !== 0n).map(({ label }) => label);
    this.steps.push({
      line,
      action: line.action,
      clients: here,
      certain: here & ~doubt & ~this.doubtful,
      reasons: [...this.reasons, ...names],
    });
    this.left &= ~(here & ~uncertain);
    if (uncertain === 0n) return;
    this.goOn(open, uncertain);
    // A client that an allow lets go on would have passed there.
    if (line.action === 'allow') return;
    const choosing = open.reduce((sum, term) => sum | (term.clients & ~term.doubt), 0n);
    const doubtful = uncertain & ~choosing;
    if (doubtful !== 0n) for (const name of names) this.reasons.add(name);
    this.doubtful |= doubtful;
  }

  /** Clients go on from a line only if one of its open terms is otherwise: with a single one, that is known. */
  private goOn(open: readonly Open[], uncertain: bigint): void {
    for (const term of open) {
      const others = union(open.filter((other) => other !== term));
      const alone = term.clients & uncertain & ~others;
      if (alone === 0n) continue;
      const { yes, no } = this.fixed.get(term.name) ?? { yes: 0n, no: 0n };
      this.fixed.set(term.name, term.value ? { yes, no: no | alone } : { yes: yes | alone, no });
    }
    if (open.length > 1) this.passed.push({ terms: open, clients: uncertain });
  }

  private settled(name: string, outcome: ReturnType<Evaluator['term']>): ReturnType<Evaluator['term']> {
    const fixed = this.fixed.get(name);
    if (!fixed) return outcome;
    return { ...outcome, match: outcome.match & ~fixed.no, mismatch: outcome.mismatch & ~fixed.yes };
  }

  /** Without the clients for which the open terms would have matched in a line above, or contradict each other. */
  private withoutContradictions(here: bigint, open: readonly Open[]): bigint {
    let left = here;
    for (const { terms, clients } of this.passed) {
      left &= ~terms.reduce((held, term) => held & this.heldBy(term, open), clients);
    }
    for (const term of open) {
      const opposite = open.find(({ name, value }) => name === term.name && value !== term.value);
      if (opposite) left &= ~(term.clients & opposite.clients);
    }
    return left;
  }

  private heldBy({ name, value }: Open, open: readonly Open[]): bigint {
    const same = union(open.filter((term) => term.name === name && term.value === value));
    const fixed = this.fixed.get(name);
    return same | (fixed ? (value ? fixed.yes : fixed.no) : 0n);
  }
}

function union(terms: readonly Open[]): bigint {
  return terms.reduce((sum, { clients }) => sum | clients, 0n);
}
