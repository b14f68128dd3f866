import { guardrailSteps } from '../../lib/plan/_guardrails';

const namespace = (labels: Readonly<Record<string, string>>, kind = 'Namespace') => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'shop', labels: { 'network/isolation': 'egress-proxy', ...labels } },
});
const REPORT = { 'egress-tenant/guardrails': 'report' };
const enforced = namespace({});
const reporting = namespace(REPORT);

test('the change to report and back is one sentence each', () => {
  expect(guardrailSteps(enforced, reporting)).toEqual([
    'its guardrails are set to report from now on: the API server only warns of what admission policies and Pod Security would refuse',
  ]);
  expect(guardrailSteps(reporting, enforced)).toEqual([
    'its guardrails are enforced from now on: new pods that do not comply are refused; npm run live lists them before',
  ]);
});

test('a namespace that had no labels gets guardrails that report', () => {
  const bare = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  expect(guardrailSteps(bare, reporting)).toEqual([
    expect.stringMatching(/^its guardrails are set to report from now on/),
  ]);
});

test('hosts of routes are one sentence for those that are added, and one for those that are removed', () => {
  const routed = (hosts: string) => {
    const { metadata, ...rest } = enforced;
    return { ...rest, metadata: { ...metadata, annotations: { 'route-hosts': hosts } } };
  };
  expect(guardrailSteps(enforced, routed('a.example.com,b.example.com'))).toEqual([
    'requests for a.example.com and b.example.com reach it from outside from now on',
  ]);
  expect(guardrailSteps(routed('a.example.com,b.example.com'), routed('b.example.com,c.example.com'))).toEqual([
    'requests for c.example.com reach it from outside from now on',
    'requests for a.example.com no longer reach it',
  ]);
  expect(guardrailSteps(routed('a.example.com'), enforced)).toEqual(['requests for a.example.com no longer reach it']);
});

test('a tenant that is cordoned, and that is no longer', () => {
  const { metadata, ...rest } = enforced;
  const cordoned = { ...rest, metadata: { ...metadata, annotations: { 'egress-tenant/state': 'cordoned' } } };
  expect(guardrailSteps(enforced, cordoned)).toEqual([
    expect.stringMatching(/^it is cordoned from now on: no new pods/),
  ]);
  expect(guardrailSteps(cordoned, enforced)).toEqual([expect.stringMatching(/^it is no longer cordoned/)]);
});

test.each([
  ['nothing changes while they are enforced', enforced, enforced],
  ['nothing changes while they report', reporting, reporting],
  ['another value of the label is not report', enforced, namespace({ 'egress-tenant/guardrails': 'other' })],
  ['another kind has no guardrails', namespace({}, 'Secret'), namespace(REPORT, 'Secret')],
  [
    'a namespace of the platform has none',
    namespace({ 'network/isolation': 'other' }),
    namespace({ 'network/isolation': 'other', ...REPORT }),
  ],
  [
    'an object without labels has none',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  ],
])('%s', (_, before, after) => {
  expect(guardrailSteps(before, after)).toEqual([]);
});
