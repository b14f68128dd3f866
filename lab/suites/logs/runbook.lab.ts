import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf, drillName, type EquippedModel, type Page, pagesOf, type Step } from '../../../lib/runbooks';
import { leftovers } from '../../lifetime/leftovers';
import type { Result } from '../../process/exec';
import { recordDrills } from '../drills/_record';
import { modelOf } from './_settings';
import { LogSite } from './_site';

// The runbook of a store behind the collector. Its steps on the VM are followed as the page has them; there is no cluster here for kubectl.

/** Milliseconds until the store is repaired. */
const REPAIR = 15_000;
const GOAL = '4h';

/** In place of systemctl, which needs systemd. */
const SYSTEMCTL = '#!/bin/sh\n[ "$1" = is-active ] && pgrep -f egress-agent.py >/dev/null && echo active\n';

let site: LogSite;
let page: Page;

beforeAll(async () => {
  site = await LogSite.up('loki');
  await site.vm.write('/usr/local/sbin/systemctl', SYSTEMCTL, '755');
  const { environment, ...rest } = modelOf('loki');
  const runbooks = { contacts: { platform: 'on call' }, goals: { logStoreDown: GOAL } };
  const equipped = { ...environment, runbooks, infrastructure: {} };
  const found = pagesOf({ ...rest, environment: equipped } as unknown as EquippedModel).find(
    ({ key }) => key === 'logStoreDown',
  );
  if (!found) throw new Error('there is no page of the log store');
  page = found;
});
afterAll(() => {
  site?.world.down();
  if (site) expect(leftovers(site.world.state)).toEqual([]);
});

/** What a line of the page runs on the VM; undefined: it runs elsewhere. */
function commandOf(line: string): string | undefined {
  return /^ssh -o HostKeyAlias=\S+ root@172\.16\.28\.8 '([^']*)'$/.exec(line)?.[1];
}

function onVm(step: Step): Promise<Result> {
  const [command] = (step.run ?? []).flatMap((line) => commandOf(line) ?? []);
  if (command === undefined) throw new Error(`does not run on the VM: ${step.text}`);
  return site.vm.run(['bash', '-c', command]);
}

function isDone(step: Step, { code, stdout }: Result): boolean {
  return code === (step.exits ?? 0) && (step.prints ?? []).every((text) => stdout.includes(text));
}

async function follow(step: Step): Promise<void> {
  const end = Date.now() + Math.min(step.within ?? 0, 180) * 1000;
  for (;;) {
    const result = await onVm(step);
    if (isDone(step, result)) return;
    if (Date.now() >= end) throw new Error(`${step.text}\n${JSON.stringify(result)}`);
    await sleep(1000);
  }
}

test('drill log-store-down, with a collector: its port answers while the store is down, and the page notices', async () => {
  await site.ask('before', 3);
  const start = Date.now();
  await site.store.daemon.stop('SIGTERM');
  await site.ask('down', 120);
  const steps = page.steps.filter(({ run = [] }) => run.some((line) => commandOf(line) !== undefined));
  expect(page.steps.length - steps.length).toBe(1);
  const [look, repaired] = steps as [Step, Step];
  const isDrained = page.checks.filter(({ text }) => text.startsWith('The store has taken'));
  expect(isDrained).toHaveLength(1);

  const port = 'openssl s_client -connect logs.test:30514 -verify_hostname logs.test </dev/null';
  expect((await site.vm.must(['bash', '-c', port])).includes('Verify return code')).toBe(true);
  const answer = await onVm(repaired);
  expect({ answer, done: isDone(repaired, answer) }).toMatchObject({ done: false });
  const waiting = await onVm(isDrained[0] as Step);
  expect({ waiting, done: isDone(isDrained[0] as Step, waiting) }).toMatchObject({ done: false });

  const repair = sleep(REPAIR).then(() => site.store.restart());
  await follow(look);
  await follow(repaired);
  await repair;
  const checks = page.checks.filter(({ run = [] }) => run.some((line) => commandOf(line) !== undefined));
  expect(page.checks.length - checks.length).toBe(1);
  for (const check of checks) await follow(check);
  const seconds = Math.round((Date.now() - start) / 1000);
  expect(await site.outcome('down', 120)).toMatchObject({ lost: 0 });
  recordDrills(
    new Map([
      [
        drillName(page),
        {
          date: new Date().toISOString().slice(0, 10),
          seconds,
          goal: GOAL,
          fault:
            'the store behind the collector is stopped, requests go on, and those who run it start it again after 15 seconds',
          commands: steps.length + checks.length,
          back: false,
          digest: digestOf(page),
        },
      ],
    ]),
  );
});
