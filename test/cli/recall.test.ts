import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { ageKey, encryptSecret } from '../../lab/gitops/sops';
import * as program from '../../lib/memory/program';
import * as rendering from '../../lib/synthesize/tenant';
import fc from '../support/fast-check';
import { GIT_ENVIRONMENT } from '../support/git-environment';
import { runs } from '../support/nightly';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

// A run with many tenants builds upon what an earlier one found out. Whatever happens in between, it says and writes the
// same as a run that does not.

jest.mock('../../lib/synthesize/tenant', () => {
  const actual = jest.requireActual('../../lib/synthesize/tenant');
  return { ...actual, renderTenant: jest.fn(actual.renderTenant) };
});
jest.mock('../../lib/memory/program', () => {
  const actual = jest.requireActual('../../lib/memory/program');
  return { programId: jest.fn(actual.programId) };
});
const rendered = rendering.renderTenant as unknown as jest.Mock;

jest.setTimeout(600_000);

const CACHE = 'node_modules/.cache/kubernetes-egress-tenancy';
const NAMES = Array.from({ length: 18 }, (_, index) => `small-${String(index).padStart(2, '0')}`);

function small(name: string, image = 'registry.example.com/web:1', more = ''): string {
  const number = 50 + NAMES.indexOf(name);
  return `name: ${name}
egress:
  proxies: [{ name: squid-a, address: 172.16.29.${number} }]
  allow: [{ host: .partner.example, until: 2027-03-31 }]
workloads:
  - { name: web, image: "${image}", ports: [{ name: http, port: 8080 }] }
${more}`;
}

const { recipient } = ageKey();

function secret(password: string): string {
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password } };
  return encryptSecret(object, [recipient]);
}

const SETTINGS: Readonly<Record<string, string>> = {
  ...THREE_TENANTS,
  ...Object.fromEntries(NAMES.map((name) => [`tenants/${name}.yaml`, small(name)])),
  'tenants/small-01.yaml': small(
    'small-01',
    'registry.example.com/web',
    'suppress: [{ id: registries-unset, reason: they come from anywhere }]\n',
  ),
  'tenants/small-02.yaml': small(
    'small-02',
    'registry.example.com/web:1',
    'environments: { development: { enabled: false } }\n',
  ),
  'tenants/small-03.yaml': small('small-03').replace(
    '{ name: squid-a',
    '{ name: squid-b, address: 172.16.29.40 }, { name: squid-a',
  ),
  'tenants/small-08.yaml': `# an invisible \u200b character\n${small('small-08')}`,
  'tenants/small-10.yaml': small(
    'small-10',
    undefined,
    `environments: { production: { secrets: { key: small-10-sops, recipients: [${recipient}] } } }\n`,
  ),
  'tenants/small-10/secrets/production/db.yaml': secret('example'),
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { flux: { reconcile: 'per-tenant' } }),
  'node_modules/.keep': '',
};

interface Pair {
  readonly recalling: Project;
  readonly anew: Project;
}

function pair(): Pair {
  const recalling = new Project(SETTINGS);
  recalling.remembers = true;
  return { recalling, anew: new Project(SETTINGS) };
}

const each = ({ recalling, anew }: Pair, change: (project: Project) => unknown) => [recalling, anew].map(change);

/** Runs a command in both: they say the same, end with the same code, and leave the same files. */
async function same({ recalling, anew }: Pair, ...args: readonly [string, ...string[]]): Promise<string> {
  const run = async (project: Project) => {
    const { code, out, err } = await project.run(...args);
    return { code, out, err: err.replaceAll(project.folder, '.') };
  };
  const [one, other] = [await run(recalling), await run(anew)];
  expect(one).toEqual(other);
  for (const folder of ['dist', 'clusters']) {
    const files = recalling.files(folder);
    expect(files).toEqual(anew.files(folder));
    for (const file of files) if (recalling.read(file) !== anew.read(file)) throw new Error(`${file} differs`);
  }
  return `${one.out}\n${one.err}`;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 150));

function git({ folder }: Project, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: folder,
    env: { ...process.env, ...GIT_ENVIRONMENT },
  });
}

