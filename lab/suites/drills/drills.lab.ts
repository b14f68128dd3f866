import { type Drill, digestOf, drillName, fileNameOf, type Page, RUNBOOK_KEYS } from '../../../lib/runbooks';
import { durationSeconds } from '../../../lib/settings/duration';
import { say } from '../../runner/options';
import { follow, StepFault } from './_follow';
import { PLANS } from './_plans';
import { recordDrills } from './_record';
import { exampleOf } from './_settings';
import { DrillWorld } from './_world';

let world: DrillWorld;
const drills = new Map<string, Drill>();

beforeAll(async () => {
  world = await DrillWorld.up();
}, 600_000);
afterAll(async () => {
  await world?.down();
  recordDrills(drills);
});

test('a planted wrong step turns a drill red: Terraform is prepared, and not applied', async () => {
  const page = exampleOf('flexibleIpMoved', world.model());
  const [look, prepare] = page.steps as [Page['steps'][number], Page['steps'][number]];
  const wrong: Page = {
    ...page,
    steps: [look, prepare],
    checks: page.checks.map((check) => ({ ...check, within: 3 })),
  };
  const plan = PLANS.get('flexibleIpMoved');
  const place = world.place((await plan?.plant(world)) ?? {});
  await expect(follow(wrong, place)).rejects.toThrow(StepFault);
  await expect(follow(wrong, place)).rejects.toThrow(/^check 1 [\s\S]*does not print "203\.0\.113\.12"/);
  await world.moveAddress('squid-b', '203.0.113.12');
});

test.each([...PLANS].map(([key, plan]) => [fileNameOf(key), key, plan] as const))(
  'drill %s',
  async (name, key, plan) => {
    say(`drills   ${name}: ${plan.fault}`);
    const inputs = await plan.plant(world);
    const page = exampleOf(key, world.model());
    const start = Date.now();
    const { seconds, commands } = await follow(page, world.place(inputs), {
      start,
      solved: async () => plan.solved?.(world),
    });
    await plan.after?.(world);
    await world.settle();
    const goal = world.model().environment.runbooks.goals[key];
    say(`drills   ${name}: ${seconds} s, goal ${goal}, ${commands} commands`);
    expect(seconds).toBeLessThanOrEqual(durationSeconds(goal));
    const date = new Date().toISOString().slice(0, 10);
    const back = (page.back.steps ?? []).length > 0;
    drills.set(drillName(page), {
      date,
      seconds,
      goal,
      fault: plan.fault,
      commands,
      back,
      digest: digestOf(exampleOf(key)),
    });
  },
  900_000,
);

test('each runbook has a drill', () => {
  expect(RUNBOOK_KEYS.filter((key) => !PLANS.has(key))).toEqual([]);
});
