import { type Connection, type Datapath, decide } from '../../../lib/network-policy';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { say, testOptions } from '../../runner/options';
import { model } from '../../testbed/settings';
import { DATAPATH } from './_datapath';
import { explainer } from './_explained';
import { generatePolicies, numbers, pick, type Random, type Vocabulary } from './_generated';
import { record } from './_record';
import { IMAGE, NAMESPACES, type Place, PORTS, World } from './_world';

const SETS = 50;
const CONNECTIONS = 40;
/** `NIGHTLY=1` tries sets that were not tried before. */
const FIRST = process.env.NIGHTLY ? Math.floor(Date.now() / 1000) : 1000;
/** Long enough for the next machine; what is not answered then and should be, is tried twice with the second. */
const [QUICK, PATIENT] = [700, 3000];

const OTHER = DATAPATH === 'calico' ? 'cilium' : 'calico';

let lab: Lab;
let world: World;

beforeAll(async () => {
  const [tenant] = model.tenants;
  lab = await Lab.up({
    name: `${testOptions().name}-policy`,
    // A node of the tenant, and one of the system.
    model: { ...model, tenants: tenant ? [tenant] : [] },
    cni: DATAPATH,
    kubernetes: testOptions().kubernetes,
    images: [IMAGE],
    say: (line) => say(`policy   ${line}`),
  });
  world = await World.create(lab);
});

afterAll(async () => {
  await world?.stop();
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

test('without policies every place reaches every pod', async () => {
  const sources = world.places.filter(({ prober }) => prober);
  const pods = world.places.filter(({ endpoint }) => 'namespace' in endpoint);
  const probes = sources.flatMap((from) => pods.flatMap((to) => PORTS.map((port) => ({ from, to, port }))));
  const open = await world.tries(probes, PATIENT);
  const closed = probes.filter((_, index) => !open[index]);
  expect(closed.map(({ from, to, port }) => `${from.name} to ${to.name}:${port}`)).toEqual([]);
});

test(`what ${SETS} generated sets of policies let through is what is decided`, async () => {
  const begin = Date.now();
  const disagreements: string[] = [];
  let [decisions, allowed, different, explained, undecided] = [0, 0, 0, 0, 0];
  const { privateNetwork, podCidr } = lab.topology;
  const explainWith = explainer({ datapath: DATAPATH, privateNetwork, podCidr, places: world.places });
  for (let set = 0; set < SETS; set += 1) {
    const next = numbers(FIRST + set);
    const policies = generatePolicies(next, vocabulary());
    const decided = (each: Probe, datapath: Datapath) =>
      decide({ policies, datapath, pods: world.pods }, connection(each));
    const candidates = Array.from({ length: 10 * CONNECTIONS }, () => probe(next));
    const distinguishes = (each: Probe) => decided(each, DATAPATH).answer !== decided(each, OTHER).answer;
    const telling = candidates.filter(distinguishes).slice(0, CONNECTIONS / 2);
    const probes = [...telling, ...candidates.filter((each) => !distinguishes(each))].slice(0, CONNECTIONS);
    different += telling.length;
    await world.enforce(policies, set);
    const ours = probes.map((each) => decided(each, DATAPATH));
    const ask = explainWith(policies);
    const answers = probes.map(({ from, to, port }) => ask(from, to, port));
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
      const [{ from, to, port }, outcome, answer] = [each, open[index] ? 'open' : 'closed', answers[index]];
      const at = `set ${FIRST + set}: ${from.name} to ${to.name}:${port} is ${outcome}`;
      if (answer !== undefined) explained += 1;
      if (answer === 'undecided') undecided += 1;
      else if (answer !== undefined && answer !== (open[index] ? 'allowed' : 'denied'))
        disagreements.push(`${at}: explain says ${answer}`);
      if (ours[index]?.answer !== (open[index] ? 'allowed' : 'denied')) {
        const because = ours[index]?.because.map(({ text }) => text).join('; ');
        // The policies of the first set are enough to look into it.
        if (disagreements.length === 0) say(JSON.stringify(policies));
        disagreements.push(`${at}: ${because}`);
      }
    });
  }
  const seconds = Math.round((Date.now() - begin) / 1000);
  say(
    `${DATAPATH}: ${decisions} connections, ${explained} asked of explain, ${undecided} of them undecided, ${allowed} open, ${disagreements.length} disagreements, ${different} different on ${OTHER}, ${seconds} s`,
  );
  const counts = {
    sets: SETS,
    decisions,
    allowed,
    different,
    explained,
    undecided,
    disagreements: disagreements.length,
  };
  record((before) => ({ ...before, live: { ...before.live, [DATAPATH]: counts } }));
  expect(disagreements).toEqual([]);
  // All but what nodes and machines connect to; the command does not know whether an address of the private network is a node’s.
  expect(explained).toBeGreaterThan(decisions * 0.8);
  expect(undecided).toBeLessThan(explained / 10);
  // Enough of them show on which datapath they were tried.
  expect(different).toBeGreaterThan(decisions / 20);
  expect(allowed / decisions).toBeGreaterThan(0.2);
  expect(allowed / decisions).toBeLessThan(0.8);
}, 600_000);

const onCalico = DATAPATH === 'calico' ? test : test.skip;

onCalico('a GlobalNetworkPolicy that only denies comes first, isolates its namespace, and allows nothing', async () => {
  const { podCidr, controlPlane } = lab.topology;
  const open = `${controlPlane.address}/32`;
  const [port] = PORTS;
  const denies = {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'default.egress-one' },
    spec: {
      order: 0,
      namespaceSelector: "kubernetes.io/metadata.name == 'one'",
      types: ['Egress'],
      egress: [
        { action: 'Deny', ipVersion: 6 },
        { action: 'Deny', destination: { notNets: [podCidr, open] } },
        { action: 'Deny', notProtocol: 'TCP', destination: { nets: [open] } },
        { action: 'Deny', protocol: 'TCP', destination: { nets: [open], notPorts: [port] } },
      ],
    },
  };
  const everything = (namespace: string) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'everything', namespace },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
  });
  const path = '/apis/crd.projectcalico.org/v1/globalnetworkpolicies';
  await lab.api.create(path, denies);
  try {
    for (const [round, policies] of [[], [everything('one'), everything('two')]].entries()) {
      await world.enforce(policies, SETS + round);
      const sources = world.places.filter(({ name }) => name.startsWith('one/') || name.startsWith('two/'));
      const probes = sources.flatMap((from) =>
        world.places.flatMap((to) => PORTS.slice(0, 2).map((at) => ({ from, to, port: at }))),
      );
      const objects = [denies, ...policies];
      const decided = probes.map((each) => decide({ policies: objects, datapath: 'calico' }, connection(each)).answer);
      expect(new Set(decided)).toEqual(new Set(['allowed', 'denied']));
      // It is watched by itself, so that the marker says nothing of it.
      await lab.waitFor('what is decided is what passes', async () => {
        const passes = await world.tries(probes, QUICK);
        const wrong = probes.filter((_, index) => passes[index] !== (decided[index] === 'allowed'));
        if (wrong.length > 0)
          throw new Error(wrong.map(({ from, to, port: at }) => `${from.name} ${to.name}:${at}`).join());
        return true;
      });
    }
  } finally {
    await lab.api.request('DELETE', `${path}/${denies.metadata.name}`);
  }
});
