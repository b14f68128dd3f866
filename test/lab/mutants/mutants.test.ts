import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MUTANTS } from '../../../lab/mutants/all';
import { mutate } from '../../../lab/mutants/apply';
import type { Mutant } from '../../../lab/mutants/mutant';
import { mutantsPage } from '../../../lab/mutants/report';
import { choose, judge, suiteOf } from '../../../lab/mutants/run';
import { withProbe } from '../../../lab/suites/admission/_probe';
import { shippedAndFixtures } from '../../../lab/suites/admission/_settings';
import { Project } from '../../../lab/suites/scenarios/_project';
import { development, IMAGE, named, production, type Settings, shell } from '../../../lab/suites/scenarios/_settings';
import { loadModel, type OutputFile, synthesize } from '../../../lib';

const root = resolve(__dirname, '../../..');
const suites = join(root, 'lab/suites');
const scenarios = join(suites, 'scenarios');

const rendered = new Map<string, OutputFile[]>();

/** What the scenarios of a file deploy, with what some of them add. */
function filesOf({ file, name }: Mutant): OutputFile[] {
  // The scenario turns it off for the commits in which the shape changes.
  const prune = name !== 'shape-in-one-commit';
  const files = rendered.get(`${file} ${prune}`) ?? render(file, prune);
  rendered.set(`${file} ${prune}`, files);
  return files;
}

function render(file: Mutant['file'], prune: boolean): OutputFile[] {
  if (file === 'seed') {
    return synthesize(loadModel({ tenants: join(root, 'tenants'), environments: join(root, 'overlays') }).model);
  }
  if (file === 'admission/probe') {
    const environment = withProbe(shippedAndFixtures());
    return synthesize({ environments: [environment], base: environment.tenants });
  }
  if (['audit', 'gateways', 'resolver', 'calico', 'nodes', 'tcp', 'routes'].includes(file)) {
    const folder = join(scenarios, file === 'audit' ? 'gateways' : file);
    return synthesize(loadModel({ tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') }).model);
  }
  const settings: Settings = file === 'releases' ? production() : development();
  const claim = { size: '1Gi', storageClass: 'lab' };
  named(settings, 'client-a').workloads.push(
    { name: 'report', kind: 'Job', image: IMAGE, runAsUser: 100, command: ['true'], args: [] },
    { ...shell('store', 'true'), volumes: [{ name: 'data', mountPath: '/data', claim }] },
  );
  if (file === 'secrets') named(settings, 'client-a').access = { groups: ['client-a-developers'] };
  if (file === 'charts')
    named(settings, 'client-a').charts = [{ name: 'redis', chart: 'oci://example.com/redis', version: '1.2.0' }];
  if (!prune) settings.environment.flux.prune = false;
  const project = new Project();
  try {
    return synthesize(project.load(settings));
  } finally {
    project.remove();
  }
}

function sourceOf(mutant: Mutant): string {
  const suite = suiteOf(mutant);
  const folder =
    mutant.file === 'two-tenants' ? readdirSync(join(suites, suite)).map((name) => `${suite}/${name}`) : [];
  return [`${suite}.lab.ts`, ...folder].map((name) => readFileSync(join(suites, name), 'utf8')).join('\n');
}

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s breaks something that is there', (_, mutant) => {
  const ways = [mutant.rendered, mutant.machines, mutant.engine].filter((way) => way !== undefined);
  expect(ways).toHaveLength(1);
  if (!mutant.rendered) return;
  const files = filesOf(mutant);
  const changed = mutate(files, mutant);
  expect(changed.filter((file, index) => file.content !== files[index]?.content)).not.toEqual([]);
  expect(changed.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
});

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the scenario that owns %s is there',
  (_, mutant) => {
    const { scenario } = mutant;
    const source = sourceOf(mutant);
    // Of a title in a table, the part between what the rows fill in.
    const parts = scenario
      .split(/that changes what cannot be changed|a policy of its own namespace/)
      .map((part) => part.trim());
    for (const part of parts) expect(source).toContain(part);
  },
);

test('each mutant has a name of its own', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  expect(choose('no-policy')).toHaveLength(1);
  expect(() => choose('nobody')).toThrow(/unknown mutant nobody: there is no-policy, /);
});

describe('the verdict', () => {
  const mutant = { ...(MUTANTS[0] as Mutant), scenario: 'it holds', shows: /"code": 0/ };
  const report = (status: string, ...failureMessages: string[]) => ({
    testResults: [
      {
        message: '',
        assertionResults: [
          { status: 'pending', failureMessages: [] },
          { status, failureMessages },
        ],
      },
    ],
  });

  test('red for the reason that the mutant is there for is caught', () => {
    const message =
      '\u001b[31mError: expect\u001b[39m\n\n- Expected  - 1\n+ Received  + 1\n\n-   "code": 28,\n+   "code": 0,\n';
    expect(judge(mutant, report('failed', message))).toEqual({
      outcome: 'caught',
      words: '- "code": 28, + "code": 0,',
    });
  });

  test('red for another reason is unclear', () => {
    const lost = 'EgressError: the lab could not be brought up\nno etcd';
    expect(judge(mutant, report('failed', lost))).toMatchObject({
      outcome: 'unclear',
      words: expect.stringContaining('no etcd'),
    });
  });

  test('green has survived, and what did not run is unclear', () => {
    expect(judge(mutant, report('passed'))).toMatchObject({ outcome: 'survived' });
    expect(judge(mutant, report('pending'))).toMatchObject({
      outcome: 'unclear',
      words: 'no scenario is called “it holds”',
    });
  });

  test('all of them make a page with a row each', () => {
    const verdicts = MUTANTS.map((one) => ({ mutant: one, outcome: 'caught' as const, words: 'a | b', seconds: 20 }));
    const page = mutantsPage(verdicts, new Date('2026-01-02T03:04:05Z'));
    expect(page).toContain(`on 2026-01-02: ${MUTANTS.length} of ${MUTANTS.length} caught`);
    expect(page.match(/^\| `/gm)).toHaveLength(MUTANTS.length);
  });

  test('one that is run by itself renews its row, and those of mutants that are no more go', () => {
    const verdict = (one: Mutant, words: string) => ({ mutant: one, outcome: 'caught' as const, words, seconds: 20 });
    const [first, second] = MUTANTS as readonly [Mutant, Mutant];
    const gone = { ...first, name: 'gone' };
    const before = mutantsPage([verdict(first, 'old'), verdict(second, 'kept')], new Date());
    const rows = (page: string) => page.split('\n').filter((line) => line.startsWith('| `'));
    const after = mutantsPage([verdict(first, 'new'), verdict(gone, 'x')], new Date(), before);
    expect(rows(after)).toEqual([expect.stringContaining('`new`'), rows(before)[1]]);
  });
});

test('the table that is committed has every mutant, and each was caught', () => {
  const page = readFileSync(join(root, 'docs/mutants.md'), 'utf8');
  for (const { name } of MUTANTS) expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|.*\\| caught \\|`, 'm'));
});
