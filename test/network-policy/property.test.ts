import { decide, extras, type Grant, missing, NAMESPACE_NAME, parseCidr, readPolicy } from '../../lib/network-policy';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { type Connection, naiveAllows, type RawPolicy, type RawSelector, side } from './_naive';

/** A world so small that all of it can be tried: sixteen addresses, three namespaces, two keys of labels. */
const ADDRESSES = Array.from({ length: 16 }, (_, i) => `10.0.0.${i}`);
const NAMESPACES = ['own', 'other', 'third'];
const VALUES = ['x', 'y', 'z'];
const PORTS = [1, 2, 3, 4, 5, 60000];
const PROTOCOLS = ['TCP', 'UDP'] as const;

const range = (text: string) => parseCidr(text) ?? { first: 0n, last: 0n };
const cidr = fc
  .integer({ min: 28, max: 32 })
  .chain((length) =>
    fc.integer({ min: 0, max: 2 ** (length - 28) - 1 }).map((i) => `10.0.0.${i * 2 ** (32 - length)}/${length}`),
  );
/** As the API server takes it: exceptions are smaller ranges within it. */
const ipBlock = fc.record({ cidr, except: fc.array(cidr, { maxLength: 2 }) }).map(({ cidr: text, except }) => {
  const around = range(text);
  const isSmaller = ({ first, last }: typeof around) =>
    around.first <= first && last <= around.last && last - first < around.last - around.first;
  return { cidr: text, except: except.filter((hole) => isSmaller(range(hole))) };
});
const value = fc.constantFrom('x', 'y');
const selector = (keys: readonly string[]): fc.Arbitrary<RawSelector> => {
  const key = fc.constantFrom(...keys);
  return fc.oneof(
    fc.constant({}),
    fc.tuple(key, value).map(([name, text]) => ({ matchLabels: { [name]: text } })),
    fc
      .oneof(
        fc.record({ key, operator: fc.constantFrom('In', 'NotIn'), values: fc.uniqueArray(value, { minLength: 1 }) }),
        fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
      )
      .map((expression) => ({ matchExpressions: [expression] })),
  );
};
const podSelector = selector(['app', 'tier']);
const namespaceSelector = fc.oneof(
  selector(['team']),
  fc.constantFrom(...NAMESPACES).map((name) => ({ matchLabels: { [NAMESPACE_NAME]: name } })),
);
const peer = fc.oneof(
  fc.record({ ipBlock }),
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ namespaceSelector, podSelector }),
);
const protocol = fc.option(fc.constantFrom(...PROTOCOLS), { nil: undefined });
const port = fc.oneof(
  fc.record({ protocol }),
  fc.record({ protocol, port: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ protocol, port: fc.integer({ min: 1, max: 3 }), endPort: fc.integer({ min: 3, max: 5 }) }),
  fc.record({ protocol, port: fc.constant('http') }),
);
const rules = (key: 'to' | 'from') =>
  fc.array(
    fc.record(
      { [key]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
      { requiredKeys: [] },
    ),
    { maxLength: 2 },
  );
const spec = fc.record(
  {
    podSelector,
    policyTypes: fc.constantFrom<('Egress' | 'Ingress')[]>(['Egress'], ['Ingress'], ['Egress', 'Ingress']),
    egress: rules('to'),
    ingress: rules('from'),
  },
  { requiredKeys: ['podSelector'] },
);
const policies = (namespace: fc.Arbitrary<string>) =>
  fc.array(fc.record({ namespace, spec }) as fc.Arbitrary<RawPolicy>, { maxLength: 4 });

const labels = fc.record({ app: fc.constantFrom(...VALUES), tier: fc.constantFrom(...VALUES) }, { requiredKeys: [] });
const endpoint = fc.oneof(
  fc.constantFrom(...ADDRESSES).map((address) => ({ address })),
  fc
    .record({
      namespace: fc.constantFrom(...NAMESPACES),
      team: fc.option(fc.constantFrom(...VALUES), { nil: undefined }),
      labels,
      addresses: fc.uniqueArray(fc.constantFrom(...ADDRESSES), { maxLength: 1 }),
      http: fc.constantFrom(1, 2, 3),
    })
    .map(({ namespace, team, labels: own, addresses, http }) => ({
      namespace,
      namespaceLabels: { [NAMESPACE_NAME]: namespace, ...(team ? { team } : {}) },
      labels: own as Record<string, string>,
      addresses,
      ports: { http: { protocol: 'TCP' as const, port: http } },
    })),
);
const connection: fc.Arbitrary<Connection> = fc.record({
  from: endpoint,
  to: endpoint,
  protocol: fc.constantFrom(...PROTOCOLS),
  port: fc.constantFrom(...PORTS),
});

const object = ({ namespace, spec: written }: RawPolicy) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'policy', namespace },
  spec: written,
});
const read = (raw: RawPolicy) => readPolicy(object(raw));

/** The documentation says elsewhere that a pod reaches itself. */
function isSelf({ from, to }: Connection): boolean {
  if ('address' in from || 'address' in to || from.namespace !== to.namespace) return false;
  return (from.addresses ?? []).some((address) => to.addresses?.includes(address));
}

