import { planSentences } from '../../lib/words';
import { environmentText } from '../support/settings';
import { A, CLIENT_A as BARE, DEVELOPMENT, writtenProject } from './_project';

const PUBLIC = '{ name: squid-a, publicAddress: 51.15.1.10 }';
const CLIENT_A = `${BARE}environments: { development: { egress: { proxies: [${PUBLIC}] } } }
`;

const MONITORING = {
  sources: ['172.16.28.40'],
  namespace: 'monitoring',
  blackbox: 'blackbox-exporter.monitoring.svc:9115',
};
const LOGS = { host: 'logs.example.com' };
const PROBE = { url: 'https://ifconfig.me/ip' };

type Settings = Readonly<Record<string, unknown>>;
const text = (settings: Settings) =>
  environmentText('development', { monitoring: MONITORING, logs: LOGS, ...settings } as never);

/** What plan says in short of a change of the settings of development, and all lines below dist/monitoring. */
async function saidOf(before: Settings, after: Settings, tenant = CLIENT_A) {
  const project = await writtenProject({ [A]: CLIENT_A }, text(before));
  project.write({ [DEVELOPMENT]: text(after), [A]: tenant });
  const { out } = await project.run('plan', '--env', 'development');
  const [, short = ''] = /^in short\n((?: {2}.*\n)*)/.exec(out) ?? [];
  return {
    short: short
      .trim()
      .split('\n')
      .map((line) => line.trim()),
    out,
  };
}

test('nothing is said where nothing changes', async () => {
  const { out } = await saidOf({}, {});
  expect(out).toBe('no changes');
});

test.each<[string, Settings, Settings, string]>([
  [
    'monitoring that is removed',
    {},
    { monitoring: undefined },
    'there is no monitoring any more: 31 alerts and their metrics are removed, and no fault is reported, in development',
  ],
  [
    'a higher threshold',
    {},
    { monitoring: { ...MONITORING, thresholds: { errorRatio: 0.5 } } },
    'EgressErrorRatioHigh fires from 0.5 on instead of 0.05, so later, in development',
  ],
  [
    'a lower bound',
    {},
    { monitoring: { ...MONITORING, thresholds: { diskFree: 0.01 } } },
    'EgressDiskFull fires below 0.01 instead of 0.1, so later, in development',
  ],
  [
    'fewer days before an end, in an expression with several',
    {},
    { monitoring: { ...MONITORING, thresholds: { certificateDays: 2 } } },
    'EgressCertificateExpiring fires below 2 instead of 21, so later, in development',
  ],
  [
    'a longer duration',
    {},
    { monitoring: { ...MONITORING, durations: { exposure: '1h' } } },
    'EgressProxyPortPublic fires after 1h instead of 15s, in development',
  ],
  [
    'rarer messages',
    {},
    { monitoring: { ...MONITORING, durations: { repeatInterval: '7d' } } },
    'an alert that still fires is repeated after 7d instead of 4h, in development',
  ],
  [
    'rarer metrics',
    {},
    { monitoring: { ...MONITORING, durations: { scrape: '1m' } } },
    'metrics are read every 1m instead of 15s, in development',
  ],
  [
    'alerts about logs',
    {},
    { logs: undefined },
    'the alerts EgressLogsNotShipped, EgressLogShipperDown, EgressLogRecordsLost and EgressLogServerDown are removed, in development',
  ],
  [
    'checks from outside',
    {},
    { monitoring: { ...MONITORING, blackbox: undefined } },
    'the metrics of egress-closed and egress-logs are no longer read, in development',
  ],
  [
    'an end of certificates that is no longer watched',
    {},
    { monitoring: { ...MONITORING, blackbox: undefined } },
    'EgressCertificateExpiring watches less than before: a part of its expression is removed, in development',
  ],
  [
    'a namespace that is no longer named',
    {},
    { monitoring: { ...MONITORING, namespace: undefined } },
    'the metrics of egress-gateway, egress-gateway-certificate and egress-flux are no longer read, in development',
  ],
  [
    'a probe that is removed',
    { probe: PROBE },
    { probe: undefined },
    'alerts no longer watch a probe of client-a: a wrong address or a bypass is not noticed, in development',
  ],
])('%s', async (_, before, after, sentence) => {
  const { short } = await saidOf(before, after);
  expect(short).toContain(sentence);
});

