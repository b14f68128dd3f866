import { parse } from 'yaml';
import { synthesize } from '../../lib';
import type { EnvironmentModel } from '../../lib/model/types';
import { watched } from './_fixture';

function render(model: EnvironmentModel) {
  const files = synthesize({ base: model.tenants, environments: [model] });
  return new Map(files.map(({ path, content }) => [path, content]));
}

const monitored = (more: object = {}) => {
  const model = watched();
  const monitoring = { ...model.environment.monitoring, ...more };
  return { ...model, environment: { ...model.environment, monitoring } };
};
const OPERATOR = { operator: true, labels: { release: 'prometheus' } };
const kinds = (files: ReadonlyMap<string, string>) =>
  [...files]
    .filter(([, text]) => text.includes('monitoring.coreos.com/'))
    .map(([path]) => path.replace('dist/overlays/watched/', ''));

test('without monitoring nothing is rendered for it', () => {
  const model = watched();
  const { monitoring: _, ...environment } = model.environment;
  const files = render({ ...model, environment });
  expect([...files.keys()].filter((path) => path.startsWith('dist/monitoring/'))).toEqual([]);
  expect(kinds(files)).toEqual([]);
  expect([...files.values()].join('')).not.toMatch(/8405|prometheus-exporter if|gateway-allow-monitoring/);
});

test('with monitoring there are files for Prometheus, and no objects unless the operator is there', () => {
  const files = render(monitored());
  expect([...files.keys()].filter((path) => path.startsWith('dist/monitoring/'))).toEqual(
    [
      'prometheus.yaml',
      'alertmanager.yaml',
      'kube-state-metrics.yaml',
      'blackbox.yaml',
      'rules.yaml',
      'alerts.md',
      'dashboards/platform.json',
      ...['pair', 'sealed'].flatMap((tenant) => [
        `rules/${tenant}.yaml`,
        `targets/${tenant}.yaml`,
        `dashboards/${tenant}.json`,
        `public/${tenant}.yaml`,
      ]),
    ].map((path) => `dist/monitoring/watched/${path}`),
  );
  expect(kinds(files)).toEqual([]);
});

test('objects of the operator have its namespace and labels; those of a tenant are among its guardrails', () => {
  const files = render(monitored(OPERATOR));
  expect(kinds(files)).toEqual([
    'platform/prometheusrule-egress-alerts.yaml',
    'platform/podmonitor-egress-gateways.yaml',
    'platform/podmonitor-egress-flux.yaml',
    'platform/podmonitor-egress-cert-manager.yaml',
    'platform/podmonitor-egress-probes.yaml',
    'platform/probe-egress-logs.yaml',
    'pair/guardrails/prometheusrule-egress-tenant-pair.yaml',
    'pair/guardrails/scrapeconfig-egress-squid-pair.yaml',
    'pair/guardrails/scrapeconfig-egress-agent-pair.yaml',
    'pair/guardrails/probe-egress-closed-pair-proxy-1.yaml',
    'pair/guardrails/probe-egress-closed-pair-proxy-2.yaml',
    'sealed/guardrails/prometheusrule-egress-tenant-sealed.yaml',
    'sealed/guardrails/scrapeconfig-egress-squid-sealed.yaml',
    'sealed/guardrails/scrapeconfig-egress-agent-sealed.yaml',
    'sealed/guardrails/probe-egress-closed-sealed.yaml',
  ]);
  for (const path of kinds(files)) {
    const { metadata } = parse(files.get(`dist/overlays/watched/${path}`) ?? '');
    expect(metadata).toMatchObject({ namespace: 'monitoring', labels: { release: 'prometheus' } });
  }
});

test('the operator and a plain Prometheus get the same rules and targets', () => {
  const files = render(monitored(OPERATOR));
  const read = (path: string) => parse(files.get(path) ?? '');
  const overlay = 'dist/overlays/watched';
  expect(read(`${overlay}/platform/prometheusrule-egress-alerts.yaml`).spec).toEqual(
    read('dist/monitoring/watched/rules.yaml'),
  );
  expect(read(`${overlay}/pair/guardrails/prometheusrule-egress-tenant-pair.yaml`).spec).toEqual(
    read('dist/monitoring/watched/rules/pair.yaml'),
  );
  const { staticConfigs, jobName } = read(`${overlay}/pair/guardrails/scrapeconfig-egress-agent-pair.yaml`).spec;
  expect(jobName).toBe('egress-agent');
  expect(staticConfigs).toEqual(
    read('dist/monitoring/watched/targets/pair.yaml').map(
      ({ targets: [address], labels }: { targets: string[]; labels: object }) => ({
        targets: [`${address}:9303`],
        labels,
      }),
    ),
  );
});

test('the operator’s Grafana gets the same dashboards, in ConfigMaps with the label of its sidecar', () => {
  const files = render(monitored(OPERATOR));
  const maps = [...files].filter(([path]) => /configmap-egress-dashboard/.test(path));
  expect(maps.map(([path]) => path.replace('dist/overlays/watched/', ''))).toEqual([
    'platform/configmap-egress-dashboard.yaml',
    'pair/guardrails/configmap-egress-dashboard-pair.yaml',
    'sealed/guardrails/configmap-egress-dashboard-sealed.yaml',
  ]);
  for (const [index, name] of ['platform', 'pair', 'sealed'].entries()) {
    const { metadata, data } = parse(maps[index]?.[1] ?? '');
    expect(metadata).toMatchObject({ namespace: 'monitoring', labels: { grafana_dashboard: '1' } });
    const [text = ''] = Object.values<string>(data);
    expect(text).toBe(files.get(`dist/monitoring/watched/dashboards/${name}.json`));
  }
});

test('the metrics of a gateway are open to the namespace of Prometheus alone', () => {
  const files = render(monitored());
  const policy = parse(
    files.get('dist/overlays/watched/pair/guardrails/networkpolicy-gateway-allow-monitoring.yaml') ?? '',
  );
  expect(policy).toMatchObject({
    metadata: { namespace: 'pair-egress' },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
          ports: [{ port: 8405, protocol: 'TCP' }],
        },
      ],
    },
  });
  const closed = render(monitored({ namespace: undefined }));
  expect([...closed.keys()].filter((path) => path.includes('gateway-allow-monitoring'))).toEqual([]);
});

test('another tenant adds files and changes none of the others’', () => {
  const both = monitored(OPERATOR);
  const one = { ...both, tenants: both.tenants.filter(({ name }) => name === 'pair') };
  const [before, after] = [render(one), render(both)];
  const changed = [...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path);
  expect(changed).toEqual(['dist/overlays/watched/kustomization.yaml']);
});
