import { parse } from 'yaml';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { WHOLE_PROJECT } from '../support/tenants';

const CLIENT_A = `# who they are
name: client-a # the client
nodePool: { nodeType: DEV1-M }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, port: 3128 }]
  allow: [.example.com]
workloads:
  # what they run
  - { name: web, image: example.com/web:1 }
environments:
  production:
    workloads: [{ name: web, replicas: 3 }]
`;

const MACHINES = { infrastructure: { cluster: 'kapsule' }, monitoring: { namespace: 'monitoring', operator: true } };

function project(text = CLIENT_A, more: Readonly<Record<string, Readonly<Record<string, unknown>>>> = MACHINES) {
  const others = Object.entries(WHOLE_PROJECT).map(([path, one]) => [
    path,
    path.includes('client-b')
      ? one.replace('nodePool: {', 'nodePool: { nodeType: DEV1-M,')
      : one.replace('egress:', 'nodePool: { nodeType: DEV1-M }\negress:'),
  ]);
  return new Project({
    ...Object.fromEntries(others),
    'tenants/client-a.yaml': text,
    'overlays/development.ts': environmentText('development', { ...more, flux: { reconcile: 'per-tenant' } }),
    'overlays/production.ts': environmentText('production', more),
  });
}

const remove = (p: Project, ...args: readonly string[]) => p.run('tenant:remove', 'client-a', ...args);

/** Files of the output that name the tenant. */
function naming(p: Project): string[] {
  return p
    .files()
    .filter((path) => /^(dist|clusters)\//.test(path))
    .filter((path) => /client-a|172\.16\.28\.8\b/.test(path + p.read(path)));
}

test('three stages: cordoned, without workloads, gone with its addresses kept', async () => {
  const p = project();
  expect((await p.run('schema', '--quiet')).code).toBe(0);
  expect((await p.run('synth', '--quiet')).code).toBe(0);

  const first = await remove(p);
  expect([first.code, first.err]).toEqual([0, '']);
  expect(first.out).toMatch(/^Stage 1 of 3: cordoned/);
  expect(first.out).toMatch(/client-a\.yaml: changed$/m);
  expect(first.out).toMatch(/npm run vm:apply -- --env development --tenant client-a\n/);
  const cordoned = p.read('tenants/client-a.yaml');
  expect(parse(cordoned)).toEqual({ ...parse(CLIENT_A), state: 'cordoned' });
  expect(cordoned).toContain('# who they are\nname: client-a # the client\n');
  expect(cordoned).toContain('# what they run');
  const plan = await p.run('plan');
  expect(plan.out).toContain('it is cordoned from now on: no new pods');
  expect(plan.out).toContain('+ http_access deny tenant because_cordoned');
  expect(plan.out).not.toMatch(/DESTRUCTIVE:|[1-9]\d* DESTRUCTIVE|restarts/);
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect((await p.run('check')).err).not.toMatch(/ error: |differ/);

  const second = await remove(p);
  expect([second.code, second.err]).toEqual([0, '']);
  expect(second.out).toMatch(/^Stage 2 of 3: nothing runs/);
  expect(parse(p.read('tenants/client-a.yaml'))).toMatchObject({ name: 'client-a', state: 'cordoned' });
  expect(p.read('tenants/client-a.yaml')).not.toContain('web');
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect((await p.run('check')).err).not.toMatch(/ error: |differ/);
  expect(p.read('dist/base/client-a/guardrails/serviceaccount-client-a.yaml')).not.toContain('prune');
  expect(p.read('dist/base/client-a/guardrails/rolebinding-egress-tenant.yaml')).not.toContain('prune');

  const refused = await remove(p);
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/set --keep-until to the last day .* or --release-addresses/);
  const third = await remove(p, '--keep-until', '2027-03-31');
  expect([third.code, third.err]).toEqual([0, '']);
  expect(third.out).toMatch(/^Stage 3 of 3: removed/);
  expect(third.out).toMatch(/client-a\.yaml: deleted$/m);
  expect(third.out).toContain('kubectl delete namespace client-a');
  expect(p.files('tenants')).toEqual(['tenants/client-b.yaml', 'tenants/client-c.yaml']);
  for (const name of ['development', 'production'])
    expect(p.read(`overlays/${name}.ts`)).toContain(
      "retired: [{ tenant: 'client-a', proxy: 'squid-a', keepUntil: '2027-03-31' }]",
    );
  const last = await p.run('plan');
  expect(last.out).toMatch(/scaleway_instance_server\.client-a_squid-a/);
  expect(last.out).not.toMatch(/- scaleway_instance_ip/);
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect((await p.run('check')).err).not.toMatch(/ error: |differ/);

  // Of all files only Terraform’s name it: by the address that is kept.
  expect(naming(p)).toEqual(['dist/infra/development/main.tf.json', 'dist/infra/production/main.tf.json']);
  const { resource } = JSON.parse(p.read('dist/infra/development/main.tf.json'));
  const kept = Object.entries(resource as Record<string, object>).flatMap(([type, blocks]) =>
    Object.keys(blocks).flatMap((name) => (name.startsWith('client-a') ? [`${type}.${name}`] : [])),
  );
  expect(kept).toEqual(['scaleway_instance_ip.client-a_squid-a']);
  expect((await remove(p)).code).toBe(2);
}, 240_000);

