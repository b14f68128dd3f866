import {
  ALLOW_ENTRY_END,
  DECLARED_FLUX,
  DECLARED_GATEWAY,
  DECLARED_NAMESPACE,
  DECLARED_PROBE,
  DECLARED_PROXY,
  DECLARED_RELEASE,
} from '../../lib/vocabulary';
import { alertChanges, countAlerts } from '../../lib/watched/alerts';
import { expressionChanges } from '../../lib/watched/promql';

type Rule = Readonly<Record<string, unknown>>;
const file = (...rules: readonly Rule[]) => [{ groups: [{ name: 'a', rules }] }];
const alert = (more: Rule = {}): Rule => ({
  alert: 'Slow',
  expr: 'rate(x[5m]) > 0.5',
  for: '10m',
  labels: { severity: 'critical', team: 'platform' },
  annotations: { summary: 'It is slow.', runbook_url: 'https://example.com/slow' },
  ...more,
});
const recorded = (record: string, labels: Rule, expr: unknown = 'vector(1)'): Rule => ({ record, labels, expr });
const A: Rule = { tenant: 'client-a' };
/** Another series of the tenant, so that the tenant is still there. */
const KEPT = recorded('kept', A);

test.each<[string, Rule, Rule, string, boolean]>([
  ['waits longer', {}, { for: '1h' }, 'Slow fires after 1h instead of 10m', true],
  ['waits less', {}, { for: '1m' }, 'Slow fires after 1m instead of 10m', false],
  ['waits not at all', {}, { for: undefined }, 'Slow fires after no time instead of 10m', false],
  ['waits for the first time', { for: undefined }, {}, 'Slow fires after 10m instead of at once', true],
  [
    'is less severe',
    {},
    { labels: { severity: 'warning', team: 'platform' } },
    'Slow is warning instead of critical',
    true,
  ],
  [
    'is more severe',
    { labels: { severity: 'warning', team: 'platform' } },
    {},
    'Slow is critical instead of warning',
    false,
  ],
  ['has no severity', {}, { labels: { team: 'platform' } }, 'Slow is without severity instead of critical', true],
  ['loses a label', {}, { labels: { severity: 'critical' } }, 'Slow loses the label team', true],
  [
    'has another label',
    {},
    { labels: { severity: 'critical', team: 'other' } },
    'Slow has the label team: other instead of platform',
    true,
  ],
  [
    'loses its summary',
    {},
    { annotations: { runbook_url: 'https://example.com/slow' } },
    'Slow loses its summary',
    true,
  ],
  ['loses its runbook', {}, { annotations: { summary: 'It is slow.' } }, 'Slow no longer links to a runbook', true],
  ['fires later', {}, { expr: 'rate(x[5m]) > 0.9' }, 'Slow fires from 0.9 on instead of 0.5, so later', true],
])('an alert that %s', (_, before, after, text, weaker) => {
  expect(alertChanges(file(alert(before)), file(alert(after)))).toEqual([{ text, weaker }]);
});

test.each<[string, Rule, Rule]>([
  ['nothing', {}, {}],
  ['a label that is new', { labels: { severity: 'critical' } }, {}],
  ['another summary', {}, { annotations: { summary: 'Slow!', runbook_url: 'https://example.com/slow' } }],
  ['the same time in another unit', { for: '60s' }, { for: '1m' }],
  ['an annotation that is neither', { annotations: { note: 'x' } }, { annotations: {} }],
])('%s is no change worth a sentence', (_, before, after) => {
  expect(alertChanges(file(alert(before)), file(alert(after)))).toEqual([]);
});

test('alerts that are removed are named together, and those that are new', () => {
  const [one, other] = [alert({ alert: 'One' }), alert({ alert: 'Other' })];
  expect(alertChanges(file(one), file(other))).toEqual([
    { text: 'the alert One is removed', weaker: true },
    { text: 'new alert: Other', weaker: false },
  ]);
  expect(alertChanges(file(one, other), [])).toEqual([{ text: 'the alerts One and Other are removed', weaker: true }]);
  expect(alertChanges([], file(one, other))).toEqual([{ text: 'new alerts: One and Other', weaker: false }]);
  // In another file or group it is the same alert.
  expect(alertChanges(file(one, other), [...file(other), ...file(one)])).toEqual([]);
});

