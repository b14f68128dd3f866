import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drilledModel, exampleOf } from '../../lab/suites/drills/_settings';
import { synthesize } from '../../lib';
import { REPOSITORY_COMMANDS } from '../../lib/cli/_scripts';
import {
  digestOf,
  drillOf,
  type EquippedModel,
  markdownOf,
  type Page,
  pagesOf,
  RUNBOOK_KEYS,
  type Step,
} from '../../lib/runbooks';
import { ownerOf } from '../../lib/vocabulary';

const model = drilledModel();
const PAGES = pagesOf(model);
const stepsOf = ({ steps, checks, back }: Page): readonly Step[] => [
  ...steps,
  ...checks,
  ...(back.steps ?? []),
  ...(back.checks ?? []),
];
const linesOf = (page: Page) => stepsOf(page).flatMap(({ run = [] }) => run);
const ALL = [...new Set(PAGES.flatMap(linesOf))];
const rendered = (other: EquippedModel = model) => synthesize({ base: other.tenants, environments: [other] });
const runbooksOf = (other?: EquippedModel) => rendered(other).filter(({ path }) => path.startsWith('dist/runbooks/'));

/** The same model with other tenants' or environment's settings. */
function changed(change: (copy: { environment: Record<string, unknown>; tenants: Record<string, never>[] }) => void) {
  const copy = structuredClone(model) as never;
  change(copy);
  return copy as EquippedModel;
}

test('without the setting nothing is rendered', () => {
  expect(runbooksOf(changed(({ environment }) => delete environment.runbooks))).toEqual([]);
});

test('each runbook has a page in the environment of the drills, and each page a file of its own', () => {
  expect(new Set(PAGES.map(({ key }) => key))).toEqual(new Set(RUNBOOK_KEYS));
  expect(RUNBOOK_KEYS).toHaveLength(13);
  const paths = runbooksOf().map(({ path }) => path);
  expect(new Set(paths).size).toBe(PAGES.length);
  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/runbooks/production/admission-lockout.md',
      'dist/runbooks/production/zone-lost-fr-par-2.md',
      'dist/runbooks/production/client-a/tenant-compromised.md',
      'dist/runbooks/production/client-a/squid-a1/proxy-vm-lost.md',
    ]),
  );
});

test('what cannot apply is not rendered', () => {
  const keys = (other: EquippedModel, tenant?: string) =>
    pagesOf(other)
      .filter((page) => tenant === undefined || page.tenant?.name === tenant)
      .map(({ key }) => key);
  expect(keys(model, 'client-b')).not.toContain('allProxiesLost');
  expect(keys(model, 'client-b')).not.toContain('addressBlocked');
  expect(keys(model, 'client-b')).not.toContain('tenantAuthorityLost');
  expect(keys(changed(({ environment }) => delete environment.logs))).not.toContain('logStoreDown');
});

test('pages of a tenant come from its file, so that two pull requests do not meet', () => {
  const files = runbooksOf().filter(({ owner }) => owner.tenant === 'client-b');
  expect(files.length).toBeGreaterThan(2);
  expect(files.map(({ source }) => source)).toEqual(files.map(() => 'tenants/client-b.yaml'));
  for (const { path, source, owner } of runbooksOf()) expect(ownerOf(path, source)).toEqual(owner);
});

test('no page holds a placeholder for a name or an address', () => {
  for (const page of PAGES) {
    const text = markdownOf(model.environment, page);
    expect(text).not.toMatch(/undefined|<[a-z-]+>|\bTODO\b|ENVIRONMENT|TENANT/);
  }
});

test('each page says the goal, whom to tell, how to check and how to go back', () => {
  for (const page of PAGES) {
    const text = markdownOf(model.environment, page);
    for (const part of ['goal: **', '## Tell', '## Steps', '## Check', '## Go back']) expect(text).toContain(part);
    expect(page.signs.length).toBeGreaterThan(0);
    expect(page.tell.length).toBeGreaterThan(1);
    expect(page.checks.length).toBeGreaterThan(0);
  }
});

test('a page that was not drilled says so', () => {
  const page = { ...exampleOf('logStoreDown', model), variant: 'not drilled' };
  expect(markdownOf(model.environment, page)).toContain('**Not drilled yet.**');
  const drill = { date: '2026-11-29', seconds: 12, goal: '4h', fault: 'x', commands: 3, back: false, digest: 'x' };
  expect(markdownOf(model.environment, page, drill)).toContain('on 2026-11-29: 12 s from the fault (x)');
});

