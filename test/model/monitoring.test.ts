import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

/** Errors and warnings about monitoring and logs in the environment `development` with these settings. */
function problems(more: object): readonly string[] {
  const environments = {
    'development.ts': environmentText('development', more as never),
    'production.ts': environmentText('production'),
  };
  const { errors, warnings } = loadFiles({ tenants: { 'client-b.yaml': CLIENT_B }, environments });
  return [...errors, ...warnings]
    .filter((line) => / (monitoring|logs|infrastructure)\b/.test(line))
    .map((line) => line.replace(/^\S+ /, ''));
}

const SOURCES = { sources: ['172.16.28.40'] };

test('what can work is no problem', () => {
  expect(problems({ monitoring: SOURCES })).toEqual([]);
  const all = {
    ...SOURCES,
    namespace: 'monitoring',
    operator: true,
    labels: { release: 'prometheus' },
    blackbox: 'blackbox-exporter.monitoring.svc:9115',
    runbooks: 'https://git.example.com/platform/docs/runbooks',
    thresholds: { errorRatio: 0.5, errors: 1 },
    durations: { outage: '1h30m', scrape: '1s', repeatInterval: '1d' },
  };
  expect(problems({ monitoring: all, logs: { to: 'syslog', host: 'logs.example.com' } })).toEqual([]);
});

test.each([
  [{ ...SOURCES, operator: true }, 'monitoring.operator: needs monitoring.namespace'],
  [{ ...SOURCES, labels: { a: 'b' } }, 'monitoring.labels: warning: has no effect: no objects are rendered'],
  [{}, 'monitoring.sources: warning: is not set, so the proxies’ VMs of development let no one read their metrics'],
  [{ ...SOURCES, namespace: 'egress-logs' }, 'monitoring.namespace: egress-logs is the namespace of the collector'],
  [
    { ...SOURCES, durations: { scrape: '5m', window: '1h' } },
    'monitoring.durations.scrape: 5m is longer than 2m: Prometheus treats metrics as gone',
  ],
  [{ ...SOURCES, durations: { evaluation: '1h' } }, 'monitoring.durations.evaluation: 1h is longer than 2m'],
  [
    { ...SOURCES, durations: { window: '59s' } },
    'monitoring.durations.window: 59s is shorter than four times scrape (15s), so rates have too few values, and their alerts never fire; set at least 60s',
  ],
  [
    { ...SOURCES, namespace: 'client-b-demo' },
    'monitoring.namespace: client-b-demo is a namespace of client-b (tenants/client-b.yaml)',
  ],
  [
    { ...SOURCES, namespace: 'client-b-demo-egress' },
    'monitoring.namespace: client-b-demo-egress is a namespace of client-b',
  ],
  [{ ...SOURCES, namespace: 'Monitoring' }, 'monitoring.namespace: Monitoring is not a valid DNS label'],
  [{ sources: ['172.16.28.40/22'] }, 'monitoring.sources[0]: 172.16.28.40/22 has bits set'],
  [{ ...SOURCES, blackbox: 'blackbox' }, 'monitoring.blackbox: blackbox is not HOST:PORT'],
  [{ ...SOURCES, blackbox: 'http://blackbox:9115' }, 'monitoring.blackbox: http://blackbox:9115 is not HOST:PORT'],
  [{ ...SOURCES, blackbox: 'blackbox:99999' }, 'monitoring.blackbox: blackbox:99999 is not HOST:PORT'],
  [{ ...SOURCES, runbooks: 'docs/runbooks' }, 'monitoring.runbooks: docs/runbooks is not the address of a folder'],
  [{ ...SOURCES, runbooks: 'https://a/b?c' }, 'monitoring.runbooks: https://a/b?c is not the address of a folder'],
  [
    { ...SOURCES, durations: { outage: '5' } },
    'monitoring.durations.outage: 5 is not a duration of Prometheus (expected, for example, 90s, 5m or 1h30m); did you mean 5s or 5m?',
  ],
  [{ ...SOURCES, durations: { fault: '1.5m' } }, 'monitoring.durations.fault: 1.5m is not a duration of Prometheus'],
  [{ ...SOURCES, durations: { load: '30m1h' } }, 'monitoring.durations.load: 30m1h is not a duration of Prometheus'],
  [{ ...SOURCES, durations: { window: '0s' } }, 'monitoring.durations.window: 0s is not longer than zero'],
  [{ ...SOURCES, durations: { outtage: '1m' } }, 'monitoring.durations.outtage: unknown key; did you mean outage?'],
  [{ ...SOURCES, thresholds: { errorRatio: 5 } }, 'monitoring.thresholds.errorRatio: must be less than 1, and not 5'],
  [{ ...SOURCES, thresholds: { errors: 0 } }, 'monitoring.thresholds.errors: 0 is below 1'],
  [{ ...SOURCES, thresholds: { errorRatio: 0 } }, 'monitoring.thresholds.errorRatio: must be more than 0, and not 0'],
  [{ ...SOURCES, thresholds: { quota: 1 } }, 'monitoring.thresholds.quota: must be less than 1, and not 1'],
  [{ ...SOURCES, thresholds: { dnsSeconds: 5 } }, 'monitoring.thresholds.dnsSeconds: must be less than 5, and not 5'],
  [{ ...SOURCES, thresholds: { certificateDays: 400 } }, 'monitoring.thresholds.certificateDays: 400 is above 365'],
  [{ ...SOURCES, thresholds: { logQueue: 200_000 } }, 'monitoring.thresholds.logQueue: 200000 is above 150000'],
  [{ ...SOURCES, thresholds: { errors: 1e9 } }, 'monitoring.thresholds.errors: 1000000000 is above 1000000'],
  [
    { ...SOURCES, thresholds: { deniedPerSecond: 1e6 } },
    'monitoring.thresholds.deniedPerSecond: 1000000 is above 100000',
  ],
  [
    { sources: ['172.16.28.0/22'] },
    'monitoring.sources[0]: warning: 172.16.28.0/22 is the whole private network, with the nodes of all tenants, whose pods',
  ],
  [
    { sources: ['172.16.28.16/28'] },
    'monitoring.sources[0]: warning: 172.16.28.16/28 has nodes of client-b, whose pods could read the metrics of all',
  ],
  [
    { ...SOURCES, namespace: 'monitoring', operator: true, labels: { 'a b': 'c' } },
    'monitoring.labels["a b"]: "a b" is not a valid key',
  ],
  [
    { ...SOURCES, namespace: 'monitoring', operator: true, labels: { release: 'my stack' } },
    'monitoring.labels.release: "my stack" is not a valid value of a label',
  ],
  [
    {
      ...SOURCES,
      namespace: 'monitoring',
      operator: true,
      labels: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
    },
    'is of a domain whose keys the platform itself sets; leave it out',
  ],
])('%j is a problem at its place', (monitoring, message) => {
  expect(problems({ monitoring })).toEqual([expect.stringContaining(message)]);
});

