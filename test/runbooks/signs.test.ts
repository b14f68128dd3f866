import { spawnSync } from 'node:child_process';
import { drilledModel } from '../../lab/suites/drills/_settings';
import { alertsOf, isMonitored } from '../../lib/monitoring';
import { type EquippedModel, markdownOf, pagesOf } from '../../lib/runbooks';
import { monitoring as schema } from '../../lib/settings/monitoring';
import { watched } from '../monitoring/_fixture';

const model = drilledModel();
const with_ = (more: object): EquippedModel => ({ ...model, environment: { ...model.environment, ...more } });
const MONITORING = schema.parse({ sources: ['172.16.28.40'], namespace: 'monitoring' });
const PROBE = watched().environment.probe;

/** The alerts that pages name. */
function named(equipped: EquippedModel): readonly string[] {
  const texts = pagesOf(equipped).map((page) => markdownOf(equipped.environment, page));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\bEgress[A-Z]\w+/g)].map(([name]) => name)))].sort();
}

test('without monitoring no page names an alert, and each says how else it is noticed', () => {
  expect(isMonitored(model.environment)).toBe(false);
  expect(named(model)).toEqual([]);
  for (const page of pagesOf(model)) expect([page.title, page.signs.length]).not.toEqual([page.title, 0]);
});

test('pages name alerts that the environment has, and no others', () => {
  const all = with_({ monitoring: { ...MONITORING, blackbox: 'blackbox:9115' }, probe: PROBE });
  const { environment } = all;
  if (!isMonitored(environment)) throw new Error('it is not monitored');
  const known = alertsOf(environment).map(({ name }) => name);
  expect(named(all).length).toBeGreaterThan(8);
  expect(named(all).filter((name) => !known.includes(name))).toEqual([]);
  expect(named(all)).toEqual(expect.arrayContaining(['EgressPublicAddressWrong', 'EgressLogServerDown']));
});

test('alerts of the probe and of the log server are named where there are a probe and a check from outside', () => {
  const names = named(with_({ monitoring: MONITORING }));
  expect(names).toContain('EgressProxyDown');
  expect(names).not.toContain('EgressPublicAddressWrong');
  expect(names).not.toContain('EgressDirectConnectionPossible');
  expect(names).not.toContain('EgressLogServerDown');
});

describe('the log store behind a collector', () => {
  const logs = { ...model.environment.logs, to: 'loki', port: 30514, url: 'http://loki.loki.svc/loki/api/v1/push' };
  const [page] = pagesOf(with_({ logs })).filter(({ key }) => key === 'logStoreDown');
  const lines = [...(page?.steps ?? []), ...(page?.checks ?? [])].flatMap(({ run = [] }) => run);

  test('it is asked whether it takes a record, and nothing is looked up of what only rsyslog has', () => {
    expect(lines.join('\n')).not.toMatch(/rsyslog|s_client/);
    expect(page?.steps.at(-1)).toMatchObject({ prints: ['204'], within: 3600 });
    expect(page?.steps.at(-1)?.run?.[0]).toContain('https://logs.example.com:30514/loki/api/v1/push');
    expect(lines.filter((line) => line.includes('egress_vm_log_queue_records'))).toHaveLength(
      2 * model.tenants.flatMap(({ egress }) => egress.proxies).length,
    );
    expect(lines.join('\n')).toContain('http://127.0.0.1:9303/metrics');
  });

  test('where Prometheus reads the agent, it listens on the proxy’s address', () => {
    const [read] = pagesOf(with_({ logs, monitoring: MONITORING })).filter(({ key }) => key === 'logStoreDown');
    expect(read?.checks.flatMap(({ run = [] }) => run).join('\n')).toContain('http://172.16.28.8:9303/metrics');
  });

  test.each(lines)('%s: bash can read it', (line) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: line, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, command] = /^ssh .* '([^']*)'$/.exec(line) ?? [];
    if (command) expect(spawnSync('bash', ['-n'], { input: command, encoding: 'utf8' }).stderr).toBe('');
  });
});
