import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSeries } from '../../lab/suites/monitoring/_record';
import { alertsOf } from '../../lib/monitoring';
import { environmentGroup, tenantGroup } from '../../lib/monitoring/rules';
import { watched } from './_fixture';
import { parsePromql } from './_promql';

const { environment, tenants } = watched();
const groups = [environmentGroup(environment), ...tenants.map((tenant) => tenantGroup(environment, tenant))];
const rules = groups.flatMap((group) => group.rules);
const alerts = alertsOf(environment);

test('the parser tells series from labels and functions, and sees what is not PromQL', () => {
  expect(parsePromql('sum by (tenant) (rate(a_total{job="b"}[5m])) > 1 and on (tenant) c unless d offset 5m')).toEqual({
    series: ['a_total', 'c', 'd'],
    isValid: true,
  });
  for (const wrong of ['sum by tenant (a)', 'a{b=c}', 'a >', '']) {
    expect({ wrong, ...parsePromql(wrong) }).toMatchObject({ isValid: false });
  }
});

test('each rule is PromQL and reads only series that were there in the lab', () => {
  const known = new Set([...readSeries(), ...rules.flatMap(({ record = [] }) => record)]);
  expect(known.size).toBeGreaterThan(100);
  const parsed = rules.map(({ expr }) => ({ expr, ...parsePromql(expr) }));
  expect(parsed.filter(({ isValid }) => !isValid)).toEqual([]);
  expect(parsed.flatMap(({ series }) => series).filter((name) => !known.has(name))).toEqual([]);
});

test('alerts have names of their own, and each has a section among the runbooks', () => {
  const names = alerts.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(18);
  expect(new Set(names).size).toBe(names.length);
  const page = readFileSync(join(__dirname, '../../docs/runbooks/alerts.md'), 'utf8');
  const sections = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(sections.sort()).toEqual([...names].sort());
});

test('each alert says how grave it is, where, since when, what it is about, the value, and what to do', () => {
  const rendered = rules.filter(({ alert }) => alert !== undefined);
  expect(rendered).toHaveLength(alerts.length);
  for (const { alert, labels, annotations, expr } of rendered) {
    expect({ alert, labels, annotations }).toMatchObject({
      labels: { severity: expect.stringMatching(/^(critical|warning)$/), environment: 'watched' },
      annotations: {
        summary: expect.stringMatching(/^[A-Z].*\.$/),
        value: expect.stringContaining('$value'),
        runbook_url: `docs/runbooks/alerts.md#${alert?.toLowerCase()}`,
      },
    });
    // What is read is of this environment, or is matched with what Git declares about it.
    expect({ alert, expr: expr.includes('environment="watched"') || expr.includes('"watched"') }).toEqual({
      alert,
      expr: true,
    });
  }
});

test.each([
  [
    { flux: 'https://git.example.com/team/platform.git' },
    'https://git.example.com/team/platform/blob/HEAD/docs/runbooks',
  ],
  [{ flux: 'ssh://git@git.example.com/platform' }, 'docs/runbooks'],
  [
    { flux: 'https://git.example.com/x', runbooks: 'https://wiki.example.com/runbooks/' },
    'https://wiki.example.com/runbooks',
  ],
])('the runbooks are where %j says', ({ flux: url, runbooks }: { flux: string; runbooks?: string }, folder) => {
  const { flux, monitoring } = environment;
  const [, , , rule] = environmentGroup({
    ...environment,
    flux: { ...flux, source: { ...flux.source, url } },
    monitoring: { ...monitoring, runbooks },
  }).rules;
  expect(rule?.annotations?.runbook_url).toBe(`${folder}/alerts.md#egressproxydown`);
});

test('what is not set has no alerts', () => {
  const names = (more: object, monitoring: object) =>
    alertsOf({ ...environment, ...more, monitoring: { ...environment.monitoring, ...monitoring } }).map(
      ({ name }) => name,
    );
  const without = (more: object, monitoring: object = {}) => {
    const left = names(more, monitoring);
    return alerts.map(({ name }) => name).filter((name) => !left.includes(name));
  };
  expect(without({ logs: undefined })).toEqual([
    'EgressLogsNotShipped',
    'EgressLogShipperDown',
    'EgressLogRecordsLost',
    'EgressLogServerDown',
  ]);
  expect(without({}, { blackbox: undefined })).toEqual(['EgressProxyPortPublic', 'EgressLogServerDown']);
  expect(without({}, { namespace: undefined })).toEqual([
    'EgressGatewayDown',
    'EgressGatewayPodDown',
    'EgressGatewayWithoutProxy',
    'EgressGatewayConnectionsHigh',
  ]);
});