test('decides as the documentation read word by word does', () => {
  fc.assert(
    fc.property(
      policies(fc.constantFrom(...NAMESPACES)),
      fc.array(connection, { minLength: 5, maxLength: 20 }),
      (raw, connections) => {
        const policies = raw.map(object);
        for (const each of connections) {
          if (isSelf(each)) continue;
          const { answer } = decide({ policies, datapath: 'calico' }, each);
          expect(answer).toBe(naiveAllows(raw, each) ? 'allowed' : 'denied');
        }
      },
    ),
    { numRuns: runs(400) },
  );
});

/** Every pod and address that there is, with every port that `http` may mean. */
const EVERYBODY = [
  ...ADDRESSES.map((address) => ({ address })),
  ...NAMESPACES.flatMap((namespace) =>
    [undefined, ...VALUES].flatMap((team) =>
      [undefined, ...VALUES].flatMap((app) =>
        [undefined, ...VALUES].flatMap((tier) => ({
          namespace,
          namespaceLabels: { [NAMESPACE_NAME]: namespace, ...(team ? { team } : {}) },
          labels: { ...(app ? { app } : {}), ...(tier ? { tier } : {}) } as Record<string, string>,
        })),
      ),
    ),
  ),
];

const portRange = fc.record({
  protocol: fc.constantFrom(...PROTOCOLS),
  first: fc.integer({ min: 1, max: 3 }),
  last: fc.constantFrom(3, 4, 5, 65535),
});
const grant: fc.Arbitrary<Grant> = fc.oneof(
  fc.record({
    what: fc.constant('a range'),
    range: cidr.map((text) => parseCidr(text) ?? { first: 0n, last: 0n }),
    ports: fc.array(portRange, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    what: fc.constant('pods'),
    namespace: fc.constantFrom('own', 'other'),
    labels: fc.constantFrom<Record<string, string>[]>({}, { app: 'x' }),
    ports: fc.array(portRange, { minLength: 1, maxLength: 2 }),
  }),
);

function covers(one: Grant, other: (typeof EVERYBODY)[number], spoken: string, number: number): boolean {
  if (!one.ports.some((range) => range.protocol === spoken && range.first <= number && number <= range.last))
    return false;
  if ('range' in one) {
    const range = 'address' in other ? parseCidr(`${other.address}/32`) : undefined;
    return range !== undefined && one.range.first <= range.first && range.first <= one.range.last;
  }
  if ('address' in other || other.namespace !== one.namespace) return false;
  return Object.entries(one.labels).every(([key, text]) => other.labels[key] === text);
}

const OWN_PODS = [undefined, ...VALUES].flatMap((app) =>
  [undefined, ...VALUES].map((tier) => ({
    namespace: 'own',
    namespaceLabels: { [NAMESPACE_NAME]: 'own' },
    labels: { ...(app ? { app } : {}), ...(tier ? { tier } : {}) } as Record<string, string>,
  })),
);
const namespaces = { own: 'own', known: new Map<string, Readonly<Record<string, string>>>() };

test('finds something beyond the grants if and only if somebody in a small world gets through', () => {
  fc.assert(
    fc.property(policies(fc.constant('own')), fc.array(grant, { maxLength: 4 }), (raw, grants) => {
      const found = extras(raw.map(read), 'egress', grants, namespaces);
      const passes = raw.some((one) =>
        EVERYBODY.some((to) =>
          PROTOCOLS.some((spoken) =>
            PORTS.some((number) => {
              if (grants.some((each) => covers(each, to, spoken, number))) return false;
              // Of one policy by itself, for pods that it selects: what the others allow makes it no better.
              const alone = { ...one, spec: { ...one.spec, podSelector: {} } };
              const isAbout = one.spec.policyTypes
                ? one.spec.policyTypes.includes('Egress')
                : (one.spec.egress ?? []).length > 0;
              const named = { ...to, ports: { http: { protocol: spoken, port: number } } };
              return (
                isAbout &&
                side([alone], 'Egress', {
                  from: OWN_PODS[0] as never,
                  to: named as never,
                  protocol: spoken,
                  port: number,
                })
              );
            }),
          ),
        ),
      );
      // What means everybody means addresses outside the small world, too.
      const everybody = found.some(({ text }) => text.startsWith('every address'));
      expect(found.length > 0).toBe(passes || everybody);
    }),
    { numRuns: runs(80) },
  );
});

test('misses something if and only if a pod in a small world does not get it', () => {
  fc.assert(
    fc.property(policies(fc.constant('own')), fc.array(grant, { minLength: 1, maxLength: 3 }), (raw, grants) => {
      const found = missing(raw.map(read), 'egress', grants, namespaces).map(({ grant: each }) => each);
      for (const each of grants) {
        const lacks = OWN_PODS.some((from) =>
          EVERYBODY.some((to) =>
            PROTOCOLS.some((spoken) =>
              PORTS.some(
                (number) =>
                  covers(each, to, spoken, number) &&
                  !side(raw, 'Egress', { from, to, protocol: spoken, port: number }),
              ),
            ),
          ),
        );
        expect(found.includes(each)).toBe(lacks);
      }
    }),
    { numRuns: runs(40) },
  );
});