test('what becomes stricter is in the fields, and not in short', async () => {
  const { short, out } = await saidOf(
    { monitoring: { ...MONITORING, thresholds: { errorRatio: 0.5 }, durations: { outage: '5m' } } },
    { monitoring: MONITORING },
  );
  expect(short.filter((line) => line.includes('Egress'))).toEqual([]);
  expect(out).toContain('    ! EgressErrorRatioHigh fires from 0.05 on instead of 0.5, so earlier\n');
  expect(out).toContain('    ! EgressProxyDown fires after 1m instead of 5m\n');
  expect(out).toContain('    ~ rules.yaml\n');
});

test('what someone edited in a file is compared, too', async () => {
  const project = await writtenProject({ [A]: CLIENT_A }, text({}));
  const file = 'dist/monitoring/development/rules.yaml';
  const rules = project.read(file);
  const edited = rules
    .replace(/severity: critical/, 'severity: warning')
    .replace(/ {10}environment: development\n/, '')
    .replace(/ {10}runbook_url: .*\n/, '');
  expect(edited).not.toBe(rules);
  // What is on disk is stronger than what is written: the plan is read the other way round.
  project.write({ [file]: edited });
  const { out } = await project.run('plan', '--json', '--env', 'development');
  expect(JSON.parse(out).environments[0].monitoring.changes).toContainEqual({
    text: 'EgressProxyDown is critical instead of warning',
    weaker: false,
  });
});

test('two environments are compared without their names', async () => {
  const project = await writtenProject({ [A]: CLIENT_A }, text({}));
  project.write({
    [DEVELOPMENT]: text({ monitoring: { ...MONITORING, durations: { outage: '5m' } } }),
    'overlays/production.ts': environmentText('production', { monitoring: MONITORING, logs: LOGS } as never),
  });
  const { out } = await project.run('plan', '--between', 'development', 'production');
  expect(out).toContain('! EgressProxyDown fires after 1m instead of 5m\n');
  expect(out).not.toContain('something else than before');
  project.write({ 'overlays/production.ts': environmentText('production') });
  const { out: one } = await project.run('plan', '--between', 'development', 'production');
  expect(one).toMatch(/! only development has monitoring, with \d+ alerts/);
});

test('fewer days of the access log on the VMs are a loss', async () => {
  const { short, out } = await saidOf({ logs: { ...LOGS, keepDays: 90 } }, { logs: { ...LOGS, keepDays: 7 } });
  const sentence =
    'the VM keeps its access log for 7 days instead of 90: once the files are delivered, it deletes what is older';
  expect(short).toContainEqual(expect.stringMatching(new RegExp(`^proxy client-a/\\S+: ${sentence}, in development$`)));
  expect(out).toContain(`DESTRUCTIVE: ${sentence}`);
  expect(out).toMatch(/^development: .* DESTRUCTIVE$/m);
  const { out: longer } = await saidOf({}, { logs: { ...LOGS, keepDays: 90 } });
  expect(longer).not.toContain('DESTRUCTIVE');
});

test('a sentence names its tenant', () => {
  const monitoring = {
    how: 'changed' as const,
    files: [],
    changes: [{ text: 'alerts no longer watch', weaker: true, tenant: 'client-a' }],
  };
  expect(planSentences([{ name: 'production', added: [], changed: [], removed: [], monitoring }])).toEqual([
    {
      kind: 'watched',
      text: 'alerts no longer watch, in production',
      tenants: ['client-a'],
      environments: ['production'],
    },
  ]);
});