test('certificates that cert-manager renews in time are no alert', () => {
  const of = (certificateDays: number, certificates: string) =>
    problems({ monitoring: { ...SOURCES, thresholds: { certificateDays } }, gateways: { certificates } });
  expect(of(30, 'cert-manager')).toEqual([]);
  expect(of(31, 'secret')).toEqual([]);
  expect(of(31, 'cert-manager')).toEqual([
    expect.stringContaining('monitoring.thresholds.certificateDays: 31 is more than the 30 days before its end'),
  ]);
});

test('the keys of before name those that replace them', () => {
  const infrastructure = { cluster: 'a', monitoring: ['172.16.28.40'], logs: { host: 'logs.example.com' } };
  expect(problems({ infrastructure })).toEqual([
    expect.stringContaining(
      'infrastructure.monitoring: was replaced by monitoring of the environment: write monitoring: { sources: […] }',
    ),
    expect.stringContaining(
      'infrastructure.logs: was replaced by logs of the environment: write logs: { to: "syslog", host: … }',
    ),
  ]);
});

test('a log server has a name', () => {
  expect(problems({ logs: { host: '.example.com' } })).toEqual([expect.stringContaining('logs.host: ')]);
  expect(problems({ logs: { to: 'splunk', host: 'logs.example.com' } })).toEqual([
    expect.stringContaining('logs.to: '),
  ]);
});

const LOKI = { to: 'loki', host: 'logs.example.com', port: 30514, url: 'http://loki.loki.svc/loki/api/v1/push' };

test.each([
  [{ ...LOKI, port: 6514 }, 'logs.port: 6514 is not a node port'],
  [{ ...LOKI, port: undefined }, 'logs.port: 6514 is not a node port'],
  [{ ...LOKI, url: undefined }, 'logs.to: loki needs logs.url'],
  [{ ...LOKI, url: 'loki.example.com' }, 'logs.url: loki.example.com is not a push address'],
  [{ ...LOKI, url: 'https://loki.example.com' }, 'is not a push address'],
  [{ ...LOKI, url: 'https://user:pass@loki.example.com/push' }, 'is not a push address'],
  [{ ...LOKI, url: 'https://loki.example.com/push\n"' }, 'is not a push address'],
  [{ ...LOKI, to: 'cockpit' }, 'logs.to: cockpit needs logs.secret'],
  [{ host: 'logs.example.com', secret: 'token' }, 'logs.secret: warning: has no effect with to: syslog'],
  [{ host: 'logs.example.com', keepDays: 0 }, 'logs.keepDays: 0 is below 1'],
  [{ host: 'logs.example.com', omit: ['host'] }, 'logs.omit'],
])('%j is a problem at its place', (logs, message) => {
  expect(problems({ logs })).toEqual([expect.stringContaining(message)]);
});

test('a collector needs no more than an address', () => {
  expect(problems({ logs: LOKI })).toEqual([]);
});

const PROBE = { url: 'https://ifconfig.me/ip', interval: '30s' };

test('a result of the probe may be as old as one round and one reading', () => {
  const of = (silence: string) =>
    problems({ probe: PROBE, monitoring: { ...SOURCES, durations: { silence } } }).filter((line) =>
      /silence/.test(line),
    );
  expect(of('45s')).toEqual([]);
  expect(of('44s')).toEqual([
    expect.stringContaining('44s is shorter than probe.interval (30s) and scrape (15s) together'),
  ]);
});

test.each([
  ['http://loki.client-b-demo.svc/loki/api/v1/push', undefined, 'leads to client-b-demo, a namespace of client-b'],
  ['http://loki.example.com/loki/api/v1/push', 'token', 'would send the token of logs.secret in clear text'],
  ['http://loki.loki.svc/loki/api/v1/push', 'token', undefined],
  ['http://loki.example.com/loki/api/v1/push', undefined, undefined],
])('logs may go to %s with the secret %s: %s', (url, secret, problem) => {
  const logs = { to: 'loki', host: 'logs.example.com', port: 30514, url, ...(secret ? { secret } : {}) };
  const found = problems({ monitoring: SOURCES, logs }).filter((line) => /^logs\.url/.test(line));
  expect(found).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
});
