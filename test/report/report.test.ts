import { createHash } from 'node:crypto';
import { embedded } from '../../lib/report/html';
import { fillIn, markerOf, marksOf } from '../../lib/report/marks';
import { cellAt, columnsOf, matcherOf, openBypasses, pageOf, textOf } from '../../lib/report/page/search';
import type { EnvironmentReport, Reason, ReportData } from '../../lib/report/types';
import { Project } from '../support/project';
import { SETTINGS } from './_settings';

jest.setTimeout(300_000);

async function dataOf(project: Project, ...args: string[]): Promise<ReportData> {
  const { out, err } = await project.run('report', '--json', ...args);
  expect(err).toBe('');
  return (JSON.parse(out) as { report: ReportData }).report;
}

const named = (data: ReportData, name: string) =>
  data.environments.find((each) => each.name === name) as EnvironmentReport;

function verdicts(environment: EnvironmentReport, tenant: string): Record<string, string | undefined> {
  const found = environment.tenants.find(({ name }) => name === tenant);
  return Object.fromEntries(
    (found?.cells ?? []).map(([at, reason]) => [
      environment.destinations[at]?.title,
      environment.reasons[reason]?.verdict,
    ]),
  );
}

const project = new Project(SETTINGS);
let data: ReportData;
beforeAll(async () => {
  data = await dataOf(project);
});

describe('the matrix', () => {
  test('says of each destination what explain says', async () => {
    const environment = named(data, 'production');
    const tenant = environment.tenants.find(({ name }) => name === 'ledger');
    if (!tenant) throw new Error('no tenant');
    for (const [at, index] of [0, 5, 7].flatMap((position) => [tenant.cells[position] ?? []])) {
      if (at === undefined || index === undefined) throw new Error('no cell');
      const reason = fillIn(environment.reasons[index] as Reason, marksOf(tenant));
      const { out } = await project.run(
        'explain',
        '--json',
        '--env',
        'production',
        '--tenant',
        'ledger',
        reason.target,
      );
      const { explanation } = JSON.parse(out);
      expect([environment.destinations[at]?.title, reason.verdict]).toEqual([
        environment.destinations[at]?.title,
        explanation.verdict,
      ]);
      expect(`${reason.verdict}: ${reason.sentence}`).toBe(explanation.sentence);
      const hops = reason.ways.flatMap((way) => way.hops.map(({ text }) => text));
      type Ways = readonly { readonly hops: readonly { readonly text: string }[] }[];
      expect(hops).toEqual((explanation.ways as Ways).flatMap((way) => way.hops.map(({ text }) => text)));
    }
  });

  test('has what settings name, what is denied to all, and the bypasses', () => {
    expect(verdicts(named(data, 'production'), 'ledger')).toEqual({
      'Internet, past the proxy': 'denied',
      'DNS on the internet': 'denied',
      'Cloud metadata': 'denied',
      'Kubernetes API': 'denied',
      'Another tenant’s proxy': 'denied',
      'Any other public host': 'denied',
      '.tracker.example': 'denied',
      'bank.example': 'allowed',
      'sftp.bank.example:22': 'allowed',
      '172.16.44.0/28:5432': 'allowed',
    });
    expect(verdicts(named(data, 'production'), 'client-a')).toMatchObject({ 'Any other public host': 'allowed' });
    // A cordoned tenant reaches nothing.
    expect(new Set(Object.values(verdicts(named(data, 'production'), 'reports')))).toEqual(new Set(['denied']));
    expect(data.environments.map(openBypasses)).toEqual([0, 0]);
  });

  test('notices a bypass that an unmanaged file opens', async () => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'open', namespace: 'mail' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
    };
    const opened = new Project({ ...SETTINGS, 'clusters/production/open.yaml': JSON.stringify(policy) });
    const environment = named(await dataOf(opened), 'production');
    expect(openBypasses(environment)).toBeGreaterThanOrEqual(3);
    expect(verdicts(environment, 'mail')).toMatchObject({
      'Internet, past the proxy': 'allowed',
      'DNS on the internet': 'allowed',
    });
    const failing = environment.controls[data.controls.findIndex(({ name }) => name === 'network-policies')];
    expect(failing).toEqual({ state: 'fails', text: 'check reports egress-too-wide' });
  });

  test('stores one explanation for tenants that are set up alike', () => {
    const reason: Reason = {
      target: 'https://shop.example/',
      verdict: 'allowed',
      sentence: 'pods of shop (web) reach it, and leave as 203.0.113.1',
      ways: [
        { by: 'x', verdict: 'allowed', hops: [{ name: 'a', verdict: 'allowed', text: 'shop', places: ['t/shop'] }] },
      ],
    };
    const marked = markerOf(['shop', '203.0.113.1'])(reason);
    const other = fillIn(marked, ['books', '203.0.113.2']);
    expect(fillIn(marked, ['shop', '203.0.113.1'])).toEqual(reason);
    expect([other.sentence, other.ways[0]?.hops[0]?.places]).toEqual([
      'pods of books (web) reach it, and leave as 203.0.113.2',
      ['t/books'],
    ]);
  });
});