function commit(project: Project): void {
  git(project, 'add', '-A', '--', 'tenants', 'overlays', 'dist', 'clusters');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'a state');
}

/** Both projects with everything written, and the first one with everything noted. */
async function settled(): Promise<Pair> {
  const both = pair();
  await writtenAndNoted(both);
  return both;
}

async function writtenAndNoted(both: Pair): Promise<void> {
  await same(both, 'synth');
  await settle();
  await same(both, 'synth');
  each(both, (project) => {
    git(project, 'init', '-q', '-b', 'start');
    commit(project);
    git(project, 'switch', '-q', '-c', 'work');
  });
  rendered.mockClear();
}

/** Each tenant without an environment, and in those that it is in: two of them are left out of one. */
const ANEW = 21 + 2 * 21 - 2;

const recordsOf = (project: Project) => project.files(CACHE);

test('what has not changed is not rendered again, and of what has only that', async () => {
  const both = await settled();
  expect(await same(both, 'synth')).toContain('0 created, 0 changed, 0 removed');
  // All of it by the one that recalls nothing, and the tenant with a warning that only its parser gives.
  expect(rendered).toHaveBeenCalledTimes(ANEW + 3);
  rendered.mockClear();
  each(both, (project) => project.write({ 'tenants/small-07.yaml': small('small-07', 'registry.example.com/web:2') }));
  expect(await same(both, 'synth')).toContain('~ dist/base/small-07/workloads/deployment-web.yaml');
  expect(rendered).toHaveBeenCalledTimes(ANEW + 3 + 3);
});

test('another Secret of a tenant is written', async () => {
  const both = await settled();
  const changed = secret('another');
  each(both, (project) => project.write({ 'tenants/small-10/secrets/production/db.yaml': changed }));
  expect(await same(both, 'synth')).toContain('~ dist/overlays/production/small-10/workloads/secrets/secret-db.yaml');
});

test('with --no-cache, and where nothing is remembered, everything is done anew', async () => {
  const both = await settled();
  await both.recalling.run('synth', '--no-cache');
  expect(rendered.mock.calls.length).toBe(ANEW);
  both.recalling.remembers = false;
  await both.recalling.run('synth');
  expect(rendered.mock.calls.length).toBe(2 * ANEW);
});

test('nothing is kept of few tenants, nor where there is no node_modules', async () => {
  const few = new Project({
    ...THREE_TENANTS,
    'overlays/development.ts': environmentText('development'),
    'node_modules/.keep': '',
  });
  few.remembers = true;
  await few.run('synth');
  expect(recordsOf(few)).toEqual([]);
});

test('another version of the program recalls nothing', async () => {
  const both = await settled();
  (program.programId as unknown as jest.Mock).mockReturnValueOnce('another');
  await same(both, 'synth');
  expect(rendered).toHaveBeenCalledTimes(2 * ANEW);
});

test('a record that is damaged, cut, empty or another tenant’s is not trusted', async () => {
  const both = await settled();
  const files = recordsOf(both.recalling).map((file) => join(both.recalling.folder, file));
  expect(files).toHaveLength(20);
  const bytes = files.map((file) => fs.readFileSync(file));
  const [one, two, three, four, five] = files as [string, string, string, string, string];
  const damaged = Buffer.from(bytes[0] as Buffer);
  damaged[damaged.length - 9] = (damaged[damaged.length - 9] ?? 0) ^ 1;
  fs.writeFileSync(one, damaged);
  fs.truncateSync(two, 100);
  fs.truncateSync(three, 0);
  fs.writeFileSync(four, bytes[4] as Buffer);
  fs.rmSync(five);
  fs.mkdirSync(five);
  const beside = join(five, '../notes.txt');
  fs.writeFileSync(beside, 'not a record');
  await same(both, 'synth');
  expect(fs.existsSync(beside)).toBe(true);
  const renderedBefore = rendered.mock.calls.length - ANEW;
  expect(renderedBefore).toBeGreaterThanOrEqual(3 + 3 * 5 - 2);
  expect(renderedBefore).toBeLessThanOrEqual(3 + 3 * 5);
});