test('addresses are added to those that are retired already', async () => {
  const retired = [{ tenant: 'bakery', proxy: 'squid', keepUntil: '2027-01-31' }];
  const p = project(
    CLIENT_A.replace('name: client-a # the client\n', 'name: client-a\nstate: cordoned\n').replace(
      /^workloads:[\s\S]*/m,
      '',
    ),
    {
      ...MACHINES,
      retired: retired as never,
    },
  );
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  const { code, err } = await remove(p, '--keep-until', '2027-03-31', '--quiet');
  expect([code, err]).toEqual([0, '']);
  const { loadModel } = require('../../lib/model') as typeof import('../../lib/model');
  const { model } = loadModel({ tenants: `${p.folder}/tenants`, environments: `${p.folder}/overlays` });
  expect(model.environments.map(({ environment }) => environment.retired)).toEqual(
    Array.from({ length: 2 }, () => [...retired, { tenant: 'client-a', proxy: 'squid-a', keepUntil: '2027-03-31' }]),
  );
});

test('without Terraform no address is kept by the settings, and the machines are named', async () => {
  const p = project(
    CLIENT_A.replace('name: client-a # the client\n', 'name: client-a\nstate: cordoned\n').replace(
      /^workloads:[\s\S]*/m,
      '',
    ),
    {},
  );
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  const { code, out } = await remove(p, '--json');
  expect(code).toBe(0);
  const { stage, changed, steps } = JSON.parse(out);
  expect(stage).toBe(3);
  expect(changed.length).toBe(1);
  expect(steps.join('\n')).toContain('in production, delete the VMs squid-a and the nodes of client-a-pool');
});

test('an override that is active is cordoned, too', async () => {
  const text = CLIENT_A.replace('  production:\n', '  production:\n    state: active\n').replace(
    'workloads:\n',
    'state: cordoned\nworkloads:\n',
  );
  const p = project(text);
  const { code, out } = await remove(p);
  expect(code).toBe(0);
  expect(out).toMatch(/^Stage 1/);
  expect(parse(p.read('tenants/client-a.yaml'))).toEqual({ ...parse(CLIENT_A), state: 'cordoned' });
});

