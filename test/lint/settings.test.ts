import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const WITHOUT_NODES = CLIENT_B.replace('  sources: [172.16.28.20]\n', '');
const BECAUSE = 'reason: Only one tenant uses this cluster';

function load(tenant: string, environments?: Readonly<Record<string, string>>) {
  return loadFiles({ tenants: { 'client-b.yaml': tenant }, ...(environments ? { environments } : {}) });
}

function environments(development: object, production: object = {}) {
  return {
    'development.ts': environmentText('development', { ...development }),
    'production.ts': environmentText('production', { ...production }),
  };
}

const entry = (id: string) => ({ suppress: [{ id, reason: 'Only one tenant uses this cluster' }] }) as never;

function warnings(outcome: ReturnType<typeof load>) {
  return outcome.problems.map(({ id, suppressed, message }) => [id, suppressed !== undefined, message]);
}

test('a tenant suppresses a warning of its own settings', () => {
  const outcome = load(`${WITHOUT_NODES}suppress: [{ id: nodes-unknown, ${BECAUSE} }]\n`);
  expect(outcome.loaded?.warnings).toMatchObject([
    { id: 'nodes-unknown', severity: 'warning', suppressed: 'Only one tenant uses this cluster' },
  ]);
});

test('an environment suppresses it for itself alone', () => {
  const half = load(WITHOUT_NODES, environments(entry('nodes-unknown')));
  expect(warnings(half)).toEqual([['nodes-unknown', false, expect.any(String)]]);
  const both = load(WITHOUT_NODES, environments(entry('nodes-unknown'), entry('nodes-unknown')));
  expect(warnings(both)).toEqual([['nodes-unknown', true, expect.any(String)]]);
});

test('the environments where a warning is suppressed are no longer named', () => {
  const wide = CLIENT_B.replace('172.16.28.20', '172.16.28.0/22');
  const left = load(wide, environments(entry('nodes-whole-network')));
  expect(left.warnings).toEqual([
    expect.stringMatching(/the whole private network of production, .*\[nodes-whole-network\]$/),
  ]);
});

test('an environment suppresses a warning of its own settings', () => {
  const terraform = { provider: { region: 'fr-par' } };
  const outcome = load(CLIENT_B, environments({ terraform, ...(entry('terraform-unused') as object) }));
  expect(warnings(outcome)).toEqual([['terraform-unused', true, expect.any(String)]]);
});

test('a suppression without a warning is one, at its own line', () => {
  const { loaded } = load(`${CLIENT_B}suppress:\n  - { id: nodes-unknown, ${BECAUSE} }\n`);
  expect(loaded?.warnings).toMatchObject(
    [{ id: 'suppression-unused', path: 'suppress[0]', line: 40, column: 5, message: /nodes-unknown/ }].map((each) => ({
      ...each,
      message: expect.stringMatching(each.message),
    })),
  );
});

test('the same suppression twice is an error', () => {
  const one = `{ id: nodes-unknown, ${BECAUSE} }`;
  const { problems } = load(`${WITHOUT_NODES}suppress: [${one}, ${one}]\n`);
  expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
    { id: 'duplicate-entry', path: 'suppress[1]' },
  ]);
});

test('a suppression of an error is refused, and the error stays', () => {
  const { problems } = load(
    `${CLIENT_B.replace('172.16.28.9', '172.16.99.9')}suppress: [{ id: address-outside-network, ${BECAUSE} }]\n`,
  );
  expect(problems.map(({ id }) => id)).toEqual(['address-outside-network', 'suppression-not-allowed']);
});

test.each([
  ['in a tenant', `${CLIENT_B}exceptions: [{ rule: probes-missing, reason: It answers at once }]\n`],
  ['in an override', CLIENT_B.replace('  production:\n', '  production:\n    exceptions: []\n')],
])('exceptions are refused %s, and the message names suppress', (_, text) => {
  const { problems } = load(text);
  expect(problems).toMatchObject([
    { id: 'key-refused', message: expect.stringMatching(/^was replaced by suppress: write suppress: \[\{ id: …/) },
  ]);
});

test('an unknown id in an environment names the nearest known one', () => {
  const { problems } = load(CLIENT_B, environments(entry('image-flaoting')));
  expect(problems).toMatchObject([
    { id: 'suppression-unknown-id', file: expect.stringMatching(/development\.ts$/), path: 'suppress[0].id' },
  ]);
  expect(problems[0]?.message).toBe('unknown id image-flaoting; did you mean image-floating?');
});

test('suppressions of an override are added to those of the tenant', () => {
  const floating = `{ id: image-floating, ${BECAUSE} }`;
  const text = `${WITHOUT_NODES}suppress: [{ id: nodes-unknown, ${BECAUSE} }]\n`.replace(
    '  production:\n',
    `  production:\n    suppress: [${floating}]\n`,
  );
  const { loaded } = load(text);
  expect(loaded?.warnings.map(({ id, suppressed }) => [id, suppressed !== undefined])).toEqual([
    ['nodes-unknown', true],
  ]);
  const [, production] = loaded?.model.environments ?? [];
  expect(production?.tenants[0]?.suppress?.map(({ id }) => id)).toEqual(['nodes-unknown', 'image-floating']);
});

test('an entry of an override replaces the one of the same id and object, without a remark', () => {
  const other = '{ id: nodes-unknown, reason: It differs in production }';
  const text = `${WITHOUT_NODES}suppress: [{ id: nodes-unknown, ${BECAUSE} }]\n`.replace(
    '  production:\n',
    `  production:\n    suppress: [${other}]\n`,
  );
  const { loaded } = load(text, environments({}, {}));
  const [, production] = loaded?.model.environments ?? [];
  expect(production?.tenants[0]?.suppress).toMatchObject([{ reason: 'It differs in production' }]);
  expect(loaded?.warnings.map(({ id }) => id)).toEqual(['nodes-unknown']);
});

const TWO_NODES = `name: client-b
nodePool: { sources: [172.16.28.20] }
registries: [docker.io/library]
egress: { proxies: [{ name: squid-a, address: 172.16.28.9 }], allow: [web.example.com] }
workloads:
  - { name: shop, image: node:22, runtime: node }
  - { name: nightly, kind: CronJob, schedule: "0 3 * * *", image: node:22, runtime: node }
`;

test.each([
  ['CronJob/nightly', [false, true]],
  ['Deployment/client-b/shop', [true, false]],
])('a suppression of a warning about a workload is for its object alone: %s', (object, expected) => {
  const { loaded } = load(`${TWO_NODES}suppress: [{ id: node-fetch-http, object: ${object}, ${BECAUSE} }]\n`);
  expect(loaded?.warnings).toMatchObject([
    { id: 'node-fetch-http', object: 'Deployment client-b/shop' },
    { id: 'node-fetch-http', object: 'CronJob client-b/nightly' },
  ]);
  expect(loaded?.warnings.map(({ suppressed }) => suppressed !== undefined)).toEqual(expected);
});

test('an object of a finding that is about none is refused', () => {
  const one = `{ id: nodes-unknown, object: Deployment/shop, ${BECAUSE} }`;
  const { errors } = load(`${WITHOUT_NODES}suppress: [${one}]\n`);
  expect(errors).toEqual([
    expect.stringMatching(/suppress\[0\]\.object: Deployment\/shop has no effect, because nodes-unknown is not about/),
  ]);
});
