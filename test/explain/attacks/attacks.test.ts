import { CNIS, type Cni } from '../../../lab/binaries/versions';
import { attacksOn } from '../../../lab/suites/scenarios/isolation/_on';
import { readRecord } from '../../../lab/suites/scenarios/isolation/_record';
import { explain, reachOf, type Way, type World } from '../../../lib/explain';
import { requireTarget } from '../../../lib/settings/target';
import { NOT_ASKED, QUESTIONS, type Question } from './_questions';
import { type Change, rendered, TAKEN_AWAY } from './_worlds';

/** What refuses connections: policies, the resolver and the proxies. All other controls judge objects, rights and repositories. */
const OF_CONNECTIONS = new Set([...Object.keys(TAKEN_AWAY), 'resolver', 'resolver-policies', 'resolver-zones']);

const sides = Object.fromEntries(CNIS.map((cni) => [cni, rendered(cni)])) as Readonly<
  Record<Cni, ReturnType<typeof rendered>>
>;
const worlds = new Map<string, World>();

/** The settings of the lab without some controls, and with what an attack does first. */
function worldWithout(cni: Cni, off: readonly string[], attack = '', first?: Change): World {
  const key = [cni, ...off, first ? attack : ''].join(' ');
  const changes = off.map((name) => TAKEN_AWAY[name] as Change);
  const isOff = first !== undefined && changes.includes(first);
  const world = worlds.get(key) ?? sides[cni].worldAfter(...(first && !isOff ? [first] : []), ...changes);
  worlds.set(key, world);
  return world;
}

function answerTo(world: World, cni: Cni, question: Question) {
  const { from = { tenant: 'client-a', workload: 'agent' }, target, addresses, pod, proxy, sni } = question;
  const tenant = sides[cni].tenants.find(({ name }) => name === from.tenant);
  if (!tenant) throw new Error(`no tenant is called ${from.tenant}`);
  return explain(world, {
    ...{ tenant, workload: from.workload, target: requireTarget(target) },
    ...(addresses ? { addresses } : {}),
    ...(pod ? { pod } : {}),
    ...(sni ? { sni } : {}),
    ...(proxy ? { proxy: requireTarget(`http://${proxy}:3128`) } : {}),
  });
}

/** The first hop of each way that denies, the proxy’s way first, whichever way clients take. */
function deciding(ways: readonly Way[]) {
  const sorted = [...ways].sort((one, other) => (one.by > other.by ? -1 : 1));
  return sorted.map(({ hops }) => hops.find(({ verdict }) => verdict === 'denied'));
}

const controlsOf = (cni: Cni, name: string) =>
  attacksOn(cni)
    .filter((attack) => attack.name === name)
    .flatMap(({ controls }) => controls);

const isOfConnections = (cni: Cni, name: string) =>
  controlsOf(cni, name).some((control) => OF_CONNECTIONS.has(control));

test('every attack of the matrix is asked about, has a reason why not, or is refused before anything is connected', () => {
  const left = attacksOn('calico').filter(({ name, controls }) => {
    const sets = [name in QUESTIONS, name in NOT_ASKED, controls.length > 0 && !isOfConnections('calico', name)];
    return sets.filter(Boolean).length !== 1;
  });
  expect(left.map(({ name }) => name)).toEqual([]);
  const names = new Set(attacksOn('calico').map(({ name }) => name));
  expect([...Object.keys(QUESTIONS), ...Object.keys(NOT_ASKED)].filter((name) => !names.has(name))).toEqual([]);
});

describe.each(CNIS)('on %s', (cni) => {
  const asked = Object.entries(QUESTIONS)
    .filter(([, { only = cni }]) => only === cni)
    .map(([attack, question]) => ({ attack, question, seen: readRecord(cni)?.attacks[attack] }));

  test.each(asked)('$attack is denied, by the line that decides', ({ attack, question, seen }) => {
    const world = worldWithout(cni, [], attack, question.first);
    const { verdict, ways } = answerTo(world, cni, question);
    // What the attack does first has removed the only control.
    const isOpen = question.first !== undefined && !isOfConnections(cni, attack);
    expect(verdict).toBe(isOpen ? 'allowed' : 'denied');
    expect(seen?.all.through).toBe(false);
    if (isOpen) return;
    const { file, line } = { file: '', line: undefined, ...deciding(ways)[0]?.rendered };
    expect(line).toBeGreaterThan(0);
    expect(file).toMatch(/^dist\//);
    expect(deciding(ways).map((hop) => ({ file: hop?.rendered?.file, text: hop?.text }))).toEqual(
      question.deciding[cni].map((hop) => ({
        file: expect.stringMatching(hop.file),
        text: expect.stringMatching(hop.text),
      })),
    );
  });

  test.each(asked.filter(({ question }) => !question.isForged))(
    '$attack is allowed without its controls, and each of them alone denies it, as in the lab',
    ({ attack, question, seen }) => {
      const all = controlsOf(cni, attack);
      const own = all.filter((name) => name in TAKEN_AWAY && !question.beyond?.includes(name));
      const verdicts: Record<string, string> = {};
      const recorded: Record<string, string> = {};
      const word = (through: boolean | undefined) => (through === true ? 'allowed' : 'denied');
      for (const left of own) {
        const off = own.filter((name) => name !== left);
        verdicts[left] = answerTo(worldWithout(cni, off, attack, question.first), cni, question).verdict;
        recorded[left] = word((all.length > 1 ? seen?.alone[left] : seen?.all)?.through);
      }
      if (own.length > 0) {
        verdicts.none = answerTo(worldWithout(cni, own, attack, question.first), cni, question).verdict;
        recorded.none = word(seen?.none?.through);
      }
      expect(verdicts).toEqual(recorded);
    },
  );

  test('what the tenant may do is allowed', () => {
    const targets = ['https://ifconfig.me/ip', 'http://shop.partner.example/', 'udp://10.32.0.53:53'];
    const world = worldWithout(cni, []);
    const verdicts = targets.map(
      (target) => answerTo(world, cni, { target, deciding: { calico: [], cilium: [] } }).verdict,
    );
    expect(verdicts).toEqual(['allowed', 'allowed', 'allowed']);
  });

  test('nothing of the private network reaches the tenant’s pods by a port of a node, unless its policies are taken away', () => {
    const incoming = (world: World) => {
      const tenant = sides[cni].tenants.find(({ name }) => name === 'client-a');
      if (!tenant) throw new Error('no client-a');
      return reachOf(world, tenant).rows.filter(({ direction, what }) => direction === 'from' && /^[\d.]+/.test(what));
    };
    expect(incoming(worldWithout(cni, []))).toEqual([]);
    expect(incoming(worldWithout(cni, ['network-policies']))).not.toEqual([]);
  });

  test('without the tenants’ resolver, pods ask a DNS that forwards: what remains is allowed', () => {
    const { worldAfter } = rendered(cni, ({ cluster: { resolver: _, ...cluster }, ...rest }) => ({ ...rest, cluster }));
    const question = { target: 'udp://10.32.0.10:53', deciding: { calico: [], cilium: [] } };
    expect(answerTo(worldAfter(), cni, question).verdict).toBe('allowed');
  });
});
