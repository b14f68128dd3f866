import { setTimeout as sleep } from 'node:timers/promises';
import { alertsOf } from '../../../lib/monitoring';
import { promSeconds } from '../../../lib/settings/monitoring';
import { leftovers } from '../../lifetime/leftovers';
import { waitFor } from '../../process/wait';
import { NO_MORE, PHASES, type Proof } from './_proofs';
import { recordAlert, recordSeries } from './_record';
import { modelOf } from './_settings';
import { type FiringAlert, Site } from './_site';

const model = modelOf('quick');
const { durations } = model.environment.monitoring;
const alerts = new Map(alertsOf(model.environment).map((alert) => [alert.name, alert]));
let site: Site;

beforeAll(async () => {
  site = await Site.up('monitoring', model);
});
afterAll(async () => {
  if (!site) return;
  await site.recorded.stop();
  site.world.down();
  expect(leftovers(site.world.state)).toEqual([]);
});

function isMeant({ alert, labels }: Proof, { labels: has }: Pick<FiringAlert, 'labels'>): boolean {
  return has.alertname === alert && Object.entries(labels).every(([key, value]) => has[key] === value);
}

const fires = async (proof: Proof) =>
  (await site.alerts()).find((each) => each.state === 'firing' && isMeant(proof, each));
const sent = (proof: Proof, since: number, status: string) =>
  site
    .messages()
    .find(({ at, alerts: all }) => at >= since && all.some((each) => each.status === status && isMeant(proof, each)));

/** The fault happens, the alert fires and reaches the receiver, or is kept from it; the fault ends, and so does the alert. */
async function prove(proof: Proof, injected: Promise<unknown>): Promise<() => Promise<void>> {
  const begun = Date.now();
  await injected;
  const since = proof.inject === NO_MORE.inject ? begun : Date.now();
  const duration = alerts.get(proof.alert)?.for;
  const wait = duration === undefined ? 0 : promSeconds(durations[duration]);
  await waitFor(`${proof.alert} fires`, () => fires(proof), { timeout: (wait + 30) * 1000, interval: 500 });
  const fired = Math.round((Date.now() - since) / 1000);
  if (proof.inhibitedBy === undefined) {
    const message = await waitFor(`${proof.alert} is sent`, async () => sent(proof, since, 'firing'), {
      timeout: 30_000,
    });
    expect(message.groupLabels).toEqual({ environment: 'quick', tenant: proof.labels.tenant });
    const { annotations = {} } = message.alerts.find((each) => isMeant(proof, each)) ?? {};
    expect(Object.keys(annotations).sort()).toEqual(['runbook', 'summary', 'value']);
    expect(Object.values(annotations).join('\n')).not.toMatch(/<no value>|error expanding|\{\{| of {2}/);
  }
  if (proof.inhibitedBy !== undefined) {
    // Several times as long as Alertmanager waits before it sends. Once the larger fault is over, this one may be sent.
    await sleep(8000);
    expect(sent(proof, begun, 'firing')).toBeUndefined();
  }
  return async () => {
    const ended = Date.now();
    await waitFor(`${proof.alert} ends`, async () => !(await fires(proof)), { timeout: 120_000, interval: 500 });
    const cleared = Math.round((Date.now() - ended) / 1000);
    if (proof.inhibitedBy === undefined)
      await waitFor(`the end of ${proof.alert} is sent`, async () => sent(proof, ended, 'resolved'), {
        timeout: 60_000,
      });
    const { fault, recorded } = proof;
    const date = new Date().toISOString().slice(0, 10);
    recordAlert(proof.alert, { fault, ...(recorded ? { recorded } : {}), fired, cleared, date });
  };
}

/** What is kept from the receiver comes after what keeps it. */
async function inject({ inhibitedBy, ...proof }: Proof): Promise<void> {
  const first = async () =>
    (await site.alerts()).some(({ state, labels: has }) => state === 'firing' && has.alertname === inhibitedBy);
  if (inhibitedBy !== undefined) await waitFor(`${inhibitedBy} fires`, first, { interval: 500 });
  await proof.inject(site);
}

test('there is a fault for each alert', () => {
  const proven = Object.values(PHASES).flatMap((proofs) => proofs.map(({ alert }) => alert));
  expect(proven.sort()).toEqual([...alerts.keys()].sort());
});

test('while nothing is wrong, no alert fires', async () => {
  const settled = async () => (await site.alerts()).every(({ state }) => state !== 'firing');
  const pending = async () => (await site.alerts()).map(({ labels }) => labels);
  await waitFor('everything has started', async () => (await pending()).length === 0, {
    timeout: 120_000,
    interval: 1000,
  }).catch(async (error) => {
    throw new Error(`${error.message}\n${JSON.stringify(await site.alerts(), null, 2)}`);
  });
  expect(await settled()).toBe(true);
  await recordSeries(await site.series());
});

test.each(Object.entries(PHASES))('%s: each fault is noticed, and each alert ends', async (_, proofs) => {
  await waitFor('no alert is left', async () => (await site.alerts()).length === 0, {
    timeout: 120_000,
    interval: 1000,
  });
  const proving = proofs.map((proof) => prove(proof, inject(proof)));
  const results = await Promise.allSettled(proving);
  for (const proof of [...proofs].reverse()) await proof.undo(site);
  const ends = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value();
  });
  await Promise.all(ends);
});
