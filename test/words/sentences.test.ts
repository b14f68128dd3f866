import type { EnvironmentPlan, ObjectPlan } from '../../lib/plan';
import { inOrder, planSentences, type Sentence } from '../../lib/words';
import { KINDS } from '../../lib/words/sentences';

const object = (kind: string, name: string, more: Partial<ObjectPlan> = {}, namespace = 'client-a'): ObjectPlan => ({
  object: { apiVersion: 'v1', kind, name, ...(kind === 'Namespace' ? {} : { namespace }) },
  tenant: 'client-a',
  ...{ changes: [], destructive: [], rollouts: [] },
  ...more,
});

const plan = (more: Partial<EnvironmentPlan>): EnvironmentPlan => ({
  ...{ name: 'development', added: [], changed: [], removed: [] },
  ...more,
});

const said = (more: Partial<EnvironmentPlan>) =>
  planSentences([plan(more)]).map(({ kind, text }) => `${kind}: ${text}`);

test('what is lost is said of what changes and of what is removed', () => {
  const lost = { destructive: ['its data is deleted'] };
  expect(said({ changed: [object('PersistentVolumeClaim', 'a', lost)] })).toEqual([
    'lost: PersistentVolumeClaim client-a/a: its data is deleted, in development',
  ]);
  expect(said({ removed: [object('PersistentVolumeClaim', 'a', lost)] })).toHaveLength(1);
  expect(said({ added: [object('PersistentVolumeClaim', 'a', lost)] })).toEqual([]);
});

test.each([
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'ValidatingWebhookConfiguration',
])('a %s that is removed is a guardrail less, unless its namespace is removed with it', (kind) => {
  const removed = object(kind, 'a');
  expect(said({ removed: [removed] })).toEqual([`guardrails: ${kind} client-a/a is removed, in development`]);
  expect(said({ removed: [removed, object('Namespace', 'client-a')] })).toEqual([]);
  expect(said({ removed: [removed, object('Namespace', 'client-b')] })).toHaveLength(1);
  expect(said({ added: [removed] })).toEqual([]);
});

test('an object that restricts no one is not a guardrail', () => {
  expect(said({ removed: [object('ConfigMap', 'a'), object('NetworkPolicyReport', 'a')] })).toEqual([]);
});

test('admission that changes is said, a network policy that changes is said by what it opens', () => {
  const changed = [object('ValidatingAdmissionPolicy', 'a'), object('NetworkPolicy', 'b')];
  expect(said({ changed })).toEqual(['guardrails: ValidatingAdmissionPolicy client-a/a changes, in development']);
});

test('pods that restart are one sentence, and more than ten workloads are counted', () => {
  const restart = (name: string, how: 'restart' | 'rerun' | 'next-run' = 'restart', tenant = 'client-a') => {
    const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: tenant, name };
    return { ...object('Deployment', name, { rollouts: [{ workload, how }] }), tenant };
  };
  expect(said({ changed: [restart('a'), restart('a'), restart('b', 'rerun'), restart('c', 'next-run')] })).toEqual([
    'runs: pods of Deployment client-a/a restart, in development',
  ]);
  const many = Array.from({ length: 12 }, (_, index) => restart(`w${index}`, 'restart', index % 2 ? 'client-b' : ''));
  const [sentence] = planSentences([plan({ changed: many })]);
  expect(sentence?.text).toMatch(/w9 and 2 more restart, in development$/);
  expect(sentence?.tenants).toEqual(['client-b']);
});

test('what environments have in common is one sentence, and the platform’s is no tenant’s', () => {
  const removed = [{ ...object('LimitRange', 'a'), tenant: undefined } as unknown as ObjectPlan];
  expect(planSentences([plan({ removed }), plan({ name: 'production', removed })])).toEqual([
    {
      kind: 'guardrails',
      text: 'LimitRange client-a/a is removed, in development and production',
      tenants: [],
      environments: ['development', 'production'],
    },
  ]);
});

test('of what watches, only what is noticed less is said', () => {
  const monitoring = {
    how: 'changed' as const,
    files: [],
    changes: [
      { text: 'less', weaker: true, tenant: 'client-a' },
      { text: 'more', weaker: false },
    ],
  };
  const [sentence, ...others] = planSentences([plan({ monitoring })]);
  expect([sentence, others]).toEqual([
    { kind: 'watched', text: 'less, in development', tenants: ['client-a'], environments: ['development'] },
    [],
  ]);
});

test('partners are told of one environment, which the sentence names once', () => {
  const seen = { tenant: 'client-a', proxy: 'squid-a', before: '51.15.9.8', after: '51.15.9.9' };
  const infra = { added: [], changed: [], removed: [], publicAddresses: [seen] };
  expect(said({ infra })).toEqual([
    'partners: partners of client-a have to be told: they see 51.15.9.9 instead of 51.15.9.8 (proxy squid-a, development)',
  ]);
});

test('a machine, a block of Terraform and who pulls are said', () => {
  const machine = { tenant: 'client-a', proxy: 'squid-a', files: [], destructive: ['its address is released'] };
  const block = {
    address: 'a.b',
    how: 'removed' as const,
    tenant: 'client-a',
    destructive: ['its disk is deleted'],
    fields: [],
  };
  const infra = {
    ...{ added: [], changed: [machine], removed: [] },
    ...{ pull: ['anyone with a key can'], terraform: { how: 'changed' as const, blocks: [block] } },
  };
  expect(said({ infra } as unknown as Partial<EnvironmentPlan>)).toEqual([
    'lost: a.b: its disk is deleted, in development',
    'lost: proxy client-a/squid-a: its address is released, in development',
    'guardrails: anyone with a key can, in development',
  ]);
});

test('the most dangerous sentence comes first', () => {
  const all = [...KINDS].reverse().map((kind): Sentence => ({ kind, text: kind, tenants: [], environments: [] }));
  expect(inOrder(all).map(({ kind }) => kind)).toEqual(KINDS);
  expect(KINDS.slice(0, 2)).toEqual(['opened', 'lost']);
});
