import { type AccessLine, type Acl, accessOf, type Config } from '../config';
import { domainAclsOf } from './domain-index';
import { isNumeric } from './domains';
import type { Asked } from './evaluate';

/** The lines of a list by the names that they demand. */
interface Lines {
  readonly all: readonly AccessLine[];
  /** The places of lines that demand a host of an ACL. */
  readonly byAcl: ReadonlyMap<Acl, readonly number[]>;
  readonly rest: readonly number[];
}

const LINES = new WeakMap<Config, Map<string, Lines>>();
const BY_HOST = new WeakMap<Config, Map<string, readonly AccessLine[]>>();

/** The lines of a list that may match a request, without those that demand a host which it does not ask for. */
export function candidates(config: Config, list: string, { host }: Asked): readonly AccessLine[] {
  const lines = linesOf(config, list);
  // A reverse look-up may give an address any name.
  if (isNumeric(host) || lines.byAcl.size === 0) return lines.all;
  const known = BY_HOST.get(config) ?? new Map<string, readonly AccessLine[]>();
  BY_HOST.set(config, known);
  const key = `${list} ${host}`;
  const found = known.get(key) ?? select(config, lines, host);
  if (known.size > 20_000) known.clear();
  known.set(key, found);
  return found;
}

function select(config: Config, { all, byAcl, rest }: Lines, host: string): readonly AccessLine[] {
  const places = [...rest];
  for (const acl of domainAclsOf(config, host)) for (const place of byAcl.get(acl) ?? []) places.push(place);
  return places.sort((a, b) => a - b).map((place) => all[place] as AccessLine);
}

function linesOf(config: Config, list: string): Lines {
  const lists = LINES.get(config) ?? new Map<string, Lines>();
  LINES.set(config, lists);
  const known = lists.get(list) ?? read(accessOf(config, list));
  lists.set(list, known);
  return known;
}

function read(all: readonly AccessLine[]): Lines {
  const byAcl = new Map<Acl, number[]>();
  const rest: number[] = [];
  all.forEach(({ terms }, place) => {
    // What asks for a password before the host is compared does so for every host.
    const first = terms.findIndex(({ acl, negated }) => !negated && acl?.type === 'dstdomain' && acl.complete);
    const demanded = first >= 0 && terms.slice(0, first).every(({ acl }) => acl && HARMLESS.has(acl.type));
    const acl = demanded ? terms[first]?.acl : undefined;
    if (!acl) rest.push(place);
    else byAcl.set(acl, [...(byAcl.get(acl) ?? []), place]);
  });
  return { all, byAcl, rest };
}

const HARMLESS = new Set('src dst localip localport myportname port method proto dstdomain dstdom_regex'.split(' '));
