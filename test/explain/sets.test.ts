import { generatePolicies, numbers, pick, type Vocabulary } from '../../lab/suites/policy/_generated';
import { explain, reachOf, type World, worldOf } from '../../lib/explain';
import { proxyHops, proxyVerdicts } from '../../lib/explain/proxy';
import type { Row } from '../../lib/explain/reach';
import { worst } from '../../lib/explain/types';
import { decide, formatAddress, NAMESPACE_NAME, parseCidr } from '../../lib/network-policy';
import { requireTarget } from '../../lib/settings/target';
import { synthesize } from '../../lib/synthesize';
import { loadShipped } from '../support/settings';

const NOWHERE = { locate: () => undefined, allowed: () => undefined };
const PORTS = [22, 53, 443, 3128, 8080];

const WORDS: Vocabulary = {
  namespaces: ['client-a-demo', 'kube-system', 'others'],
  podLabels: { app: ['web', 'cache'], 'k8s-app': ['kube-dns'] },
  namespaceLabels: { [NAMESPACE_NAME]: ['client-a-demo', 'others'], team: ['a'] },
  ranges: [
    { cidr: '0.0.0.0/0', within: ['10.0.0.0/8', '203.0.113.0/24'] },
    { cidr: '198.51.100.0/25', within: ['198.51.100.8/32'] },
    { cidr: '2001:db8::/32', within: [] },
  ],
  protocols: ['TCP', 'UDP'],
  ports: PORTS,
  names: [],
  namedEgress: false,
  notIn: ['app', 'team'],
};

function shipped() {
  const { loaded } = loadShipped();
  const model = loaded?.model.environments[0];
  const [tenant] = model?.tenants ?? [];
  if (!loaded || !model || !tenant) throw new Error('the shipped settings have no tenant');
  return { base: worldOf(synthesize(loaded.model), [], model, NOWHERE), tenant };
}

const { base, tenant } = shipped();

/** Whether a row lists an address at a port. */
function lists({ what, ports }: Row, address: bigint, protocol: string, port: number): boolean {
  const [first = '', last = first] = what.split('-');
  const range = parseCidr(what) ?? {
    first: parseCidr(`${first}/${first.includes(':') ? 128 : 32}`)?.first ?? 1n,
    last: parseCidr(`${last}/${last.includes(':') ? 128 : 32}`)?.first ?? 0n,
  };
  const isThere =
    what === 'every IPv6 address' ? address >> 32n !== 0xffffn : range.first <= address && address <= range.last;
  return isThere && ports.some((each) => each.protocol === protocol && each.first <= port && port <= each.last);
}

test('an address is in the sets of reach exactly if the engine lets some pod connect to it', () => {
  const wrong: string[] = [];
  let open = 0;
  for (let seed = 1; seed <= 25; seed += 1) {
    const next = numbers(seed);
    const policies = [...base.policies.map(({ object }) => object), ...generatePolicies(next, WORDS)];
    const datapath = pick(next, ['calico', 'cilium'] as const);
    const world: World = {
      ...base,
      datapaths: [datapath],
      policies: policies.map((object) => ({
        object: object as World['policies'][number]['object'],
        files: ['x.yaml'],
      })),
    };
    const rows = reachOf(world, tenant).rows.filter(({ by, direction }) => by === 'direct' && direction === 'to');
    const labels = ['web', 'cache', 'none'].map((app) => (app === 'none' ? ({} as Record<string, string>) : { app }));
    for (const text of [
      '8.8.8.8',
      '10.1.2.3',
      '198.51.100.8',
      '198.51.100.9',
      '203.0.113.7',
      '2001:db8::5',
      '2001:db9::5',
      '172.16.28.8',
    ]) {
      const address = parseCidr(`${text}/${text.includes(':') ? 128 : 32}`)?.first ?? 0n;
      for (const port of [...PORTS, 23, 9999]) {
        const answers = labels.map((own) =>
          decide(
            { datapath, policies },
            {
              from: {
                namespace: 'client-a-demo',
                namespaceLabels: base.namespaces.get('client-a-demo') ?? {},
                labels: own,
              },
              to: { address: formatAddress(address) },
              protocol: 'TCP',
              port,
            },
          ),
        );
        const isOpen = answers.some(({ answer }) => answer === 'allowed');
        if (isOpen) open += 1;
        if (isOpen !== rows.some((row) => lists(row, address, 'TCP', port)))
          wrong.push(`${seed} ${text} ${port} ${isOpen}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(open).toBeGreaterThan(50);
});

test('the verdicts of a proxy without words are those of its hops', () => {
  const [proxy] = tenant.egress.proxies;
  if (!proxy) throw new Error('the tenant has no proxy');
  const upstream = { name: proxy.name, address: proxy.address, port: proxy.port, certificate: false };
  const decideFor = proxyVerdicts(base, tenant, upstream);
  const seen = new Set<string>();
  for (const text of [
    'https://ifconfig.me/',
    'http://ifconfig.me/',
    'CONNECT a.example:22',
    'CONNECT a.example:8443',
    'http://10.0.0.1/',
    'GET http://a.example:9000/',
  ]) {
    for (const [kind, resolved] of [
      ['outside', ['198.51.100.1']],
      ['private', ['10.0.0.1']],
      ['unknown', undefined],
      ['inside', []],
      // Squid decides without an address, and the firewall cannot.
      ['private', []],
    ] as const) {
      for (const sni of [undefined, 'ifconfig.me', 'other.example']) {
        const request = {
          target: requireTarget(text),
          destination: { kind, text: '', candidates: [], ...(resolved ? { resolved } : {}) },
          ...(sni === undefined ? {} : { sni }),
        };
        const hops = proxyHops(base, tenant, upstream, request);
        const verdict = worst(hops.map((hop) => hop.verdict));
        seen.add(verdict);
        expect([text, kind, sni, decideFor(request)]).toEqual([text, kind, sni, verdict]);
      }
    }
  }
  expect(seen).toEqual(new Set(['allowed', 'denied', 'undecided']));
  expect(explain(base, { tenant, target: requireTarget('https://ifconfig.me/') }).verdict).toBe('allowed');
});