test('explanations do not grow with the number of tenants that are set up alike', async () => {
  const tenant = (index: number) => `name: team-${index}x
nodePool: { sources: [172.16.28.${100 + index}] }
egress: { proxies: [{ name: squid-a, address: 172.16.28.${10 + index}, publicAddress: 51.15.9.${10 + index} }], allow: [ifconfig.me] }
workloads: [{ name: web, image: "registry.example.com/web:1", ports: [{ name: http, port: 8080 }] }]
`;
  const settings = (count: number) => ({
    'overlays/production.ts': SETTINGS['overlays/production.ts'] ?? '',
    ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`tenants/team-${index}x.yaml`, tenant(index)])),
  });
  const reasons = async (count: number) => named(await dataOf(new Project(settings(count))), 'production').reasons;
  const [few, many] = [await reasons(3), await reasons(9)];
  expect(few.length).toBeGreaterThan(5);
  expect(many).toHaveLength(few.length);
});

test('the state of a control is that of the rendered files', () => {
  const states = (environment: string) =>
    Object.fromEntries(data.controls.map(({ name }, index) => [name, named(data, environment).controls[index]?.state]));
  expect(states('production')).toMatchObject({
    'network-policies': 'on',
    'global-policy': 'off',
    resolver: 'on',
    'admission-pods': 'on',
    'admission-images': 'partly',
    'pod-security': 'on',
    quota: 'on',
    'proxy-names': 'partly',
    'proxy-firewall': 'on',
    'target-namespace': 'off',
    'no-cross-namespace-refs': 'outside',
  });
  // Calico in development, Cilium in production.
  expect(states('development')['global-policy']).toBe('on');
});

test('the differences are settings and destinations of environments', async () => {
  const differing = new Project({
    ...SETTINGS,
    'tenants/ledger.yaml': `${SETTINGS['tenants/ledger.yaml']}`.replace(
      'production:\n',
      'production:\n    expect: []\n',
    ),
    'overlays/development.ts': `${SETTINGS['overlays/development.ts']}`.replace('.tracker.example', 'pypi.org'),
  });
  const { differences } = await dataOf(differing);
  expect(differences).toContainEqual({ path: 'cluster.cni', values: ['calico', 'cilium'] });
  expect(differences).toContainEqual({ tenant: 'checkout', path: 'workloads[api].replicas', values: [null, '3'] });
  expect(differences).toContainEqual({ tenant: 'mail', path: 'reaches pypi.org', values: ['denied', 'allowed'] });
});