test.each<[string, Rule, string]>([
  [DECLARED_PROXY, { ...A, proxy: 'squid-a' }, 'alerts no longer watch the proxy squid-a of client-a'],
  [DECLARED_GATEWAY, A, 'alerts no longer watch a gateway of client-a'],
  [DECLARED_PROBE, A, 'alerts no longer watch a probe of client-a: a wrong address or a bypass is not noticed'],
  [DECLARED_NAMESPACE, { ...A, namespace: 'shop' }, 'alerts no longer watch the namespace shop of client-a'],
  ['of:others', A, 'the series of:others is no longer recorded'],
])('%s that is no longer recorded', (record, labels, text) => {
  const before = file(KEPT, recorded(record, labels));
  expect(alertChanges(before, file(KEPT))).toEqual([{ text, weaker: true, tenant: 'client-a' }]);
  // The tenant itself is gone.
  expect(alertChanges(before, [])).toEqual([]);
  // Its order of labels is not part of it, nor is what it was computed from.
  const turned = Object.fromEntries([...Object.entries(labels)].reverse());
  expect(alertChanges(before, file(KEPT, recorded(record, { checksum: '1', ...turned })))).toEqual([]);
});

test('a series without a tenant is the platform’s', () => {
  const flux = recorded(DECLARED_FLUX, { customresource_kind: 'Kustomization', name: 'apps' });
  const other = recorded('kept', {});
  expect(alertChanges(file(flux, other), file(other))).toEqual([
    { text: 'alerts no longer watch the Kustomization apps', weaker: true },
  ]);
});

test.each([DECLARED_RELEASE, ALLOW_ENTRY_END])('%s goes with what the settings no longer have', (record) => {
  expect(alertChanges(file(KEPT, recorded(record, A)), file(KEPT))).toEqual([]);
});

test('a series that is computed in another way', () => {
  const [before, after] = ['vector(1)', 'vector(2)'].map((expr) => file(recorded('of:others', A, expr)));
  expect(alertChanges(before ?? [], after ?? [])).toEqual([
    { text: 'the series of:others is computed in another way', weaker: true },
  ]);
  // The day on which an entry ends is part of its expression.
  const [old, now] = ['vector(1)', 'vector(2)'].map((expr) => file(recorded(ALLOW_ENTRY_END, A, expr)));
  expect(alertChanges(old ?? [], now ?? [])).toEqual([]);
});

test('files that hold no rules have no alerts', () => {
  for (const none of [[], [undefined], ['text'], [{ groups: 'x' }], [{ groups: [{ rules: null }] }]])
    expect(countAlerts(none)).toBe(0);
  expect(countAlerts(file(alert(), KEPT, alert({ alert: 'Other' })))).toBe(2);
});

test.each<[string, string, readonly [text: string, weaker: boolean][]]>([
  ['a > 1', 'a > 1', []],
  ['a  >\n1', 'a > 1', []],
  ['a > 1', 'a > 2', [['fires from 2 on instead of 1, so later', true]]],
  ['a >= 2', 'a >= 1', [['fires from 1 on instead of 2, so earlier', false]]],
  ['a < 2', 'a < 1', [['fires below 1 instead of 2, so later', true]]],
  ['a <= 1', 'a <= 2', [['fires below 2 instead of 1, so earlier', false]]],
  ['rate(a[5m]) > 1', 'rate(a[1h]) > 1', [['looks at the last 1h instead of 5m', true]]],
  ['rate(a[1h]) > 1', 'rate(a[5m]) > 1', [['looks at the last 5m instead of 1h', false]]],
  // The same text twice is one sentence.
  ['a > 1 and b > 1', 'a > 2 and b > 2', [['fires from 2 on instead of 1, so later', true]]],
  ['a > 1 and b < 1', 'a > 2 and b < 1', [['fires from 2 on instead of 1, so later', true]]],
  ['a * 2 > 1', 'a * 3 > 1', []],
  ['a{b="1"} > 1', 'a{b="2"} > 1', [['watches something else than before: compare its expression', true]]],
  ['a > 1 or b > 1', 'a > 1', [['watches less than before: a part of its expression is removed', true]]],
  ['a > 1', 'a > 1 or b > 1', [['watches more than before', false]]],
  ['a > 1 or b > 1', 'a > 1 or c > 1', [['watches something else than before: compare its expression', true]]],
  ['a1 > 1.5e3', 'a1 > 1.5e4', [['fires from 1.5e4 on instead of 1.5e3, so later', true]]],
])('%s → %s', (before, after, expected) => {
  expect(expressionChanges(before, after)).toEqual(expected.map(([text, weaker]) => ({ text, weaker })));
});
