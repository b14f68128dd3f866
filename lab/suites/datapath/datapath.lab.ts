import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../machine/prober';
import { say, testOptions } from '../../runner/options';
import { FORBIDDEN, outcomes, whileTrying } from './_attempts';
import { CLAIMS, OPEN_ON_CILIUM } from './_claims';
import { DESTINATIONS, isReached, reachable } from './_destinations';
import { refuseIdentities } from './_identities';
import { Moments } from './_moments';
import { NEAR_NODE } from './_objects';
import { type DatapathRecord, datapathName, RECORDING, readRecord, record } from './_record';
import { SOURCES, type Source } from './_sources';
import { NAMESPACE, World } from './_world';

const { cni, ciliumMode } = testOptions();
const NAME = datapathName(cni, ciliumMode);
const ENGINE = cni === 'calico' ? 'felix' : 'cilium-agent';

let world: World;

beforeAll(async () => {
  world = await World.up();
});

afterAll(() => world?.down());

/** Compares with the record, or writes it. */
function asRecorded(
  part: 'free' | 'tenant' | 'intoFree' | 'intoTenant',
  seen: Readonly<Record<string, Outcome>>,
): void {
  record(NAME, { [part]: seen } as Partial<DatapathRecord>);
  if (!RECORDING) expect(seen).toEqual(readRecord(NAME)?.[part]);
}

function nothingReached(title: string, { attempts, reached }: { attempts: number; reached: readonly string[] }): void {
  expect(reached).toEqual([]);
  expect(attempts).toBeGreaterThan(0);
  record(NAME, { attempts: { [title]: attempts } });
}

test('a pod without policies reaches what is recorded', async () => {
  const seen = await outcomes(world, 'near');
  // Else that the tenant’s pods do not reach it would show nothing.
  for (const { title } of FORBIDDEN) expect([title, seen[title]]).toEqual([title, 'open']);
  asRecorded('free', seen);
});

test('a tenant’s pod reaches its proxy, its namespace and the cluster’s DNS, and nothing else', async () => {
  const seen = await outcomes(world, 'tenant');
  const reached = DESTINATIONS.filter((each) => isReached(each, seen[each.title]));
  expect(reached.map(({ title }) => title)).toEqual(reachable(cni).map(({ title }) => title));
  asRecorded('tenant', seen);
});

test('its pods are reached from their own namespace and their own node, and from nowhere else', async () => {
  const into = async (address: string) => {
    const target = { kind: 'tcp', address, port: 8080 } as const;
    const entries = Object.entries(SOURCES).map(async ([source, title]) => {
      const [outcome] = await world.prober(source as Source).tries([target], 3000);
      return [title, outcome as Outcome] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
  const free = await into(world.places.pods.near);
  const tenant = await into(world.target);
  const reached = Object.keys(tenant).filter((title) => isReached({}, tenant[title]));
  expect(reached).toEqual([SOURCES.tenant, SOURCES.ownNode]);
  asRecorded('intoFree', free);
  asRecorded('intoTenant', tenant);
});

test('new pods reach nothing from their first moment on', async () => {
  const moments = new Moments(world);
  for (let number = 1; number <= 12; number++) await moments.start(`new-${number}`);
  nothingReached('first moments of 12 pods', await moments.end());
});

test('a pod that claims by its labels to be something else reaches nothing, but for those that are known', async () => {
  const moments = new Moments(world);
  await moments.withoutAdmission();
  for (const [index, [key, value]] of CLAIMS.entries()) await moments.start(`claim-${index}`, { [key]: value });
  const { reached } = await moments.end();
  const isOpen = (index: number) => reached.some((line) => line.startsWith(`claim-${index} `));
  const found = CLAIMS.map(([key], index) => [key, isOpen(index) ? 'open' : 'silent'] as const);
  record(NAME, { labels: Object.fromEntries(found) });
  const open = found.filter(([, outcome]) => outcome === 'open').map(([key]) => key);
  expect(open).toEqual(cni === 'cilium' ? OPEN_ON_CILIUM : []);
});

test('nothing opens while policies come and go', async () => {
  const path = `/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/networkpolicies`;
  const policy = (egress: readonly object[]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'comes-and-goes', namespace: NAMESPACE },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress },
  });
  const peers = [[{ podSelector: {} }], [{ ipBlock: { cidr: '203.0.113.0/24' } }]];
  const counted = await whileTrying(world, async () => {
    for (let round = 0; round < 20; round++) {
      const answer = await world.lab.api.request('POST', path, policy([{ to: peers[round % 2] }]));
      expect(answer).toMatchObject({ status: 201 });
      await sleep(100);
      expect(await world.lab.api.request('DELETE', `${path}/comes-and-goes`)).toMatchObject({ status: 200 });
    }
  });
  nothingReached('20 policies that come and go', counted);
});

test('nothing opens while a pod’s labels change', async () => {
  const [pod] = await world.cluster.pods(NAMESPACE, 'web');
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod?.metadata.name}`;
  const counted = await whileTrying(world, async () => {
    for (let round = 0; round < 8; round++) {
      await world.lab.api.patch(path, { metadata: { labels: { team: `team-${round}` } } });
      await sleep(300);
    }
    await world.lab.api.patch(path, { metadata: { labels: { team: null } } });
  });
  nothingReached('8 changes of a pod’s labels', counted);
});

test('nothing opens while the node’s policy engine is dead and when it starts again', async () => {
  const moments = new Moments(world);
  const counted = await whileTrying(world, async () => {
    await world.lab.stop(ENGINE, NEAR_NODE);
    await moments.start('without-engine');
    if (cni === 'calico') await world.lab.waitFor('the pod runs', () => moments.isRunning('without-engine'), 30_000);
    else await sleep(5000);
    // Cilium's plugin asks the agent.
    expect(await moments.isRunning('without-engine')).toBe(cni === 'calico');
    const [proxy] = await world
      .prober('tenant')
      .tries([{ kind: 'tcp', address: world.places.proxies.own, port: 3128 }], 1000);
    expect(proxy).toBe('open');
    await world.lab.start(ENGINE, NEAR_NODE);
    nothingReached('first moments of a pod while the engine is dead', await moments.end());
  });
  nothingReached('the engine killed and started again', counted);
  const seen = await outcomes(world, 'tenant');
  const reached = DESTINATIONS.filter((each) => isReached(each, seen[each.title]));
  expect(reached).toEqual(reachable(cni));
});

const onCilium = cni === 'cilium' ? test : test.skip;

onCilium('a pod whose identity is not allocated reaches nothing', async () => {
  const moments = new Moments(world);
  await refuseIdentities(world.lab, async () => {
    await moments.start('without-identity');
    await sleep(6000);
    say(`datapath a pod without an identity runs: ${await moments.isRunning('without-identity')}`);
  });
  nothingReached('first moments of a pod without an identity', await moments.end());
});
