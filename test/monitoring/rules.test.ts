import { readSeries } from '../../lab/suites/monitoring/_record';
import { synthesize } from '../../lib';
import { alertsOf, wholeAlertsPage } from '../../lib/monitoring';
import { alertsPageOf } from '../../lib/monitoring/alerts-page';
import { prometheusConfig } from '../../lib/monitoring/prometheus';
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
  const sections = [...wholeAlertsPage().matchAll(/^## (.*)$/gm)].map(([, title]) => title);
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
        runbook: `dist/monitoring/watched/alerts.md#${alert?.toLowerCase()}`,
      },
    });
    // What is read is of this environment, or is matched with what Git declares about it.
    expect({ alert, expr: expr.includes('environment="watched"') || expr.includes('"watched"') }).toEqual({
      alert,
      expr: true,
    });
  }
});

const PAGE = 'dist/monitoring/watched/alerts.md#egressproxydown';

test.each<[object, object]>([
  [
    { url: 'https://github.com/team/platform.git' },
    { runbook_url: `https://github.com/team/platform/blob/HEAD/${PAGE}` },
  ],
  [
    { url: 'ssh://git@github.com/team/platform' },
    { runbook_url: `https://github.com/team/platform/blob/HEAD/${PAGE}` },
  ],
  [
    { url: 'https://gitlab.example.com/a/b/platform', ref: { branch: 'release/1' } },
    { runbook_url: `https://gitlab.example.com/a/b/platform/-/blob/release/1/${PAGE}` },
  ],
  [
    { url: 'https://git.example.com/platform', notify: [{ kind: 'gitlab', secret: 'g' }] },
    { runbook_url: `https://git.example.com/platform/-/blob/HEAD/${PAGE}` },
  ],
  // No link where none is known: of an own server, of one with another way to show files, and of none.
  [{ url: 'https://git.example.com/platform' }, { runbook: PAGE }],
  [{ url: 'https://codeberg.org/team/platform' }, { runbook: PAGE }],
  [{}, { runbook: PAGE }],
  [
    { url: 'https://github.com/team/platform', runbooks: 'https://wiki.example.com/runbooks/' },
    { runbook_url: 'https://wiki.example.com/runbooks/alerts.md#egressproxydown' },
  ],
])('with %j an alert leads to its section: %j', (settings, expected) => {
  const { url, ref, notify, runbooks } = settings as Readonly<Record<string, never>>;
  const { flux, monitoring } = environment;
  const { rules: all } = environmentGroup({
    ...environment,
    flux: { ...flux, notify, source: { ...flux.source, url, ref } },
    monitoring: { ...monitoring, runbooks },
  } as never);
  const { summary: _, value: __, ...links } = all.find(({ alert }) => alert === 'EgressProxyDown')?.annotations ?? {};
  expect(links).toEqual(expected);
});

test('an environment has a page with a section for each of its alerts, whose links lead somewhere', () => {
  const page = (more: object) => {
    const model = watched(more as never);
    const files = synthesize({ base: model.tenants, environments: [model] });
    return files.find(({ path }) => path === 'dist/monitoring/watched/alerts.md')?.content ?? '';
  };
  const sections = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  const whole = page({});
  expect(sections(whole).sort()).toEqual(alerts.map(({ name }) => name).sort());
  expect(whole).not.toMatch(/\]\(|ENVIRONMENT/);
  expect(whole).toContain('node_modules/kubernetes-egress-tenancy/docs/monitoring.md');
  expect(sections(page({ logs: undefined }))).not.toContain('EgressLogServerDown');
  const equipped = { runbooks: { contacts: { platform: 'on call' }, goals: {} }, infrastructure: {} };
  const linked = alertsPageOf({ ...environment, ...equipped } as never, ['EgressProxyDown']);
  expect(linked).toContain('proxy-vm-lost ([dist/runbooks/watched](../../runbooks/watched))');
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
  expect(without({}, { blackbox: undefined })).toEqual([
    'EgressProxyPortPublic',
    'EgressBlackboxDown',
    'EgressLogServerDown',
  ]);
  const exposure = ['EgressPublicAddressWrong', 'EgressDirectConnectionPossible', 'EgressProbeSilent'];
  expect(without({ probe: undefined })).toEqual(exposure);
  expect(without({}, { namespace: undefined })).toEqual([
    ...exposure,
    'EgressGatewayDown',
    'EgressGatewayPodDown',
    'EgressGatewayWithoutProxy',
    'EgressGatewayConnectionsHigh',
  ]);
  const declares = (monitoring: object) =>
    JSON.stringify(
      tenantGroup({ ...environment, monitoring: { ...environment.monitoring, ...monitoring } }, tenants[0] as never),
    );
  // A Prometheus outside of the cluster does not reach probes: that they are silent says nothing.
  expect(declares({})).toContain('egress:probe:declared');
  expect(declares({ namespace: undefined })).not.toContain('egress:probe:declared');
});

test('what a tenant’s own pod reports does not count as a result of its probe, of Squid or of a gateway', () => {
  const forged = /(?<![\w:])(egress_probe_\w+|squid_up|egress_squid_up)\{([^}]*)\}/g;
  const selectors = rules.flatMap(({ expr }) => [...expr.matchAll(forged)]);
  expect(selectors.length).toBeGreaterThan(4);
  for (const [text, , labels] of selectors)
    expect({ text, job: /job="egress-/.test(labels ?? '') }).toEqual({ text, job: true });
  // A pod of a tenant may have a gateway's label; its namespace cannot have the name of a gateway's.
  const { scrape_configs } = prometheusConfig(environment) as { scrape_configs: { job_name: string }[] };
  const gateways = scrape_configs.filter(({ job_name }) => job_name.startsWith('egress-gateway'));
  expect(gateways).toHaveLength(2);
  for (const job of gateways)
    expect(job).toMatchObject({
      relabel_configs: expect.arrayContaining([
        { source_labels: ['__meta_kubernetes_namespace'], regex: '.+-egress', action: 'keep' },
      ]),
    });
});