test.each([
  [['--env', 'production'], /^--env production: a tenant is removed from all environments/],
  [['--tenant', 'client-b'], /^--tenant client-b: the tenant is called client-a/],
  [['--keep-until', '2027-02-30'], /^--keep-until 2027-02-30 is not a date/],
  [['--keep-until', '2020-03-31'], /^--keep-until 2020-03-31 is in the past/],
  [['--keep-until', '2027-03-31', '--release-addresses'], /exclude each other/],
])('%j is refused, and nothing is changed', async (args, message) => {
  const p = project();
  const before = p.fingerprint();
  const { code, err } = await remove(p, ...args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(p.fingerprint()).toBe(before);
});

const EXPECTING = `${CLIENT_A}    expect: [{ deny: "https://b.example.net/", from: web }]
expect:
  - { allow: "https://a.example.com/" }
  - { allow: "https://b.example.com/", from: web } # of the web
  # never
  - { deny: "https://b.example.net/" }
  - { deny: "https://c.example.net/", from: web }
`;

test('expectations from a workload go with it, and a cordoned tenant does not fail those that allow', async () => {
  const p = project(EXPECTING);
  expect((await p.run('schema', '--quiet')).code).toBe(0);
  expect((await remove(p)).code).toBe(0);
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect((await p.run('check')).err).not.toMatch(/ error: |expectation-fails|does not hold/);
  const { code, out, err } = await remove(p);
  expect([code, err]).toEqual([0, '']);
  for (const path of ['expect[1]', 'expect[3]', 'environments.production.expect[0]'])
    expect(out).toContain(`\n${path}: removed, since it is from a workload that is removed\n`);
  const { expect: left, environments } = parse(p.read('tenants/client-a.yaml'));
  expect([left, environments]).toEqual([
    [{ allow: 'https://a.example.com/' }, { deny: 'https://b.example.net/' }],
    { production: { expect: [] } },
  ]);
  expect(p.read('tenants/client-a.yaml')).toContain('# never');
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect((await p.run('check')).err).not.toMatch(/ error: |expectation-fails|does not hold/);
}, 240_000);

test.each([
  ['expect: [{ allow: "https://a.example.com/", from: web }]\n', undefined],
  [
    'expect: &e [{ allow: "https://a.example.com/", from: web }, { deny: "https://b.example.net/" }]\n',
    [{ deny: 'https://b.example.net/' }],
  ],
])('%s keeps what is not from a workload', async (text, left) => {
  const p = project(`${CLIENT_A}${text}`.replace('client-a # the client', 'client-a\nstate: cordoned'));
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  const { code, out } = await remove(p, '--json');
  expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ stage: 2, removed: ['expect[0]'] })]);
  expect(parse(p.read('tenants/client-a.yaml')).expect).toEqual(left);
});

test.each([1, 2, 3])('a day that has passed is refused in stage %i', async (stage) => {
  const cordoned = CLIENT_A.replace('client-a # the client', 'client-a\nstate: cordoned');
  const p = project([CLIENT_A, cordoned, cordoned.replace(/^workloads:[\s\S]*/m, '')][stage - 1]);
  const before = p.fingerprint();
  const { code, err } = await remove(p, '--keep-until', '2026-01-31');
  expect([code, err]).toEqual([2, expect.stringMatching(/^--keep-until 2026-01-31 is in the past/)]);
  expect(p.fingerprint()).toBe(before);
});

test('a stage is refused until synth has written the one before', async () => {
  const p = project();
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect((await remove(p)).code).toBe(0);
  const before = p.fingerprint();
  const { code, err } = await remove(p);
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/^stage 1 is in the settings and not in what Flux applies: .*client-a.*Run npm run synth/),
  ]);
  expect(p.fingerprint()).toBe(before);
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect(await remove(p)).toMatchObject({ code: 0, out: expect.stringMatching(/^Stage 2/) });
}, 120_000);

test('what stays in the file stays as it is written', async () => {
  const kept = `# who they are
name: client-a # the client
nodePool: {nodeType: DEV1-M}   # small
egress:
    proxies: [ {name: squid-a, address: 172.16.28.8,port: 3128} ]
    allow:
    - '.example.com'
    -   "b.example"
`;
  const p = project(`${kept}workloads:
  # what they run
  - {name: web, image: example.com/web:1}
quota: {cpu: 4,   pods: 50}
expect: [{allow: "https://a.example.com/"}, {deny: "https://x.example.net/", from: web}]
environments:
  development: {workloads: [ {name: web, replicas: 2} ],  quota: {cpu: 2}}
  production:
    workloads: [{ name: web, replicas: 3 }]
`);
  const cordoned = kept.replace('# the client\n', '# the client\nstate: cordoned\n');
  expect((await remove(p)).code).toBe(0);
  expect(p.read('tenants/client-a.yaml')).toContain(`${cordoned}workloads:\n  # what they run\n  - {name`);
  expect((await p.run('synth', '--quiet')).code).toBe(0);
  expect((await remove(p)).code).toBe(0);
  expect(p.read('tenants/client-a.yaml')).toBe(`${cordoned}quota: {cpu: 4,   pods: 50}
expect: [{allow: "https://a.example.com/"}]
environments:
  development: {quota: {cpu: 2}}
  production: {}
`);
}, 120_000);

test('a tenant that does not exist is refused with those that do', async () => {
  const { code, err } = await project().run('tenant:remove', 'client-z');
  expect([code, err]).toEqual([2, 'unknown tenant client-z; available: client-a, client-b, client-c']);
});
