import { panelsOf } from '../../lab/suites/monitoring/_panels';
import { readSeries } from '../../lab/suites/monitoring/_record';
import { monitoringFiles } from '../../lib/monitoring';
import { environmentGroup, tenantGroup } from '../../lib/monitoring/rules';
import { watched } from './_fixture';
import { parsePromql } from './_promql';

const model = watched();
const { environment, tenants } = model;
const dashboards = new Map(
  monitoringFiles(model).flatMap(({ path, content }) =>
    typeof content === 'string' && path.endsWith('.json')
      ? [[path.replace('dist/monitoring/watched/dashboards/', ''), content] as const]
      : [],
  ),
);
const panels = [...dashboards.values()].flatMap((text) => panelsOf(text));

test('there is a dashboard of the environment, and one of each tenant, with addresses of their own that stay', () => {
  expect([...dashboards.keys()]).toEqual(['platform.json', 'pair.json', 'sealed.json']);
  const uids = [...dashboards.values()].map((text) => JSON.parse(text).uid);
  expect(uids).toEqual([
    'egress-79e0f3b737588713',
    'egress-bb9f35dab8d517e1',
    expect.stringMatching(/^egress-\w{16}$/),
  ]);
  expect(new Set(uids).size).toBe(3);
});

test('each query is PromQL, and reads only series that were there in the lab', () => {
  const rules = [environmentGroup(environment), ...tenants.map((tenant) => tenantGroup(environment, tenant))];
  const recorded = rules.flatMap((group) => group.rules.flatMap(({ record = [] }) => record));
  const known = new Set([...readSeries(), ...recorded, 'ALERTS']);
  const parsed = panels.flatMap(({ title, exprs }) => exprs.map((expr) => ({ title, expr, ...parsePromql(expr) })));
  expect(parsed.length).toBeGreaterThan(60);
  expect(parsed.filter(({ isValid }) => !isValid)).toEqual([]);
  expect(parsed.filter(({ series }) => series.some((name) => !known.has(name)))).toEqual([]);
});

test('each query asks for its own environment, and a tenant’s for that tenant', () => {
  for (const [file, text] of dashboards) {
    const own = file === 'platform.json' ? '' : `, tenant="${file.replace('.json', '')}"`;
    for (const { title, exprs } of panelsOf(text)) {
      for (const expr of exprs) {
        const selectors = [...expr.matchAll(/\{([^}]*)\}/g)].map(([, selector = '']) => selector);
        const strange = selectors.filter((selector) => !selector.endsWith(`environment="watched"${own}`));
        expect({ file, title, strange, some: selectors.length > 0 }).toEqual({ file, title, strange: [], some: true });
      }
    }
  }
});

test('each panel has a title of its own and says what it shows', () => {
  for (const text of dashboards.values()) {
    const all = panelsOf(text);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    for (const { title, description } of all) {
      expect({ title, description }).toEqual({
        title: expect.stringMatching(/^[A-Z]/),
        description: expect.stringMatching(/^[A-Z].*\.$/),
      });
    }
  }
});

test('a tenant’s dashboard has no panels about what the tenant does not have', () => {
  const titles = (file: string) => panelsOf(dashboards.get(file) ?? '').map(({ title }) => title);
  const missing = (file: string) => titles('platform.json').filter((title) => !titles(file).includes(title));
  expect(missing('pair.json')).toEqual([
    'Requests by tenant',
    'Bytes by tenant',
    'Would be denied with mode: enforce',
    'Days until certificates end',
  ]);
  expect(missing('sealed.json')).toEqual([
    'Requests by tenant',
    'Bytes by tenant',
    'Would be denied with mode: enforce',
    'Days until entries of allow lists end',
  ]);
});
