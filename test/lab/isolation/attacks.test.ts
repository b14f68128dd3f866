import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type IsolationRecord, problems } from '../../../lab/suites/scenarios/isolation/_record';
import { rounds } from '../../../lab/suites/scenarios/isolation/_rounds';
import { type Attack, refused, through } from '../../../lab/suites/scenarios/isolation/_types';
import { WAYS } from '../../../lab/suites/scenarios/isolation/_ways';
import { ATTACKS } from '../../../lab/suites/scenarios/isolation/attacks';
import { CONTROLS } from '../../../lab/suites/scenarios/isolation/controls';
import { isolationMatrix } from '../../../lab/suites/scenarios/isolation/matrix';
import { RULES } from '../../../lib/rules';
import { RULES as SQUID_RULES } from '../../../lib/squid';

const lab = resolve(__dirname, '../../../lab');

test('names are used once, and by each way there are two attacks or more', () => {
  for (const names of [ATTACKS, CONTROLS].map((all) => all.map(({ name }) => name))) {
    expect(new Set(names).size).toBe(names.length);
  }
  for (const { letter } of WAYS) expect(ATTACKS.filter(({ way }) => way === letter).length).toBeGreaterThan(1);
  expect(ATTACKS.length).toBeGreaterThan(24);
});

test('an attack has controls, or says why it remains', () => {
  const names = CONTROLS.map(({ name }) => name);
  for (const { controls, remains } of ATTACKS) {
    expect(controls.length > 0).toBe(remains === undefined);
    expect(names).toEqual(expect.arrayContaining([...controls]));
  }
});

test('a control holds something, and a rule looks for it, or it says why none does', () => {
  const ids = [...RULES.map(({ id }) => id), ...SQUID_RULES.map(({ id }) => `scan:${id}`)];
  for (const { name, rules, unchecked } of CONTROLS) {
    expect(ATTACKS.filter(({ controls }) => controls.includes(name)).length).toBeGreaterThan(0);
    expect(ids).toEqual(expect.arrayContaining([...rules]));
    expect(rules.length > 0).toBe(unchecked === undefined);
  }
});

test('the scenarios that are named beside them are there', () => {
  const scenarios = readdirSync(join(lab, 'suites/scenarios')).filter((name) => name.endsWith('.lab.ts'));
  const known = [...scenarios.map((name) => name.replace('.lab.ts', '')), 'admission', 'proxy'];
  for (const { also = [] } of WAYS) expect(known).toEqual(expect.arrayContaining([...also]));
  for (const folder of ['admission', 'proxy'])
    expect(readdirSync(join(lab, 'suites', folder)).join()).toContain('.lab.ts');
});

test('every attack is tried without its controls, and with each of two or more alone', () => {
  const tried = rounds(ATTACKS).flatMap(({ off, tries }) =>
    tries.map(
      ({ attack, left }) =>
        `${attack.name} ${left ?? ''}: ${off
          .map(({ name }) => name)
          .sort()
          .join(' ')}`,
    ),
  );
  const wanted = ATTACKS.filter(({ controls }) => controls.length > 0).flatMap(({ name, controls }) => [
    `${name} : ${[...controls].sort().join(' ')}`,
    ...(controls.length < 2
      ? []
      : controls.map(
          (left) =>
            `${name} ${left}: ${controls
              .filter((control) => control !== left)
              .sort()
              .join(' ')}`,
        )),
  ]);
  expect(tried.sort()).toEqual(wanted.sort());
});

describe('a record', () => {
  const attack = (name: string, controls: string[], remains?: string): Attack => {
    return {
      name,
      way: 'a',
      title: name,
      controls,
      remains,
      attempt: () => Promise.reject(new Error('not in a test')),
    };
  };
  const one = attack('one', ['quota']);
  const two = attack('two', ['quota', 'pod-security']);
  const open = attack('open', [], 'because');
  const good: IsolationRecord = {
    date: '2026-01-01',
    attacks: {
      one: { all: refused('403'), none: through('200'), alone: {} },
      two: { all: refused('403'), none: through('200'), alone: { quota: refused('a'), 'pod-security': refused('b') } },
      open: { all: through('200'), alone: {} },
    },
  };
  const withSeen = (name: string, seen: object): IsolationRecord => {
    const before = good.attacks[name] as object;
    return { ...good, attacks: { ...good.attacks, [name]: { ...before, ...seen } as never } };
  };
  const all = [one, two, open];

  test('that holds what the attacks claim is taken', () => {
    expect(problems(all, good)).toEqual([]);
  });

  test.each<[string, readonly Attack[], IsolationRecord, RegExp]>([
    ['lacks an attack', [...all, attack('new', ['quota'])], good, /^new has no record$/],
    ['has one that is no more', [one, two], good, /^open is recorded, and no attack has that name$/],
    ['saw one get through', all, withSeen('one', { all: through('x') }), /^one was not refused: x$/],
    [
      'saw one refused without its controls',
      all,
      withSeen('one', { none: refused('x') }),
      /^one did not succeed .*: x$/,
    ],
    ['never tried one without its controls', all, withSeen('one', { none: undefined }), /^one did not .*: not tried$/],
    [
      'saw a control alone fail',
      all,
      withSeen('two', { alone: { quota: through('x'), 'pod-security': refused('') } }),
      /^quota alone did not refuse two: x$/,
    ],
    [
      'never tried a control alone',
      all,
      withSeen('two', { alone: { quota: refused('') } }),
      /^pod-security alone .*: not tried$/,
    ],
    [
      'tried a control that is none',
      all,
      withSeen('one', { alone: { quota: refused('') } }),
      /which is none of its controls$/,
    ],
    [
      'saw what remains refused',
      all,
      withSeen('open', { all: refused('x') }),
      /^open is said to remain, and was refused$/,
    ],
  ])('that %s is not', (_, attacks, record, problem) => {
    expect(problems(attacks, record)).toEqual([expect.stringMatching(problem)]);
  });

  test('that is not what the attacks claim makes no matrix', () => {
    const empty = { date: '2026-01-01', attacks: {} };
    expect(() => isolationMatrix({ calico: empty, cilium: empty })).toThrow(/direct-https has no record/);
  });
});
