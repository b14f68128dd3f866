import type { Acl, AclReference, Config } from '../config';
import type { Token } from '../place';
import { leafOf, type Match } from './leaf';
import type { SquidRequest } from './request';

/** What a request is apart from the client and the port of the proxy. */
export type Asked = Omit<SquidRequest, 'src' | 'local'>;

/** Who asks, and where it arrives. */
type Client = Pick<SquidRequest, 'src' | 'local'>;

/**
 * What an ACL may say of a request from each of several clients: one bit per client, so that thousands of requests are
 * decided at once. A client may be in several of the sets: then it is not known what the ACL says.
 */
interface Outcome {
  readonly match: bigint;
  readonly mismatch: bigint;
  /** Squid asks for a password, and decides nothing. */
  readonly ask: bigint;
  /** Where the outcome is not known although the client has no choice. */
  readonly doubt: bigint;
}

/**
 * Stands in for an ACL. `choice`: the client can make it match and can make it not match; `always` and `never`: what it
 * does; `doubt`: where it does not match, another request may; undefined: the ACL itself says.
 */
type Assume = (acl: Acl) => 'choice' | 'always' | 'never' | 'doubt' | undefined;

/** Groups of groups beyond this depth are not followed. */
const DEEPEST = 200;

/** Compares ACLs with requests of several clients, and remembers what does not change between requests. */
export class Evaluator {
  readonly all: bigint;
  private readonly byClient = new Map<Acl, Outcome>();
  private asked: Asked | undefined;
  private answers = new Map<Acl, Outcome>();

  constructor(
    private readonly config: Config,
    private readonly clients: readonly Client[],
    private readonly assume: Assume = () => undefined,
  ) {
    this.all = (1n << BigInt(clients.length)) - 1n;
  }

  /** What a term of a line says, before its negation. */
  term({ acl }: AclReference, asked: Asked): Outcome {
    if (asked !== this.asked) {
      this.asked = asked;
      this.answers = new Map();
    }
    return acl ? this.acl(acl, asked, 0) : this.unknown;
  }

  private get unknown(): Outcome {
    return { match: this.all, mismatch: this.all, ask: 0n, doubt: this.all };
  }

  private acl(acl: Acl, asked: Asked, depth: number): Outcome {
    const known = this.byClient.get(acl) ?? this.answers.get(acl);
    if (known) return known;
    // Meanwhile, a group that contains itself is not known.
    this.answers.set(acl, this.unknown);
    const outcome = depth > DEEPEST ? this.unknown : this.compare(acl, asked, depth);
    this.answers.set(acl, outcome);
    return outcome;
  }

  private compare(acl: Acl, asked: Asked, depth: number): Outcome {
    const assumed = this.assume(acl);
    if (assumed === 'always' || assumed === 'never') return this.certain(assumed === 'always');
    if (assumed === 'choice') return { match: this.all, mismatch: this.all, ask: 0n, doubt: 0n };
    if (acl.type === 'any-of') return this.either(acl.values.map((value) => () => this.member(value, asked, depth)));
    if (acl.type === 'all-of') {
      return this.either(
        acl.lines.map((line) => () => this.each(line.values.map((value) => () => this.member(value, asked, depth)))),
      );
    }
    const leaf = leafOf(this.config, acl);
    if (!leaf.byClient) {
      const match = leaf.match({ src: '', ...asked });
      return this.certain(match === false && assumed === 'doubt' ? 'unknown' : match);
    }
    const outcome = this.perClient((client) => leaf.match({ ...asked, ...client }));
    this.byClient.set(acl, outcome);
    return outcome;
  }

  private member({ text }: Token, asked: Asked, depth: number): Outcome {
    const negated = text.startsWith('!');
    const acl = this.config.acls.get(text.slice(negated ? 1 : 0).toLowerCase());
    const outcome = acl ? this.acl(acl, asked, depth + 1) : this.unknown;
    return negated ? not(outcome) : outcome;
  }

  /** In order: what matches ends it. */
  private either(parts: readonly (() => Outcome)[]): Outcome {
    return not(this.each(parts.map((part) => () => not(part()))));
  }

  /** In order: what does not match ends it, and so does a password that is asked for. */
  private each(parts: readonly (() => Outcome)[]): Outcome {
    let match = this.all;
    let mismatch = 0n;
    let ask = 0n;
    let doubt = 0n;
    for (const part of parts) {
      const outcome = part();
      mismatch |= match & outcome.mismatch;
      ask |= match & outcome.ask;
      doubt |= match & outcome.doubt;
      match &= outcome.match;
      if (match === 0n) break;
    }
    return { match, mismatch, ask, doubt };
  }

  private perClient(match: (client: Client) => Match): Outcome {
    const sets = { match: 0n, mismatch: 0n, ask: 0n, doubt: 0n };
    this.clients.forEach((client, index) => {
      const bit = 1n << BigInt(index);
      const found = match(client);
      if (found === true || found === 'unknown') sets.match |= bit;
      if (found === false || found === 'unknown') sets.mismatch |= bit;
      if (found === 'unknown') sets.doubt |= bit;
    });
    return sets;
  }

  private certain(match: Match): Outcome {
    if (match === 'unknown') return this.unknown;
    const where = (wanted: Match) => (match === wanted ? this.all : 0n);
    return { match: where(true), mismatch: where(false), ask: where('ask'), doubt: 0n };
  }
}

export function not({ match, mismatch, ask, doubt }: Outcome): Outcome {
  return { match: mismatch, mismatch: match, ask, doubt };
}
