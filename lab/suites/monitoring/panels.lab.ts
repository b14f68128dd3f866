import { monitoringFiles } from '../../../lib/monitoring';
import { leftovers } from '../../lifetime/leftovers';
import { waitFor } from '../../process/wait';
import { panelsOf } from './_panels';
import { modelOf } from './_settings';
import { Site } from './_site';

const model = modelOf('panels');
const { window } = model.environment.monitoring.durations;
const dashboards = monitoringFiles(model).flatMap(({ path, content }) =>
  typeof content === 'string' && path.endsWith('.json') ? [{ path, panels: panelsOf(content, window) }] : [],
);
const LOOP = 'while :; do for url; do curl -s -m 2 -o /dev/null -x http://127.0.0.1:3128 "$url"; done; sleep 0.3; done';
let site: Site;

beforeAll(async () => {
  site = await Site.up('panels', model);
  // By the gateways: allowed, denied (of the other tenant, reported), and failed.
  for (const tenant of ['pair', 'sealed']) {
    const urls = ['http://exact.test/', 'http://ifconfig.me/', 'http://dead.test/'];
    await site.world.host(`${tenant}-pool-1`).start('asks', ['bash', '-c', LOOP, 'asks', ...urls]);
  }
});
afterAll(async () => {
  if (!site) return;
  await site.recorded.stop();
  site.world.down();
  expect(leftovers(site.world.state)).toEqual([]);
});

/** Numbers that a query has now; NaN, which Grafana shows as nothing, does not count. */
async function numbers(expr: string): Promise<number> {
  return (await site.query(expr)).filter(({ value }) => !Number.isNaN(Number(value))).length;
}

test('there is a dashboard of the environment, and of each tenant', () => {
  expect(dashboards.map(({ path }) => path.split('/').pop())).toEqual(['platform.json', 'pair.json', 'sealed.json']);
});

const all = dashboards.flatMap(({ path, panels }) => panels.map((panel) => [path, panel.title, panel.exprs] as const));

test.each(all)('%s: %s has data', async (_, __, exprs) => {
  expect(exprs.length).toBeGreaterThan(0);
  for (const expr of exprs) {
    await waitFor(`data of ${expr}`, async () => (await numbers(expr)) > 0, { timeout: 60_000, interval: 500 });
  }
});

test('who was denied what names the node, the host and the rule', async () => {
  const found = await site.query(
    'egress_denied_requests_total{environment="panels", tenant="pair", host="ifconfig.me"}',
  );
  const { source, reason } = found[0]?.metric ?? {};
  expect({ source, reason }).toEqual({ source: '172.16.28.20', reason: 'list' });
});

test('the table of certificates has proxies, gateways, those of cert-manager and the log server', async () => {
  const { panels = [] } = dashboards.find(({ path }) => path.endsWith('platform.json')) ?? {};
  const [expr = ''] = panels.find(({ title }) => title === 'Days until certificates end')?.exprs ?? [];
  const places = new Set((await site.query(expr)).map(({ metric }) => metric.place));
  expect([...places].sort()).toEqual(['cert-manager', 'gateway', 'log server', 'proxy']);
});