test('a date that passes shows, although no file has changed', async () => {
  const both = await settled();
  const doNotFake = [
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
    'nextTick',
    'hrtime',
    'performance',
    'queueMicrotask',
  ] as const;
  jest.useFakeTimers({ now: new Date('2027-04-01T12:00:00Z'), doNotFake: [...doNotFake] });
  try {
    expect(await same(both, 'check')).toContain('.partner.example was to be allowed until 2027-03-31');
    expect(await same(both, 'synth')).toContain('was to be allowed until 2027-03-31');
  } finally {
    jest.useRealTimers();
  }
});

test('an edit of a generated file that keeps its size and time of change is seen', async () => {
  const both = await settled();
  const file = 'dist/base/small-05/workloads/deployment-web.yaml';
  each(both, (project) => {
    const path = join(project.folder, file);
    const { atimeMs, mtimeMs } = fs.lstatSync(path);
    project.write({ [file]: project.read(file).replace('web:1', 'web:9') });
    fs.utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
  });
  expect(await same(both, 'synth')).toContain(`${file}: was edited`);
});

test('check judges what has changed, and of all others only whether they are on the disk', async () => {
  const both = await settled();
  await same(both, 'check');
  const judged = async () => {
    rendered.mockClear();
    const said = await same(both, 'check');
    return { said, calls: rendered.mock.calls.length - ANEW };
  };
  // The tenant with a warning that only its parser gives, written and judged, and one with which the platform is judged.
  const before = await judged();
  expect(before.calls).toBeLessThan(13);
  each(both, (project) => project.write({ 'tenants/small-07.yaml': small('small-07', 'registry.example.com/web:2') }));
  const { said, calls } = await judged();
  expect(said).toContain('small-07/workloads/deployment-web.yaml: differs');
  expect(calls - before.calls).toBe(6);
  await same(both, 'check', '--json');
  // What a rule refuses is said as everything says it.
  each(both, (project) => project.write({ 'tenants/small-07.yaml': small('small-07', 'registry.example.com/web') }));
  expect((await judged()).said).toContain('registry.example.com/web has no tag');
  await same(both, 'check', '--json');
});

test('plan compares what differs, from the disk and from a revision', async () => {
  const both = await settled();
  await same(both, 'check');
  each(both, (project) => project.write({ 'tenants/small-07.yaml': small('small-07', 'registry.example.com/web:2') }));
  const planned = async (...args: readonly string[]) => {
    rendered.mockClear();
    const said = await same(both, 'plan', ...args);
    expect(said).toMatch(/web:1.*web:2/s);
    return rendered.mock.calls.length - ANEW;
  };
  // The one that changed, the one with a warning that only its parser gives, and one for each environment.
  expect(await planned()).toBeLessThan(20);
  expect(await planned('--against', 'start', '--markdown')).toBeLessThan(20);
  await same(both, 'synth');
  expect(await planned('--against', 'start', '--json')).toBeLessThan(20);
});

describe('what one tenant says of another', () => {
  const open = (expectation: string) =>
    `name: small-04\negress: { proxies: [{ name: squid-a, address: 172.16.29.54 }] }\nexpect: [${expectation}]\n${web}`;
  const web = 'workloads: [{ name: web, image: "registry.example.com/web:1", ports: [{ name: http, port: 8080 }] }]\n';
  const asked = (project: Project, expectation: string) =>
    project.write({ 'tenants/small-04.yaml': open(expectation) });

  test('an expectation of another’s Service is decided with that one', async () => {
    const both = await settled();
    await same(both, 'check');
    each(both, (project) => asked(project, '{ allow: "https://web.small-05" }'));
    expect(await same(both, 'check')).toContain('does not hold in development');
    await same(both, 'plan');
  });

  test.each([
    ['goes', (project: Project) => project.remove('tenants/small-05.yaml'), 'web.small-05'],
    [
      'has no gateway any more',
      (project: Project) => project.write({ 'tenants/small-03.yaml': small('small-03') }),
      'egress-gateway.small-03-egress',
    ],
  ])('an expectation of one that %s', async (_, change, host) => {
    const both = pair();
    each(both, (project) => asked(project, `{ deny: "https://${host}" }`));
    await writtenAndNoted(both);
    await same(both, 'check');
    each(both, change);
    await same(both, 'synth');
    expect(await same(both, 'check')).toContain('does not hold in development');
    expect(await same(both, 'plan', '--against', 'start')).toContain('which check fails for');
  });
});

