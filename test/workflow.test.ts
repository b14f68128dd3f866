import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { filesOf, RECORDED } from '../lab/record/record';
import { KUBERNETES_MINORS } from '../lib/versions';

const root = resolve(__dirname, '..');
const workflows = join(root, '.github/workflows');

test('workflows pin every action by commit, with its version beside it', () => {
  const uses = readdirSync(workflows)
    .flatMap((file) => readFileSync(join(workflows, file), 'utf8').split('\n'))
    .filter((line) => /\buses:/.test(line));
  expect(uses.length).toBeGreaterThan(5);
  for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('what tests compare with is installed before they run: with CI=true they fail without it', () => {
  const script = readFileSync(join(root, '.ci/run'), 'utf8');
  const [packages, tests] = [/\.ci\/lab-packages "\$\{datapaths\[@\]\}"/, /npm test --$/m].map((line) =>
    script.search(line),
  );
  expect(packages).toBeGreaterThan(0);
  expect(packages).toBeLessThan(tests as number);
  for (const file of ['ci.yml', 'release.yml']) {
    const runs = readFileSync(join(workflows, file), 'utf8').match(/run: .*(lab-packages|ci\/run fast)$/gm);
    expect(runs).toEqual(['run: sudo .ci/lab-packages', 'run: .ci/run fast']);
  }
});

test('CI runs no install scripts of packages', () => {
  const steps = readFileSync(join(root, '.ci/run'), 'utf8').match(/^.*\bnpm (ci|i|install)\b.*$/gm) ?? [];
  expect(steps.filter((line) => !line.startsWith('#'))).toEqual([expect.stringMatching(/npm ci --ignore-scripts/)]);
});

test('at night the mutants of all rooms are tested, and the record is judged', () => {
  const { jobs } = parse(readFileSync(join(workflows, 'nightly.yml'), 'utf8'));
  const runs = jobs.mutants.steps.flatMap(({ run }: { run?: string }) => run ?? []);
  expect(runs.slice(-2)).toEqual(['npm run mutants', 'npx jest test/mutants.test.ts']);
});

test('at night the lab runs its slow suites, too', () => {
  const { jobs } = parse(readFileSync(join(workflows, 'nightly.yml'), 'utf8'));
  expect(jobs['slow-suites'].steps.at(-1).run).toMatch(/ \.ci\/run nightly$/);
  expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(
    /nightly \] && slow=\(--all\)$[\s\S]*npm run lab:test -- "\$\{slow\[@\]\}"$/m,
  );
});

test('at night the scenarios and the admission suites run on every older minor of Kubernetes', () => {
  const script = readFileSync(join(root, '.ci/run'), 'utf8');
  for (const minor of KUBERNETES_MINORS.slice(1)) {
    const suites = RECORDED.map((suite) => `suites/${suite}`).join(' ');
    expect(script).toMatch(
      new RegExp(`"\\$part" = nightly \\] && tests .* npm run lab:test -- --kubernetes ${minor} ${suites}$`, 'm'),
    );
  }
});

test('at night every scenario but that of Calico’s own policy runs on Cilium, once its packages are there', () => {
  const script = readFileSync(join(root, '.ci/run'), 'utf8');
  const [, listed = ''] = /scenarios='scenarios\/\((.*)\)'$/m.exec(script) ?? [];
  const scenarios = filesOf('scenarios').map((file) => file.replace(/^scenarios\/(.*)\.lab\.ts$/, '$1'));
  expect(listed.split('|')).toEqual(scenarios.filter((name) => name !== 'calico'));
  const [packages, all, cilium] = [/datapaths=\(cilium\)$/m, /"\$\{slow\[@\]\}"$/m, /--cni cilium "\$scenarios" /m].map(
    (line) => script.search(line),
  ) as [number, number, number];
  expect(packages).toBeGreaterThan(0);
  expect(packages).toBeLessThan(all);
  expect(all).toBeLessThan(cilium);
});

test('at night the built binaries of both minors are kept', () => {
  const { jobs } = parse(readFileSync(join(workflows, 'nightly.yml'), 'utf8'));
  const { with: cache } = jobs['slow-suites'].steps.find(({ uses = '' }) => uses.startsWith('actions/cache@'));
  // The key of CI is taken by a cache without the older minor, and a cache is never written twice.
  expect(cache.key).toMatch(/^lab-nightly-/);
  expect(cache['restore-keys']).toContain('lab-');
});

test('a new version in either file of versions gives the cache of binaries another key', () => {
  for (const file of ['ci.yml', 'nightly.yml']) {
    const keys = readFileSync(join(workflows, file), 'utf8').match(/^ +key: lab-.*$/gm) ?? [];
    expect(keys).toHaveLength(1);
    expect(keys[0]).toContain("hashFiles('lab/binaries/versions.ts', 'lib/versions.ts')");
  }
});

test('a release is checked, has a bill of materials, and is published with its provenance after an approval', () => {
  const { on, permissions, jobs } = parse(readFileSync(join(workflows, 'release.yml'), 'utf8'));
  expect([on, permissions]).toEqual([{ push: { tags: ['v*'] } }, { contents: 'read' }]);
  const { environment, permissions: own, steps } = jobs.publish;
  expect([environment, own['id-token']]).toEqual(['release', 'write']);
  const text = steps.flatMap(({ run }: { run?: string }) => run ?? []).join('\n');
  expect(text).toMatch(
    /CHANGELOG\.md[\s\S]*\.ci\/run fast[\s\S]*npm sbom[\s\S]*npm pack[\s\S]*npm publish --provenance/,
  );
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toMatch(new RegExp(`^## ${version}$`, 'm'));
});

describe('what brings files to the proxies’ VMs', () => {
  const { on, permissions, jobs } = parse(readFileSync(join(workflows, 'vm-apply.yml'), 'utf8'));
  const runs = (job: string): string[] => jobs[job].steps.flatMap(({ run }: { run?: string }) => run ?? []);

  test('runs for merged files and by hand, and may only read', () => {
    expect(on).toEqual({ push: { branches: ['main'], paths: ['dist/infra/**'] }, workflow_dispatch: null });
    expect(permissions).toEqual({ contents: 'read' });
  });

  test('changes nothing before what would change was shown, and before someone has approved it', () => {
    expect(Object.keys(jobs)).toEqual(['dry-run', 'apply']);
    expect(jobs.apply).toMatchObject({ needs: 'dry-run', environment: 'vms-${{ matrix.environment }}' });
    expect(runs('dry-run').filter((run) => run.includes('vm:'))).toEqual([
      'npm run vm:apply -- --env ${{ matrix.environment }} --dry-run',
    ]);
    expect(runs('apply').filter((run) => run.includes('vm:'))).toEqual([
      'npm run vm:apply -- --env ${{ matrix.environment }} --rollback',
    ]);
  });

  test.each(['dry-run', 'apply'])('%s takes one environment after the other, all of them, and keeps no key', (job) => {
    const environments = readdirSync(join(root, 'overlays')).map((file) => file.replace('.ts', ''));
    expect(jobs[job].strategy).toEqual({ 'max-parallel': 1, matrix: { environment: environments } });
    expect(jobs[job].steps.at(-1)).toMatchObject({ if: 'always()', run: 'rm -f ~/.ssh/id_ed25519' });
    expect(runs(job)).toContain('npm ci --ignore-scripts');
  });
});

describe('what judges the clusters once a week', () => {
  const text = readFileSync(join(workflows, 'audit.yml'), 'utf8');
  const { on, permissions, jobs } = parse(text);
  const { steps, ...job } = jobs.audit;
  const step = (name: string): string => steps.find((one: { name?: string }) => one.name === name).run;

  /** Runs a step with programs of our own, in a folder of its own. */
  function run(name: string, programs: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), 'egress-audit-'));
    try {
      mkdirSync(join(folder, 'bin'));
      for (const [program, script] of Object.entries(programs))
        writeFileSync(join(folder, 'bin', program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const env = {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        ENVIRONMENT: 'production',
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
        GITHUB_REPOSITORY: 'example/platform',
        GITHUB_SHA: 'c0ffee',
        GITHUB_REF: 'refs/heads/main',
      };
      // As a runner does.
      const { status } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step(name)], { cwd: folder, env });
      const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '');
      return { status, summary: read('summary'), calls: read('calls'), record: read('record/last.json') };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('is the one that init writes, but for its head and the version of Node', () => {
    const given = readFileSync(join(root, 'lib/scaffold/assets/audit.yml'), 'utf8');
    const body = (of: string) => of.slice(of.indexOf('name: audit')).replace(/node-version: \d+/, '');
    expect(body(text)).toBe(body(given));
  });

  test('runs weekly and by hand, reads, and writes findings only', () => {
    expect(on).toEqual({
      schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) }],
      workflow_dispatch: null,
    });
    expect(permissions).toEqual({ contents: 'read' });
    expect(job.permissions).toEqual({ contents: 'read', actions: 'read', 'security-events': 'write' });
    expect(job.if).toBe("vars.AUDIT_RUNNER != ''");
    const environments = readdirSync(join(root, 'overlays')).map((file) => file.replace('.ts', ''));
    expect(job.strategy).toEqual({ 'fail-fast': false, matrix: { environment: environments } });
    expect(steps.find((one: { name?: string }) => one.name === 'forget the keys').if).toBe('always()');
  });

  const LIVE = (code: number) =>
    `echo "$*" >>calls; echo '{}'; echo 'since the last record: 1 new, 0 gone, 4 as before' >&2; exit ${code}`;

  test.each([
    [0, 0],
    [1, 0],
    [2, 1],
  ])('live that ends with %s ends the step with %s, and the summary says what has changed', (code, expected) => {
    const { status, summary, calls } = run('judge what runs', { npm: LIVE(code) });
    expect(status).toBe(expected);
    expect(summary).toBe('### production\n```text\nsince the last record: 1 new, 0 gone, 4 as before\n```\n');
    expect(calls).toBe('run --silent live -- --env production --audit --sarif --record record/last.json\n');
  });

  test('the newest record that there is is taken, and none is no failure', () => {
    const gh = (has: string) =>
      `case "$2" in list) printf '13\\n12\\n11\\n' ;; download) [ "$3" = ${has} ] && mkdir -p record && echo "$3" >record/last.json ;; esac`;
    const name = 'the record of the last run';
    expect(run(name, { gh: gh('12') })).toMatchObject({ status: 0, record: '12\n' });
    expect(run(name, { gh: gh('none') })).toMatchObject({ status: 0, record: '' });
  });
});

describe('what a forge folds away in a review', () => {
  const generated = (path: string) =>
    spawnSync('git', ['check-attr', 'linguist-generated', '--', path], { cwd: root, encoding: 'utf8' }).stdout.trim();

  test.each([
    'clusters/production/zz-namespace-defaults.yaml',
    'clusters/production/flux-system/gotk-components.yaml',
    'dist/infra/production/zz_override.tf.json',
    'dist/infra/production/client-a/squid-a/squid.conf',
  ])('%s is not', (path) => {
    expect(generated(path)).toMatch(/: unset$/);
  });

  test('what is rendered for Flux is', () => {
    expect(generated('dist/base/platform/kustomization.yaml')).toMatch(/: set$/);
  });
});
