import { type Connection, decide } from '../../../lib/network-policy';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { say, testOptions } from '../../runner/options';
import { model } from '../../testbed/settings';
import { DATAPATH } from './_datapath';
import { generatePolicies, numbers, pick, type Random, type Vocabulary } from './_generated';
import { record } from './_record';
import { IMAGE, NAMESPACES, type Place, PORTS, World } from './_world';

const SETS = 50;
const CONNECTIONS = 40;
/** `NIGHTLY=1` tries sets that were not tried before. */
const FIRST = process.env.NIGHTLY ? Math.floor(Date.now() / 1000) : 1000;
/** Long enough for the next machine; what is not answered then and should be, is tried twice with the second. */
const [QUICK, PATIENT] = [700, 3000];

let lab: Lab;
let world: World;

beforeAll(async () => {
  const [tenant] = model.tenants;
  lab = await Lab.up({
    name: `${testOptions().name}-policy`,
    // A node of the tenant, and one of the system.
    model: { ...model, tenants: tenant ? [tenant] : [] },
    images: [IMAGE],
    say: (line) => say(`policy   ${line}`),
  });
  world = await World.create(lab);
});

afterAll(async () => {
  world?.stop();
  await lab?.down();
  if (lab) expect(leftovers(lab.state)).toEqual([]);
});

function vocabulary(): Vocabulary {
  const { privateNetwork, podCidr, controlPlane } = lab.topology;
  const addresses = world.places.map(({ address }) => `${address}/32`);
  return {
    namespaces: NAMESPACES,
    podLabels: { app: ['web', 'database', 'cache'], tier: ['front', 'back'] },
    namespaceLabels: { 'kubernetes.io/metadata.name': NAMESPACES, team: ['a', 'b'] },
    ranges: [
      { cidr: '0.0.0.0/0', within: [podCidr, privateNetwork] },
      { cidr: podCidr, within: addresses.slice(0, 3) },
      { cidr: privateNetwork, within: [`${controlPlane.address}/32`] },
      ...addresses.map((cidr) => ({ cidr, within: [] })),
    ],
    protocols: ['TCP', 'UDP'],
    ports: PORTS,
    names: ['http', 'admin'],
    namedEgress: true,
    notIn: ['app', 'tier', 'team', 'kubernetes.io/metadata.name'],
  };
}

interface Probe {
  readonly from: Place;
  readonly to: Place;
  readonly port: number;
}

/** A connection with a pod at one end at least. */
function probe(next: Random): Probe {
  const pods = world.places.filter(({ endpoint }) => 'namespace' in endpoint);
  const port = pick(next, PORTS);
  const pod = pick(next, pods);
  if (next(4) > 0) return { from: pod, to: pick(next, world.places), port };
  return {
    from: pick(
      next,
      world.places.filter(({ prober }) => prober),
    ),
    to: pod,
    port,
  };
}

function connection({ from, to, port }: Probe): Connection {
  return { from: from.endpoint, to: to.endpoint, port, protocol: 'TCP' };
}

test(`what ${SETS} generated sets of policies let through is what is decided`, async () => {
  const begin = Date.now();
  const disagreements: unknown[] = [];
  let [decisions, allowed] = [0, 0];
  for (let set = 0; set < SETS; set += 1) {
    const next = numbers(FIRST + set);
    const policies = generatePolicies(next, vocabulary());
    const probes = Array.from({ length: CONNECTIONS }, () => probe(next));
    await world.enforce(policies, set);
    const ours = probes.map((each) => decide({ policies, datapath: DATAPATH, pods: world.pods }, connection(each)));
    const open = await world.tries(probes, QUICK);
    for (const timeout of [PATIENT, PATIENT]) {
      const slow = probes.flatMap((_, index) => (ours[index]?.answer === 'allowed' && !open[index] ? [index] : []));
      const again = await world.tries(
        slow.map((index) => probes[index] as Probe),
        timeout,
      );
      slow.forEach((index, at) => {
        open[index] = again[at] ?? false;
      });
    }
    probes.forEach((each, index) => {
      decisions += 1;
      if (open[index]) allowed += 1;
      if (ours[index]?.answer !== (open[index] ? 'allowed' : 'denied')) {
        const { from, to, port } = each;
        const what = `${from.name} to ${to.name}:${port} is ${open[index] ? 'open' : 'closed'}`;
        disagreements.push({ set: FIRST + set, what, ours: ours[index], policies });
      }
    });
  }
  const seconds = Math.round((Date.now() - begin) / 1000);
  say(`${DATAPATH}: ${decisions} connections, ${allowed} open, ${disagreements.length} disagreements, ${seconds} s`);
  const counts = { sets: SETS, decisions, allowed, disagreements: disagreements.length };
  record((before) => ({ ...before, live: { ...before.live, [DATAPATH]: counts } }));
  expect(disagreements.slice(0, 5)).toEqual([]);
  expect(allowed / decisions).toBeGreaterThan(0.2);
  expect(allowed / decisions).toBeLessThan(0.8);
}, 600_000);
