import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { environmentText, loadFiles } from '../support/settings';

function errorsOf(production: string, others: Record<string, string> = {}): readonly string[] {
  const environments = { 'development.ts': environmentText('development'), 'production.ts': production, ...others };
  return loadFiles({ environments }).errors.map((line) => line.replace('overlays/production.ts:', ''));
}

test.each([
  ['a syntax error', 'export default {\n  name: \n};\n', ['3:1: is not valid TypeScript here: Unexpected "}"']],
  [
    'a bracket that is not closed',
    'export default {',
    ['1:17: is not valid TypeScript here: Expected identifier but found end of file'],
  ],
  [
    'an error that is thrown',
    '\nfunction fail() { throw new Error("boom\\nmore"); }\nfail();\nexport default {};\n',
    ['2:25: fails when it is loaded: boom'],
  ],
  [
    'the end of the process',
    '\n\nprocess.exit(0);\nexport default {};\n',
    ['3:9: fails when it is loaded: it calls process.exit()'],
  ],
  [
    'a syntax error after a line separator that only compilers count',
    'export const a = "";\u2028export const b = ;\n',
    ['1:39: is not valid TypeScript here: Unexpected ";"'],
  ],
  [
    'an error that is thrown after a line separator that only compilers count',
    'export const a = "";\u2028throw new Error("boom");\n',
    ['1:28: fails when it is loaded: boom'],
  ],
  [
    'a wrong value after a line separator that only compilers count',
    'const a = "";\u2028export default { name: () => a };\n',
    ['1:32 name: is a function; settings are plain text, numbers, lists and maps'],
  ],
  [
    'a module that is not there',
    'import x from "./nope";\nexport default x;\n',
    ['1:15: cannot find the module ./nope that it imports'],
  ],
  [
    'no default export',
    'export const x = 1;\n',
    [
      '1:1: has no default export; write export default defineEnvironment({ … }), or rename the file to _production.ts if it only has what environments import',
    ],
  ],
  [
    'text for settings',
    'export default "x";\n',
    ['1:16: its default export is x; write export default defineEnvironment({ … })'],
  ],
  [
    'a list for settings',
    'export default [1];\n',
    ['1:16: its default export is [1]; write export default defineEnvironment({ … })'],
  ],
  [
    'a function for settings',
    'export default () => 1;\n',
    ['1:16: is a function; settings are plain text, numbers, lists and maps'],
  ],
  [
    'a promise for settings',
    'export default Promise.resolve({});\n',
    ['1:16: is an object of a class or with a prototype of its own; settings are plain maps'],
  ],
  [
    'a function for a value',
    'const cluster = { zone: () => 1 };\nexport default { name: "production", cluster };\n',
    ['1:19 cluster.zone: is a function; settings are plain text, numbers, lists and maps'],
  ],
  [
    'settings that hold themselves',
    'const a: any = { name: "production" };\na.flux = a;\nexport default a;\n',
    [
      '3:16 flux: is circular: it is the same object as the settings, which contains it; write plain data without references to itself',
    ],
  ],
  [
    'a list deep in the settings that holds a map around it',
    'const workloads: any = { replicas: 1, x: [1] };\nworkloads.x.push(workloads);\nexport default { workloads };\n',
    [
      '1:39 workloads.x[1]: is circular: it is the same object as workloads, which contains it; write plain data without references to itself',
    ],
  ],
  [
    'maps without end',
    'let a: any = {};\nfor (let i = 0; i < 60; i++) a = { a };\nexport default { flux: a };\n',
    ['3:18 flux: is nested too deeply'],
  ],
  [
    'a package that is not installed',
    'import x from "@scope/not-installed/part";\nexport default x;\n',
    [
      '1:15: cannot find the package @scope/not-installed that it imports; install it: npm install @scope/not-installed',
    ],
  ],
  [
    'exceptions of old',
    environmentText('production', { exceptions: [] } as never),
    [expect.stringMatching(/^\d+:3 exceptions: was replaced by suppress: write suppress: \[/)],
  ],
  [
    '__proto__',
    'export default { __proto__: { a: 1 }, name: "production" };\n',
    ['1:16: is an object of a class or with a prototype of its own; settings are plain maps'],
  ],
  [
    'a property that throws',
    'export default { get name(): string { throw new Error("x"); } };\n',
    ['1:45: fails when it is loaded: x'],
  ],
  [
    'not a number',
    'export default { workloads: { replicas: Number.NaN } };\n',
    ['1:31 workloads.replicas: NaN is not a finite number'],
  ],
  [
    'the name of another file',
    environmentText('prod'),
    ['2:3 name: prod is not the name of its file; rename the file to prod.ts, or set name to production'],
  ],
])('%s', (_, text, lines) => {
  expect(errorsOf(text)).toEqual(lines);
});

test('problems lie at the offending property, through calls, casts, constants and spreads', () => {
  const text = `const define = <T>(settings: T): T => settings;
const base = { zonne: 'fr-par-1',
  dns: 5 };
export default define({ name: 'production',
  cluster: { ...base, privateNetwork: '172.16.28.1/22' },
  flux: { interval: '5', name: 'Prod', source: { name: 'x' }, reconcile: 'per-tenat' },
  workload: {} } as unknown);
`;
  expect(errorsOf(text)).toEqual([
    '2:16 cluster.zonne: unknown key; did you mean zone?',
    '3:3 cluster.dns: must be text and not the number 5',
    '5:3 cluster.podCidr: is missing: IPv4 range of the pods: /16 or larger',
    '5:3 cluster.serviceCidr: is missing: IPv4 range of the services: /24 or larger',
    '5:23 cluster.privateNetwork: 172.16.28.1/22 has bits set beyond its prefix; did you mean 172.16.28.0/22?',
    '6:11 flux.interval: 5 is not a valid duration (expected, for example, 5m, 90s or 1h30m); did you mean 5s or 5m?',
    '6:26 flux.name: Prod is not a valid DNS label (a-z, 0-9, and dashes inside); did you mean prod?',
    '6:63 flux.reconcile: per-tenat is not per-environment or per-tenant; did you mean per-tenant?',
    '7:3 workload: unknown key; did you mean workloads?',
  ]);
});

test.each([
  [
    'a private network that is public',
    { privateNetwork: '51.15.0.0/22' },
    ['5:5 cluster.privateNetwork: 51.15.0.0/22 is not inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10'],
  ],
  [
    'pods in too small a range',
    { podCidr: '100.64.0.0/17' },
    ['6:5 cluster.podCidr: 100.64.0.0/17 is too small for the range of the pods: it takes a /16 or larger'],
  ],
  [
    'services in too small a range',
    { serviceCidr: '10.32.0.0/25' },
    ['7:5 cluster.serviceCidr: 10.32.0.0/25 is too small for the range of the services: it takes a /24 or larger'],
  ],
  [
    'pods and services that overlap',
    { serviceCidr: '100.65.0.0/20', dns: '100.65.0.10' },
    [
      '7:5 cluster.serviceCidr: 100.65.0.0/20 overlaps 100.64.0.0/15, the range of the pods; ranges of a cluster are apart',
    ],
  ],
  [
    'DNS that is no service',
    { dns: '10.33.0.1' },
    ['8:5 cluster.dns: 10.33.0.1 is outside 10.32.0.0/20, the range of the services'],
  ],
  [
    'DNS at the API server’s address',
    { dns: '10.32.0.1' },
    ['8:5 cluster.dns: 10.32.0.1 is the API server, the first service of 10.32.0.0/20'],
  ],
  [
    'a gateway outside the network',
    { gateway: '10.0.0.1' },
    ['9:5 cluster.gateway: 10.0.0.1 is outside 172.16.28.0/22, the private network'],
  ],
  [
    'a gateway at the network address',
    { gateway: '172.16.28.0' },
    ['9:5 cluster.gateway: 172.16.28.0 is the network address of 172.16.28.0/22'],
  ],
  [
    'a zone that is none',
    { zone: 'paris' },
    ['4:5 cluster.zone: paris is not a valid zone (expected, for example, fr-par-1)'],
  ],
])('%s', (_, cluster, lines) => {
  const errors = errorsOf(environmentText('production', { cluster })).filter((line) => line.includes(' cluster.'));
  expect(errors).toEqual(lines);
});

test.each([
  [
    'the Kustomization of flux bootstrap',
    { name: 'flux-system' },
    'flux.name: flux-system is the Kustomization of flux bootstrap; choose another name',
  ],
  [
    'a reference without an address',
    { source: { name: 'x', ref: { tag: 'v1' } } },
    'flux.source.ref: has no effect without url, since no GitRepository is rendered then; add url, or remove ref',
  ],
  [
    'two references',
    { source: { name: 'x', url: 'https://e.example/x', ref: { tag: 'v1', branch: 'main' } } },
    'flux.source.ref: must be exactly one of branch, tag and semver, and not branch and tag',
  ],
  [
    'no reference',
    { source: { name: 'x', url: 'https://e.example/x', ref: {} } },
    'flux.source.ref: must be exactly one of branch, tag and semver, and not none of them',
  ],
  [
    'a reference that is none',
    { source: { name: 'x', url: 'https://e.example/x', ref: { tag: 'v 1' } } },
    'flux.source.ref.tag: "v 1" is not the name of a Git reference (expected, for example, main)',
  ],
  [
    'a verification without an address',
    { source: { name: 'x', verify: { mode: 'HEAD', secret: 's' } } },
    'flux.source.verify: has no effect without url, since no GitRepository is rendered then; add url, or remove verify',
  ],
  [
    'a verification of no known mode',
    { source: { name: 'x', url: 'ssh://git@e.example/x', secret: 'k', verify: { mode: 'head', secret: 's' } } },
    'flux.source.verify.mode: head is not HEAD, Tag or TagAndHEAD; did you mean HEAD?',
  ],
  [
    'a secret without an address',
    { source: { name: 'x', secret: 'k' } },
    'flux.source.secret: has no effect without url, since no GitRepository is rendered then; add url, or remove secret',
  ],
  [
    'an ssh address without a secret',
    { source: { name: 'x', url: 'ssh://git@e.example/x' } },
    'flux.source.url: is an ssh:// address, which Flux cannot read without a secret; set secret to the name of a Secret in flux-system that holds identity and known_hosts, or use https://',
  ],
  ...['https://x:y@e.example/x', 'http://token@e.example/x', 'ssh://git:x@e.example/x'].map(
    (url): [string, Readonly<Record<string, unknown>>, string] => [
      `credentials in ${url}`,
      { source: { name: 'x', url, secret: 'k' } },
      'flux.source.url: holds credentials, which every reader of the repository would see; name a Secret that holds them under secret',
    ],
  ),
  [
    'a secret that is no name',
    { source: { name: 'x', url: 'ssh://git@e.example/x', secret: 'A_B' } },
    expect.stringMatching(/^flux\.source\.secret: /),
  ],
  ...[{ branch: 'main' }, undefined].flatMap((ref) =>
    ['Tag', 'TagAndHEAD'].map((mode): [string, Readonly<Record<string, unknown>>, string] => [
      `${mode} of the branch ${ref?.branch}`,
      { source: { name: 'x', url: 'https://e.example/x', ref, verify: { mode, secret: 's' } } },
      `flux.source.verify.mode: ${mode} verifies a signed tag, but ref follows a branch, and Flux refuses that; set ref.tag or ref.semver, or use mode HEAD`,
    ]),
  ),
  [
    'an address that is none',
    { source: { name: 'x', url: 'e.example/x' } },
    'flux.source.url: e.example/x is not a valid repository URL (expected, for example, https://… or ssh://…)',
  ],
  [
    'a duration that is none',
    { timeout: '5 minutes' },
    'flux.timeout: "5 minutes" is not a valid duration (expected, for example, 5m, 90s or 1h30m)',
  ],
  ['a duration of nothing', { retryInterval: '0s' }, 'flux.retryInterval: 0s is not above zero'],
])('%s', (_, flux, line) => {
  expect(errorsOf(environmentText('production', { flux })).map((error) => error.replace(/^\S+ /, ''))).toEqual([line]);
});

test.each([
  { url: 'ssh://git@e.example/x', secret: 'k', ref: { branch: 'main' } },
  { url: 'https://e.example/x', secret: 'k' },
  { url: 'https://e.example/x', ref: { branch: 'main' }, verify: { mode: 'HEAD', secret: 's' } },
  { url: 'https://e.example/x', ref: { tag: 'v1' }, verify: { mode: 'Tag', secret: 's' } },
  { url: 'https://e.example/x', ref: { semver: '1.x' }, verify: { mode: 'TagAndHEAD', secret: 's' } },
])('a source that Flux can read: %j', (source) => {
  expect(errorsOf(environmentText('production', { flux: { source: { name: 'x', ...source } } }))).toEqual([]);
});

test.each([
  ['>=1.0.0', 'Tag'],
  ['*', 'TagAndHEAD'],
  ['>=1.0.0', 'HEAD'],
])('signatures of the highest tag in %s, mode %s: a warning names the way out', (semver, mode) => {
  const source = { name: 'x', url: 'https://e.example/x', ref: { semver }, verify: { mode, secret: 's' } };
  const text = environmentText('production', { flux: { source } });
  const environments = { 'development.ts': environmentText('development'), 'production.ts': text };
  const { errors, warnings } = loadFiles({ environments });
  expect(errors).toEqual([]);
  expect(warnings.filter((line) => line.includes('[tag-range-open]'))).toEqual([
    expect.stringMatching(
      /^overlays\/production\.ts:\d+:\d+ flux\.source\.ref\.semver: .*set an upper end, .* or ref\.tag/,
    ),
  ]);
});

test('limits below requests of the defaults', () => {
  const workloads = { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } };
  expect(errorsOf(environmentText('production', { workloads }))[0]).toMatch(
    /^\d+:\d+ workloads.resources.limits.cpu: 1 is below the request, 2, on line \d+$/,
  );
});

