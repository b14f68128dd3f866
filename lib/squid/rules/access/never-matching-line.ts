import { type AccessLine, type Acl, accessOf } from '../../config';
import { overlaps, parseRanges } from '../../decide/addresses';
import { domainMatcher, normalHost } from '../../decide/domains';
import { parsePorts } from '../../decide/port-ranges';
import type { RuleDefinition } from '../../rule';
import { found, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'An access line that no request matches',
  severity: 'warning',
  why: 'All ACLs of a line have to match. Two sources, ports, methods or lists of hosts without a common value never match together; often such a line was meant as “or”.',
  fix: 'Write one line for each, or join them with acl … any-of ….',
  good: [
    'acl a src 172.16.28.20',
    'acl b src 172.16.28.21',
    'http_access allow a',
    'http_access allow b',
    'http_access deny all',
  ],
  bad: ['acl a src 172.16.28.20', 'acl b src 172.16.28.21', 'http_access allow a b', 'http_access deny all'],
  check: (config) =>
    accessOf(config)
      .filter((line) => !annotates(line))
      .flatMap((line) => {
        const reason = contradiction(line);
        return reason ? [found(line, `${written(line)}: ${reason}`)] : [];
      }),
};

/** A line may be there for what its ACLs do, and end in !all. */
function annotates({ terms }: AccessLine): boolean {
  return terms.some(({ acl }) => acl?.type.startsWith('annotate_'));
}

function contradiction({ terms }: AccessLine): string | undefined {
  for (const [index, { acl, name, negated }] of terms.entries()) {
    for (const other of terms.slice(index + 1)) {
      if (name === other.name && negated !== other.negated) return `${name} and !${name} contradict each other`;
      if (negated || other.negated || !acl || !other.acl || acl === other.acl) continue;
      if (areDisjoint(acl, other.acl)) return `nothing is both ${name} and ${other.name}`;
    }
  }
  return undefined;
}

function areDisjoint(a: Acl, b: Acl): boolean {
  if (a.type !== b.type || !a.complete || !b.complete) return false;
  const [left, right] = [a, b].map(({ values }) => values.map(({ text }) => text)) as [string[], string[]];
  if (a.type === 'src' || a.type === 'localip') {
    const ranges = [left, right].map((values) => values.map(parseRanges));
    if (ranges.some((side) => side.includes(undefined))) return false;
    const [one = [], two = []] = ranges.map((side) => side.flatMap((range) => range ?? []));
    return !one.some((range) => two.some((other) => overlaps(range, other)));
  }
  if (a.type === 'port' || a.type === 'localport') {
    const [one, two] = [parsePorts(left), parsePorts(right)];
    return !one.some((range) => two.some((other) => range.first <= other.last && other.first <= range.last));
  }
  if (a.type === 'method') return !left.some((method) => right.includes(method));
  if (a.type !== 'dstdomain') return false;
  return !left.map(normalHost).some(domainMatcher(right)) && !right.map(normalHost).some(domainMatcher(left));
}
