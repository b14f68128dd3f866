import { parse, parseCidr, RULES, type Rule, scan } from '../../lib/squid';
import { type Case, GOOD, GOOD_TLS } from './cases/_good';
import { ACCESS } from './cases/access';
import { LEAKS_AND_LIMITS } from './cases/leaks-and-limits';
import { PORTS_AND_TLS } from './cases/ports-and-tls';
import { SYNTAX } from './cases/syntax';
import { memory } from './parser/_memory';

const CASES = [...ACCESS, ...PORTS_AND_TLS, ...LEAKS_AND_LIMITS, ...SYNTAX];

function findings({ text, version, sources = [] }: Partial<Case> & { text: string }, rules?: readonly Rule[]) {
  const ranges = sources.map((source) => parseCidr(source) as NonNullable<ReturnType<typeof parseCidr>>);
  const config = parse('squid.conf', text, { files: memory({ 'squid.conf': text }), version, sources: ranges });
  return scan(config, rules).map(({ id, line }) => [id, line] as const);
}

it.each([
  ['without', GOOD],
  ['with', GOOD_TLS],
])('finds nothing in the good configuration %s client certificates', (_, lines) => {
  for (const version of [6, 7] as const) expect(findings({ text: lines.join('\n'), version })).toEqual([]);
});

describe.each(CASES)('$name', (example) => {
  it(`is ${example.expected.map(([id, line]) => `${id} in line ${line}`).join(', ') || 'nothing to find'}`, () => {
    expect(findings(example)).toEqual(example.expected);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const only = (text: readonly string[]) => findings({ ...rule.examples, text: text.join('\n') }, [rule]);

  it('finds something in its bad example, and nothing in its good one', () => {
    expect(only(rule.bad)).not.toEqual([]);
    expect(only(rule.good)).toEqual([]);
  });

  it('is held by the table: without it some case comes out differently', () => {
    const rest = RULES.filter((other) => other !== rule);
    const held = [...CASES, ...FILE_CASES].filter((example) => example.expected.some(([expected]) => expected === id));
    expect(held).not.toEqual([]);
    for (const example of held) expect(findings(example, rest)).not.toEqual(example.expected);
  });

  it('says what, why and how in sentences', () => {
    expect(rule.title).toMatch(/^\S.*[^.]$/);
    expect(rule.why).toMatch(/[.!]$/);
    expect(rule.fix).toMatch(/[.…]$/);
  });
});

/** What takes a second file: the table has but one. */
const FILE_CASES: readonly Case[] = [
  {
    name: 'an include of itself',
    text: [...GOOD, 'include squid.conf'].join('\n'),
    expected: [
      ['include-cycle', 25],
      ['include-relative', 25],
    ],
  },
];

it.each(FILE_CASES)('$name', (example) => expect(findings(example)).toEqual(example.expected));