test('an environment that cannot be judged is still known by its name', () => {
  expect(errorsOf('throw new Error("boom");')).toEqual(['1:7: fails when it is loaded: boom']);
});

test('environments are TypeScript, _ files are internal', () => {
  const errors = errorsOf(environmentText('production'), {
    'staging.yaml': '',
    '_shared.ts': 'throw 1;',
    'types.d.ts': 'x',
    'README.md': '',
  });
  expect(errors).toEqual(['overlays/staging.yaml:1:1: ends in .yaml; environments are TypeScript: staging.ts']);
});

test('no environment at all', () => {
  expect(loadFiles({ environments: {} }).errors).toContain('overlays:1:1: holds no environment; add <name>.ts');
});

test('an environment may import from its own folder', () => {
  const { errors, loaded } = loadFiles({
    environments: { 'development.ts': 'import { settings } from "./_shared";\nexport default settings;\n' },
    tenants: undefined,
    prepare: (folder) =>
      writeFileSync(
        `${folder}/overlays/_shared.ts`,
        environmentText('development').replace('default', 'const settings ='),
      ),
  });
  expect(errors).toEqual([
    'tenants/client-b.yaml:35:3 environments.production: unknown environment production; available: development',
  ]);
  expect(loaded).toBeUndefined();
});

