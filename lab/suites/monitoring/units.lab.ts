import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type Alert, alertsOf, monitoringFiles } from '../../../lib/monitoring';
import { checksumOf } from '../../../lib/proxy';
import { promSeconds } from '../../../lib/settings/monitoring';
import { run } from '../../process/exec';
import { recordAlert } from './_record';
import { FAULTS, healthySeries, inputSeries, memoryOf, TIMES } from './_series';
import { modelOf } from './_settings';

const model = modelOf('watched');
const { environment, tenants } = model;
const folder = mkdtempSync(join(tmpdir(), 'egress-rules-'));
const PATH = 'dist/monitoring/watched';
const checksums = new Map(
  tenants.flatMap((tenant) =>
    tenant.egress.proxies.map((proxy) => [proxy.name, checksumOf({ environment, tenant, proxy })] as const),
  ),
);
const healthy = healthySeries(checksums);
const alerts = alertsOf(environment);

beforeAll(() => {
  for (const { path, content } of monitoringFiles(model)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), stringify(content));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** promtool with the rendered rules: at each moment these alerts fire. */
async function promtool(
  series: object,
  expected: readonly (readonly [seconds: number, expr: string, samples: readonly object[]])[],
) {
  const file = join(folder, PATH, 'test.yaml');
  const test = {
    rule_files: ['rules.yaml', 'rules/*.yaml'],
    evaluation_interval: '15s',
    tests: [
      {
        interval: '15s',
        input_series: series,
        promql_expr_test: expected.map(([seconds, expr, exp_samples]) => ({
          expr,
          eval_time: `${seconds}s`,
          exp_samples,
        })),
      },
    ],
  };
  writeFileSync(file, stringify(test));
  const { code, stdout, stderr } = await run(['promtool', 'test', 'rules', file], { timeout: 120_000 });
  expect({ code, said: stdout + stderr }).toMatchObject({ code: 0 });
}

const ALL = 'count by (alertname) (ALERTS{alertstate="firing"})';
const firing = ({ name }: Alert) => `count by (alertname) (ALERTS{alertname="${name}", alertstate="firing"})`;
const fires = ({ name }: Alert) => [{ labels: `{alertname="${name}"}`, value: 1 }];

test('there are faults for each alert, and for no other', () => {
  expect(Object.keys(FAULTS).sort()).toEqual(alerts.map(({ name }) => name).sort());
});

test('while all is well no alert fires', async () => {
  const moments = [600, 1800, 3600, 5400, 8900].map((seconds) => [seconds, ALL, []] as const);
  await promtool(inputSeries(healthy, {}), moments);
  for (const { name } of alerts) recordAlert(name, { quiet: true });
});

const cases = alerts.flatMap((alert) =>
  (FAULTS[alert.name] ?? []).map((fault, index) => [alert.name, index + 1, alert, fault] as const),
);

test.each(cases)(
  '%s fires by its fault (%i) after its time, and not before; afterwards it is quiet',
  async (name, _, alert, fault) => {
    const wait = alert.for === undefined ? 0 : promSeconds(environment.monitoring.durations[alert.for]);
    const memory = memoryOf(alert, model);
    const silence = name === 'EgressProbeSilent' ? promSeconds(environment.monitoring.durations.silence) + 15 : 0;
    await promtool(inputSeries(healthy, fault), [
      [TIMES.begins - 15, firing(alert), []],
      [TIMES.begins + Math.max(wait - 15, 0), firing(alert), wait + memory === 0 ? fires(alert) : []],
      [TIMES.begins + wait + memory + silence + 30, firing(alert), fires(alert)],
      [TIMES.ends - 15, firing(alert), fires(alert)],
      [TIMES.ends + memory + 120, firing(alert), []],
    ]);
    recordAlert(name, { fires: true });
  },
);

test('EgressAllowEntryExpired fires after the last day of an entry, and not on it', async () => {
  const [alert] = alerts.filter(({ name }) => name === 'EgressAllowEntryExpired') as [Alert];
  const end = Date.parse('2100-01-01T00:00:00Z') / 1000;
  // The clock of promtool starts in 1970, so the end of the entry is moved to two hours after that.
  const path = join(folder, PATH, 'rules/pair.yaml');
  const [file] = monitoringFiles(model).filter((each) => each.path.endsWith('rules/pair.yaml'));
  writeFileSync(path, stringify(file?.content).replace(`vector(${end})`, 'vector(7200)'));
  await promtool(inputSeries(healthy, {}), [
    [7100, firing(alert), []],
    [7245, firing(alert), fires(alert)],
  ]);
  writeFileSync(path, stringify(file?.content));
  recordAlert(alert.name, { fires: true });
});
