import { ChartSources, chartSteps } from '../../lib/plan/_charts';
import { keptDaysLosses } from '../../lib/plan/_kept-days';
import { monitoringLines } from '../../lib/plan/_monitoring-lines';
import { styleOf } from '../../lib/plan/_style';
import { monitoringOfTenant } from '../../lib/plan/monitoring';
import type { MonitoringPlan } from '../../lib/watched';

describe('days of the access log', () => {
  const losses = (lines: readonly string[], name = '/etc/logrotate.d/squid') =>
    keptDaysLosses([
      { name: '/etc/other', lines: ['-   rotate 99', '+   rotate 1'] },
      { name, lines },
    ]);

  test('fewer of them are a loss, in whatever order the lines come', () => {
    const text =
      'the VM keeps its access log for 7 days instead of 14: once the files are delivered, it deletes what is older';
    expect(losses(['-   rotate 14', '+   rotate 7'])).toEqual([text]);
    expect(losses(['+   daily', '+   rotate 7', '-   weekly', '-   rotate 14'])).toEqual([text]);
  });

  test.each([
    ['more', ['-   rotate 7', '+   rotate 14']],
    ['as many', ['-   rotate 7', '+    rotate 7']],
    ['a number that only comes', ['+   rotate 7']],
    ['a number that only goes', ['-   rotate 7']],
    ['other options that end alike', ['-   a rotate 14', '+   a rotate 7']],
    ['more words behind it', ['-   rotate 14 days', '+   rotate 7 days']],
  ])('%s are none', (_, lines) => {
    expect(losses(lines)).toEqual([]);
  });

  test('nor is what another file says', () => {
    expect(losses(['-   rotate 14', '+   rotate 7'], '/etc/logrotate.d/other')).toEqual([]);
    expect(keptDaysLosses([])).toEqual([]);
  });
});

describe('what watches an environment', () => {
  const files = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `targets/t${index}.yaml`, how: 'added' }) as const);
  const planOf = (more: Partial<MonitoringPlan>): MonitoringPlan => ({
    how: 'changed',
    files: [],
    changes: [],
    ...more,
  });

  test.each([
    [20, 20, undefined],
    [21, 21, undefined],
    [22, 20, '  and 2 more files'],
    [40, 20, '  and 20 more files'],
  ])('of %i files %i are shown', (count, shown, last) => {
    const lines = monitoringLines(planOf({ files: files(count) }), styleOf(false));
    expect(lines.filter((line) => line.startsWith('  + '))).toHaveLength(shown);
    expect(lines[shown + 1]).toBe(last);
    expect(lines).toHaveLength(shown + 1 + (last ? 1 : 0));
  });

  test('a tenant sees its own files and sentences', () => {
    const own = { text: 'x', weaker: true, tenant: 'client-a' };
    const named = ['targets/client-a.yaml', 'dashboards/client-a.json', 'public/client-a.yaml'];
    const foreign = [
      'targets/client-b.yaml',
      'rules.yaml',
      'targets/client-a.txt',
      'a/b/client-a.yaml',
      'client-a.yaml',
    ];
    const all = [...named, ...foreign].map((name) => ({ name, how: 'changed' }) as const);
    const plan = planOf({ files: all, changes: [own, { text: 'y', weaker: false }, { ...own, tenant: 'client-b' }] });
    expect(monitoringOfTenant(plan, 'client-a')).toEqual({
      how: 'changed',
      files: all.slice(0, named.length),
      changes: [own],
    });
    expect(monitoringOfTenant(planOf({ files: all.slice(0, 1) }), 'client-a')?.files).toHaveLength(1);
    expect(monitoringOfTenant(planOf({ changes: [own] }), 'client-a')?.changes).toEqual([own]);
    expect(monitoringOfTenant(planOf({ files: all.slice(0, 1), changes: [own] }), 'client-a')).toBeDefined();
    expect(monitoringOfTenant(plan, 'client-c')).toBeUndefined();
  });
});

describe('charts', () => {
  const object = (kind: string, name: string, spec: object, namespace = 'client-a') => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace },
    spec,
  });
  const release = (name = 'redis', source = 'redis') => object('HelmRelease', name, { chartRef: { name: source } });
  const source = (ref: object, namespace?: string) =>
    object('OCIRepository', 'redis', { url: 'oci://r.example.com/redis', ref }, namespace);
  const sources = (...objects: ReturnType<typeof object>[]) => new ChartSources(objects);
  const steps = (
    before: ReturnType<typeof object> | undefined,
    after: ReturnType<typeof object> | undefined,
    old: ChartSources,
    now: ChartSources,
  ) => chartSteps(before, after, { before: old, after: now });
  const V1 = source({ tag: '1.0.0' });

  test('a chart is named by its digest, or else by its version', () => {
    expect(sources(release(), V1).of(release())).toBe('oci://r.example.com/redis 1.0.0');
    const both = source({ tag: '1.0.0', digest: 'sha256:ab' });
    expect(sources(release(), both).of(both)).toBe('oci://r.example.com/redis sha256:ab');
  });

  test('a release has the source of its own namespace, kind and name', () => {
    expect(sources(release(), source({ tag: '1' }, 'client-b')).of(release())).toBeUndefined();
    expect(sources(release(), { ...V1, kind: 'HelmRepository' }).of(release())).toBeUndefined();
    expect(sources(release('redis', 'other'), V1).of(release())).toBeUndefined();
    // Nothing but a release makes a source one of a chart.
    expect(sources({ ...release(), kind: 'Kustomization' }, V1).of(V1)).toBeUndefined();
  });

  test('a release without a source that is known says nothing, and neither does a source without a release', () => {
    const none = sources();
    expect(steps(undefined, release(), none, none)).toEqual([]);
    expect(steps(release(), undefined, none, none)).toEqual([]);
    expect(steps(release(), release(), none, none)).toEqual([]);
    expect(steps(V1, source({ tag: '2.0.0' }), none, none)).toEqual([]);
    const [old, now] = [sources(release(), V1), sources(release(), source({ tag: '2.0.0' }))];
    expect(steps(V1, source({ tag: '2.0.0' }), none, now)).toEqual([]);
    expect(steps(V1, source({ tag: '2.0.0' }), old, none)).toEqual([]);
    expect(steps(V1, V1, old, old)).toEqual([]);
    // The source says it.
    expect(steps(release(), release(), old, now)).toEqual([]);
  });
});
