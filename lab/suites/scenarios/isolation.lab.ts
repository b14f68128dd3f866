import { writeFileSync } from 'node:fs';
import { say, testOptions } from '../../runner/options';
import { attacksOn } from './isolation/_on';
import { problems, readRecord, recordFile, type Seen } from './isolation/_record';
import { play, rounds } from './isolation/_rounds';
import type { Attack, Outcome } from './isolation/_types';
import { NAMESPACE, World } from './isolation/_world';

/** How many attacks are tried at the same time; where controls are off, one after the other. */
const AT_ONCE = 4;
/** Set by `lab:test -- --without-controls`: the controls are taken away, too, and what is seen is recorded. */
const WITHOUT_CONTROLS = process.env.EGRESS_LAB_WITHOUT_CONTROLS === '1';

const { cni } = testOptions();
const ATTACKS = attacksOn(cni);

let world: World;
const outcomes = new Map<string, Outcome | Error>();

beforeAll(async () => {
  world = await World.up();
  const tryIt = async (attack: Attack) => {
    outcomes.set(attack.name, await attack.attempt(world).catch((error: Error) => error));
  };
  const waiting = ATTACKS.filter(({ exclusive }) => !exclusive);
  const attacker = async () => {
    for (let attack = waiting.shift(); attack; attack = waiting.shift()) await tryIt(attack);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attacker));
  await world.cleanUp();
  for (const attack of ATTACKS.filter(({ exclusive }) => exclusive)) {
    await tryIt(attack);
    await world.cleanUp();
  }
});

afterAll(() => world?.down());

function outcomeOf({ name }: Attack): Outcome {
  const outcome = outcomes.get(name);
  if (outcome instanceof Error) throw outcome;
  return outcome as Outcome;
}

const held = ATTACKS.filter(({ remains }) => remains === undefined);
const remaining = ATTACKS.filter(({ remains }) => remains !== undefined);

test.each(held.map((attack) => [attack.way, attack.title, attack] as const))(
  '%s: a tenant that %s is refused',
  (_, __, attack) => {
    expect(outcomeOf(attack)).toMatchObject({ through: false });
  },
);

test.each(remaining.map((attack) => [attack.way, attack.title, attack] as const))(
  '%s: that a tenant %s remains',
  (_, __, attack) => {
    expect(outcomeOf(attack)).toMatchObject({ through: true });
  },
);

test('after all of them the seed’s validation holds', async () => {
  const curl = ['curl', '-s', '--max-time', '10', 'https://ifconfig.me/ip'];
  const result = await world.lab.exec(NAMESPACE, 'deploy/curl-demo', curl);
  expect(result).toMatchObject({ code: 0, stdout: '203.0.113.10\n' });
  expect(await world.lab.podLogs(NAMESPACE, 'deploy/curl-demo')).toContain('Código: 200');
});

if (WITHOUT_CONTROLS) {
  describe('without its controls an attack succeeds, and each control alone refuses it', () => {
    const none = new Map<string, Outcome>();
    const alone = new Map<string, Record<string, Outcome>>();

    test.each(rounds(ATTACKS).map((round) => [round.off.map(({ name }) => name).join(', '), round] as const))(
      'without %s',
      async (_, round) => {
        await play(world, round, ({ attack: { name }, left }, outcome) => {
          const result = outcome.through ? 'gets through' : 'is refused';
          say(`${name} ${result} without ${round.off.map((control) => control.name).join(', ')}`);
          if (left === undefined) none.set(name, outcome);
          else alone.set(name, { ...alone.get(name), [left]: outcome });
        });
        for (const { attack, left } of round.tries) {
          const outcome = left === undefined ? none.get(attack.name) : alone.get(attack.name)?.[left];
          const through = left === undefined && !attack.harmless;
          expect({ attack: attack.name, left, ...outcome }).toMatchObject({ through });
        }
      },
    );

    test('that is so for every attack, and is recorded', () => {
      // Of rounds that were not chosen with -t, what was seen before stays.
      const before = readRecord(cni)?.attacks ?? {};
      const entries = ATTACKS.map((attack): [string, Seen] => {
        const { name, controls } = attack;
        const old = before[name];
        const kept = Object.entries(old?.alone ?? {}).filter(
          ([control]) => controls.length > 1 && controls.includes(control),
        );
        const seen = none.get(name) ?? (controls.length > 0 ? old?.none : undefined);
        return [
          name,
          { all: outcomeOf(attack), none: seen, alone: { ...Object.fromEntries(kept), ...alone.get(name) } },
        ];
      });
      const record = { date: new Date().toISOString().slice(0, 10), attacks: Object.fromEntries(entries) };
      writeFileSync(recordFile(cni), `${JSON.stringify(record, null, 2)}\n`);
      expect(problems(ATTACKS, record)).toEqual([]);
    });
  });
}