test.each([
  ['a syntax error', 'export const a = 1;\nexport const b = ;\n', '2:18: is not valid TypeScript here: Unexpected ";"'],
  ['something thrown', 'export const a = 1;\nthrow new Error("boom");\n', '2:7: fails when it is loaded: boom'],
])('%s in a file that environments share is told once, and of that file', (_, text, line) => {
  const importing = (name: string) => `import "./_shared";\n${environmentText(name)}`;
  const { errors } = loadFiles({
    environments: {
      '_shared.ts': text,
      'development.ts': importing('development'),
      'production.ts': importing('production'),
    },
  });
  expect(errors).toEqual([`overlays/_shared.ts:${line}`]);
});

test('a link that leads nowhere is a problem like others', () => {
  const { errors } = loadFiles({
    environments: { 'development.ts': '', 'production.ts': environmentText('production') },
    prepare: (folder) => {
      rmSync(`${folder}/overlays/development.ts`);
      symlinkSync('nowhere.ts', `${folder}/overlays/development.ts`);
    },
  });
  expect(errors).toEqual(['overlays/development.ts:1:1: is a link that leads nowhere']);
});

test('bytes of an environment that are not UTF-8 are refused at their place', () => {
  const text = Buffer.concat([Buffer.from(environmentText('production')), Buffer.from([0x2f, 0x2f, 0x20, 0xe9, 0x0a])]);
  const { errors } = loadFiles({
    environments: { 'development.ts': environmentText('development'), 'production.ts': text },
  });
  expect(errors).toEqual([expect.stringMatching(/^overlays\/production\.ts:\d+:4: is not valid UTF-8 here; /)]);
});

test('what an environment prints is not mixed into the output of a command', () => {
  const written: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    expect(errorsOf(`console.log('a line');\n${environmentText('production')}`)).toEqual([]);
    expect(stderr).toHaveBeenCalledWith('a line\n', expect.anything());
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
  expect(written).toEqual([]);
});