describe('the file', () => {
  const written = 'dist/report/index.html';

  test('is the same for the same settings, and neither check, plan nor synth mind it', async () => {
    const one = new Project(SETTINGS);
    await one.run('synth', '--quiet');
    await one.run('schema');
    const { out } = await one.run('report');
    expect(out).toBe(`${written}: open it in a browser; it needs no server and no network`);
    const text = one.read(written);
    await one.run('report', '--quiet');
    expect(one.read(written)).toBe(text);
    expect((await one.run('synth')).out).not.toContain('report');
    expect(one.read(written)).toBe(text);
    expect((await one.run('plan')).out).not.toContain('report');
    expect((await one.run('check')).err).not.toContain('dist/report');
    one.write({ 'dist/report/other.html': '' });
    expect((await one.run('check')).err).toContain('dist/report/other.html');
  });

  test('runs only its own script and style, which end where they should', async () => {
    await project.run('report', '--quiet');
    const text = project.read(written);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1];
    const [style, script] = ['style', 'script'].map(
      (tag) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)?.[1],
    );
    const hash = (part = '') => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`,
    );
    expect(text.split('</script>')).toHaveLength(3);
    expect(text).not.toContain('<!--');
    expect(text).not.toMatch(/ (src|href)="(?!#)/);
  });

  test('takes nothing in the settings for a part of the page', () => {
    const hostile = { '</script><script>': '<!-- <script> & \u2028' };
    const text = embedded(hostile);
    expect(text).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(text)).toEqual(hostile);
  });

  test('is about one tenant and one environment if these are asked for', async () => {
    const { environments } = await dataOf(project, '--env', 'production', '--tenant', 'mail');
    expect(environments.map(({ name, tenants }) => [name, tenants.map((tenant) => tenant.name)])).toEqual([
      ['production', ['mail']],
    ]);
  });
});

describe('the views', () => {
  const found = (query: string) =>
    named(data, 'production').tenants.flatMap((tenant) => (matcherOf(query)(textOf(tenant)) ? [tenant.name] : []));

  test('find tenants by all words, and by no address that is alike', () => {
    expect(found('')).toHaveLength(5);
    expect(found('BANK.example')).toEqual(['ledger']);
    expect(found('51.15.20.1')).toEqual(['checkout', 'client-a', 'ledger']);
    expect(found('team-pay checkout')).toEqual(['checkout']);
    expect(found('51-15')).toEqual([]);
  });

  test('show pages of a list', () => {
    const rows = Array.from({ length: 120 }, (_, index) => index);
    expect(pageOf(rows, 0, 50)).toMatchObject({ index: 0, pages: 3, first: 1, last: 50 });
    expect(pageOf(rows, 2, 50)).toMatchObject({ index: 2, first: 101, last: 120 });
    expect(pageOf(rows, 9, 50)).toMatchObject({ index: 2 });
    expect(pageOf([], 0, 50)).toEqual({ rows: [], index: 0, pages: 1, first: 0, last: 0 });
  });

  test('show bypasses first, and the hosts that are searched for', () => {
    const environment = named(data, 'production');
    const titles = (query: string, most: number) =>
      columnsOf(environment, query, most).map((index) => environment.destinations[index]?.title);
    expect(titles('', 1)).toEqual([
      'Internet, past the proxy',
      'DNS on the internet',
      'Cloud metadata',
      'Kubernetes API',
      'Another tenant’s proxy',
      'Any other public host',
      '.tracker.example',
    ]);
    expect(titles('bank', 5).slice(6)).toEqual(['bank.example', 'sftp.bank.example:22']);
  });

  test('decide a host that a tenant does not name as any other host', () => {
    const environment = named(data, 'production');
    const bank = environment.destinations.findIndex(({ title }) => title === 'bank.example');
    const of = (name: string) => {
      const tenant = environment.tenants.find((each) => each.name === name);
      const cell = tenant && cellAt(environment, tenant, bank);
      return [cell?.isOwn, environment.reasons[cell?.reason ?? -1]?.verdict];
    };
    expect(of('ledger')).toEqual([true, 'allowed']);
    expect(of('client-a')).toEqual([false, 'allowed']);
    expect(of('checkout')).toEqual([false, 'denied']);
  });
});
