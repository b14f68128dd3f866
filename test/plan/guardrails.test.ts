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
    'its guardrails report from now on: the API server only warns of what admission policies and Pod Security would refuse',
  ]);
  expect(guardrailSteps(reporting, enforced)).toEqual([
    'its guardrails are enforced from now on: new pods that do not comply are refused; npm run live lists them before',
  ]);
});

test('a namespace that had no labels gets guardrails that report', () => {
  const bare = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  expect(guardrailSteps(bare, reporting)).toEqual([expect.stringMatching(/^its guardrails report from now on/)]);
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