test('a warning that only the number of tenants gives', async () => {
  const both = await settled();
  await same(both, 'check');
  const more = Array.from({ length: 18 }, (_, index) => `more-${index}`);
  const text = (name: string, index: number) => small(name).replace(/172\.16\.29\.\d+/, `172.16.30.${index + 1}`);
  const files = Object.fromEntries(more.map((name, index) => [`tenants/${name}.yaml`, text(name, index)]));
  each(both, (project) => project.write(Object.fromEntries(Object.entries(files).slice(0, 15))));
  await same(both, 'synth');
  await settle();
  for (const command of ['synth', 'check'] as const) await same(both, command);
  each(both, (project) => project.write(files));
  await same(both, 'synth');
  expect(await same(both, 'check')).toContain('build-too-large');
  await same(both, 'plan', '--strict', 'build-too-large');
});

test('files under extra are listed, whatever is in them', async () => {
  const both = pair();
  each(both, (project) =>
    project.write({
      'overlays/development.ts': environmentText('development').replace(
        '{',
        "{ extra: ['dist/infra/development/own.tf'],",
      ),
      'dist/infra/development/own.tf': '# own\n',
    }),
  );
  await writtenAndNoted(both);
  each(both, (project) => project.write({ 'tenants/small-07.yaml': small('small-07', 'registry.example.com/web:2') }));
  expect(await same(both, 'plan')).toContain('own.tf');
});

const changed = (project: Project) =>
  project.write({ 'tenants/small-09.yaml': small('small-09', 'registry.example.com/web:7') });

test('files that git keeps with other bytes are compared', async () => {
  const both = await settled();
  each(both, (project) => {
    project.write({ '.gitattributes': 'dist/base/small-05/** filter=other\n' });
    git(project, 'config', 'filter.other.clean', 'sed s/web:1/web:0/');
    git(project, 'config', 'filter.other.smudge', 'sed s/web:0/web:1/');
    fs.utimesSync(join(project.folder, generated('small-05')), 1, 1);
    commit(project);
    changed(project);
  });
  expect(await same(both, 'plan', '--against', 'HEAD', '--json')).toContain('web:0');
});

test('files of which git is told nothing are compared', async () => {
  const both = await settled();
  each(both, (project) => {
    project.write({ 'hook.sh': '#!/bin/sh\nprintf "1\\0"\n' });
    fs.chmodSync(join(project.folder, 'hook.sh'), 0o755);
    git(project, 'config', 'core.fsmonitor', `${project.folder}/hook.sh`);
    git(project, 'config', 'core.fsmonitorHookVersion', '2');
    git(project, 'update-index', '--fsmonitor');
    git(project, 'status');
    changed(project);
  });
  await same(both, 'synth');
  expect(await same(both, 'plan', '--against', 'HEAD', '--json')).toContain('web:7');
});

interface Change {
  readonly what: string;
  readonly change: (project: Project, name: string) => unknown;
}

const generated = (name: string) => `dist/base/${name}/workloads/deployment-web.yaml`;
const ifThere = (project: Project, path: string, change: () => unknown) =>
  fs.existsSync(join(project.folder, path)) && change();