test.each(RUNBOOK_KEYS)(
  '%s: what is recorded was drilled with the steps of now (npm run lab:drill, with EGRESS_LAB_RECORD=1)',
  (key) => {
    const page = exampleOf(key, model);
    const drill = drillOf(page);
    if (drill) expect(drill.digest).toBe(digestOf(page));
  },
);

describe('every command', () => {
  test.each(ALL)('%s: bash can read it', (line) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: line, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('npm runs scripts that a repository has', () => {
    const scripts = ALL.flatMap((line) => [...line.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script));
    expect(new Set(scripts).size).toBeGreaterThan(4);
    for (const script of scripts) expect(REPOSITORY_COMMANDS).toContain(script);
  });

  test('options of the program exist', () => {
    const page = readFileSync(join(__dirname, '../../docs/commands.md'), 'utf8');
    const calls = ALL.flatMap((line) => line.match(/npm run [^|]+/g) ?? []);
    const options = calls.flatMap((call) => call.match(/ --[a-z][a-z-]+/g) ?? []);
    expect(options.length).toBeGreaterThan(10);
    for (const option of new Set(options))
      expect({ option, known: page.includes(option.trim()) }).toEqual({ option, known: true });
  });

  test('kubectl is called with verbs that it has', () => {
    const verbs = ALL.flatMap((line) => [...line.matchAll(/\bkubectl (?:-n \S+ )?([a-z]+)/g)].map(([, verb]) => verb));
    const known = [
      'annotate',
      'apply',
      'cordon',
      'create',
      'delete',
      'get',
      'logs',
      'patch',
      'rollout',
      'uncordon',
      'wait',
    ];
    expect(new Set(verbs).size).toBeGreaterThan(6);
    for (const verb of verbs) expect(known).toContain(verb);
  });

  test('Terraform is told of resources that are rendered', () => {
    const main = JSON.parse(rendered().find(({ path }) => path.endsWith('main.tf.json'))?.content ?? '{}');
    const replaced = ALL.flatMap((line) => [...line.matchAll(/-replace='([^.']+)\.([^']+)'/g)]);
    expect(replaced.length).toBeGreaterThan(2);
    for (const [, type = '', name = ''] of replaced) expect(main.resource[type]).toHaveProperty([name]);
  });

  test('files that it names are rendered', () => {
    const paths = rendered().map(({ path }) => path);
    const named = ALL.flatMap((line) => line.match(/\b(dist|clusters)\/[\w./-]+/g) ?? []);
    expect(new Set(named).size).toBeGreaterThan(4);
    for (const name of named) expect(paths.some((path) => path === name || path.startsWith(`${name}/`))).toBe(true);
  });

  test('each that calls a program of the cloud is marked, and no other', () => {
    for (const step of PAGES.flatMap(stepsOf)) {
      const called = ['tofu', 'scw', 'flux'].filter((program) =>
        (step.run ?? []).some((line) => new RegExp(`(^|[|&;(] *)${program} `).test(line)),
      );
      expect({ text: step.text, cloud: step.cloud }).toEqual({ text: step.text, cloud: called[0] });
    }
  });
});

test('pages follow the shape of reconciliation, and the source of certificates', () => {
  const perTenant = changed(({ environment }) => {
    (environment.flux as { reconcile: string }).reconcile = 'per-tenant';
  });
  const compromised = pagesOf(perTenant).find(
    ({ key, tenant }) => key === 'tenantCompromised' && tenant?.name === 'client-a',
  );
  expect(linesOf(compromised as Page).filter((line) => line.includes('"suspend":true'))).toHaveLength(2);
  const bySecret = changed(({ environment, tenants }) => {
    (environment.gateways as { certificates: string }).certificates = 'secret';
    for (const { gateway } of tenants as { gateway?: { certificates: string } }[])
      if (gateway) gateway.certificates = 'secret';
  });
  const authority = pagesOf(bySecret).find(({ key }) => key === 'tenantAuthorityLost') as Page;
  expect(authority.variant).toBe('secret');
  expect(linesOf(authority).join('\n')).toContain('--tls "$TLS/squid-a1"');
  expect(markdownOf(bySecret.environment, authority)).toContain('**Not drilled yet.**');
  const lost = pagesOf(bySecret).find(({ key, proxy }) => key === 'proxyVmLost' && proxy === 'squid-a1') as Page;
  expect(lost.inputs?.map(({ name }) => name)).toEqual(['TLS']);
});