const CHANGES: readonly Change[] = [
  {
    what: 'an image',
    change: (project, name) => project.write({ [`tenants/${name}.yaml`]: small(name, 'registry.example.com/web:3') }),
  },
  {
    what: 'a comment',
    change: (project, name) => project.write({ [`tenants/${name}.yaml`]: `# as it was\n${small(name)}` }),
  },
  {
    what: 'a warning',
    change: (project, name) => project.write({ [`tenants/${name}.yaml`]: small(name, 'registry.example.com/web') }),
  },
  {
    what: 'an error',
    change: (project, name) =>
      project.write({ [`tenants/${name}.yaml`]: small(name).replace('172.16.29.', '172.16.299.') }),
  },
  {
    what: 'the address of another',
    change: (project, name) =>
      project.write({ [`tenants/${name}.yaml`]: small(name).replace(/172\.16\.29\.\d+/, '172.16.29.66') }),
  },
  {
    what: 'a name of the other’s',
    change: (project, name) =>
      project.write({ [`tenants/${name}.yaml`]: small(name, undefined, 'namespace: client-b-x\n') }),
  },
  {
    what: 'a tenant that leaves',
    change: (project, name) => ifThere(project, `tenants/${name}.yaml`, () => project.remove(`tenants/${name}.yaml`)),
  },
  {
    what: 'a tenant that comes back',
    change: (project, name) => project.write({ [`tenants/${name}.yaml`]: small(name) }),
  },
  {
    what: 'a setting of an environment',
    change: (project) =>
      project.write({ 'overlays/development.ts': environmentText('development', { workloads: { replicas: 3 } }) }),
  },
  {
    what: 'the same settings of an environment',
    change: (project) => project.write({ 'overlays/development.ts': environmentText('development') }),
  },
  {
    what: 'an edited file',
    change: (project, name) =>
      ifThere(project, generated(name), () =>
        project.write({ [generated(name)]: `${project.read(generated(name))}# by hand\n` }),
      ),
  },
  {
    what: 'a file that is gone',
    change: (project, name) => ifThere(project, generated(name), () => project.remove(generated(name))),
  },
  {
    what: 'a folder that is gone',
    change: (project, name) => ifThere(project, `dist/base/${name}`, () => project.remove(`dist/base/${name}`)),
  },
  {
    what: 'a foreign file',
    change: (project, name) =>
      ifThere(project, `dist/base/${name}`, () => project.write({ [`dist/base/${name}/own.yaml`]: 'a: 1\n' })),
  },
  {
    what: 'a commit',
    change: (project) => commit(project),
  },
  {
    what: 'a file of Flux',
    change: (project) =>
      project.write({ 'clusters/development/flux-system/gotk-sync.yaml': `# ${CHANGES.length}\na: 1\n` }),
  },
  {
    what: 'another workload',
    change: (project, name) =>
      project.write({ [`tenants/${name}.yaml`]: small(name).replace('name: web,', 'name: shop,') }),
  },
  {
    what: 'an expectation',
    change: (project, name) =>
      project.write({
        [`tenants/${name}.yaml`]: small(name, undefined, 'expect: [{ allow: https://api.partner.example }]\n'),
      }),
  },
  {
    what: 'a file that is touched',
    change: (project, name) =>
      ifThere(project, generated(name), () => fs.utimesSync(join(project.folder, generated(name)), 1, 1)),
  },
];
const COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ['synth'],
  ['synth', '--force'],
  ['synth', '--json'],
  ['check'],
  ['check', '--json'],
  ['check', '--tenant', 'small-05'],
  ['plan'],
  ['plan', '--json'],
  ['plan', '--against', 'start', '--markdown'],
  ['plan', '--against', 'HEAD', '--json'],
  ['plan', '--tenant', 'small-05', '--against', 'start'],
  ['synth', '--env', 'development'],
  ['synth', '--tenant', 'small-06'],
];

test('whatever happens between two runs', async () => {
  const step = fc.record({
    change: fc.constantFrom(...CHANGES),
    name: fc.constantFrom('small-04', 'small-05', 'small-06'),
    command: fc.constantFrom(...COMMANDS),
    wait: fc.boolean(),
  });
  const both = await settled();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
      for (const { change, name, command, wait } of steps) {
        each(both, (project) => change.change(project, name));
        if (wait) await settle();
        await same(both, ...command);
      }
    }),
    // The projects go on from one case to the next: there is nothing to shrink.
    { numRuns: runs(12), endOnFailure: true },
  );
});
