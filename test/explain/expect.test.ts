import { Project, projectAfter } from '../support/project';
import { environmentText, loadFiles } from '../support/settings';

const tenant = (expect: string, allow = '[ifconfig.me]') => `name: client-a
nodePool: { sources: [172.16.28.20] }
registries: [example.com]
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, publicAddress: 51.15.9.8 }]
  allow: ${allow}
workloads:
  - { name: web, image: example.com/web:1.0.0, ports: [{ name: http, port: 8080 }] }
expect:
${expect}
`;

const HOLDING = `  - { allow: "GET https://ifconfig.me/ip" }
  - { deny: "CONNECT evil.example:443", from: web }
  - { deny: "tcp://169.254.42.42:80" }
  - { allow: "http://web:8080/" }`;

const files = (expect: string, allow?: string) => ({
  'tenants/client-a.yaml': tenant(expect, allow),
  'overlays/development.ts': environmentText('development', { cluster: { cni: 'calico' } }),
});

test('check is silent about what holds', async () => {
  const project = await projectAfter(['synth', 'schema'], files(HOLDING));
  const { code, err } = await project.run('check');
  expect([code, err]).toEqual([0, expect.not.stringContaining('does not hold')]);
});

test('check names each expectation that does not hold, at its line, with the reason', async () => {
  const failing = `${HOLDING}
  - { deny: "https://ifconfig.me/", from: web }
  - { allow: "https://api.example.net/" }
  - { allow: "http://100.64.1.2:8080/" }`;
  const project = await projectAfter(['synth', 'schema'], files(failing));
  const { code, err } = await project.run('check', '--quiet');
  const lines = err.split('\n').filter((line) => line.includes(' does not hold in '));
  expect([code, lines]).toEqual([
    1,
    [
      expect.stringMatching(
        /^tenants\/client-a\.yaml:14:5 expect\[4\]: deny https:\/\/ifconfig\.me\/ from web does not hold in development: allowed: .* by the proxy squid-a, and leave as 51\.15\.9\.8/,
      ),
      expect.stringMatching(
        /^tenants\/client-a\.yaml:15:5 expect\[5\]: allow https:\/\/api\.example\.net\/ does not hold in development: denied: .*by the proxy: Squid, dist\/infra\/development\/client-a\/squid-a\/squid\.conf:\d+/,
      ),
      expect.stringMatching(/^tenants\/client-a\.yaml:16:5 expect\[6\]: .*: undecided: /),
    ],
  ]);
  const { problems } = JSON.parse((await project.run('check', '--json')).out);
  expect(problems.filter(({ id }: { id: string }) => id === 'expectation-fails')).toMatchObject([
    { severity: 'error', path: 'expect[4]', tenant: 'client-a', environment: 'development' },
    { path: 'expect[5]' },
    { path: 'expect[6]' },
  ]);
});

test('of a cordoned tenant only what must not be possible is judged', async () => {
  const expected =
    '  - { allow: "https://ifconfig.me/" }\n  - { deny: "https://evil.example/" }\n  - { deny: "http://web:8080/" }';
  const cordoned = files(expected);
  const text = cordoned['tenants/client-a.yaml'].replace('nodePool', 'state: cordoned\nnodePool');
  const project = await projectAfter(['synth', 'schema'], { ...cordoned, 'tenants/client-a.yaml': text });
  const { err } = await project.run('check', '--quiet');
  expect(err.split('\n').filter((line) => line.includes(' does not hold in '))).toEqual([
    expect.stringMatching(/expect\[2\]: deny http:\/\/web:8080\/ does not hold in development: allowed: /),
  ]);
});

test('what would allow a request of a cordoned tenant is that it is not cordoned', async () => {
  const text = tenant('  - { deny: "https://evil.example/" }').replace('nodePool', 'state: cordoned\nnodePool');
  const project = new Project({ ...files(''), 'tenants/client-a.yaml': text });
  for (const target of ['https://ifconfig.me/', 'https://evil.example/', 'http://10.1.2.3/']) {
    const { code, out } = await project.run('explain', '--quiet', '--tenant', 'client-a', target);
    expect([target, code, /to allow it: (.*)/.exec(out)?.[1]]).toEqual([
      target,
      1,
      'remove state: cordoned of client-a, whose requests are all denied until then',
    ]);
  }
});

test('plan says which expectations a change decides in another way', async () => {
  const project = await projectAfter(['synth', 'schema'], files(HOLDING));
  expect((await project.run('plan', '--quiet')).out).not.toContain('expect of');
  project.write({ 'tenants/client-a.yaml': tenant(HOLDING, '[other.example.com]') });
  const { out } = await project.run('plan', '--quiet');
  expect(out.split('\n').filter((line) => line.startsWith('expect of'))).toEqual([
    'expect of client-a in development: allow GET https://ifconfig.me/ip: allowed → denied, which check fails for',
  ]);
  const { expectations } = JSON.parse((await project.run('plan', '--json')).out);
  expect(expectations).toEqual([
    {
      tenant: 'client-a',
      environment: 'development',
      expectation: 'allow GET https://ifconfig.me/ip',
      before: 'allowed',
      after: 'denied',
      holds: false,
    },
  ]);
});

test('of a new tenant plan says what does not hold, and compares with nothing', async () => {
  const project = await projectAfter(['synth', 'schema'], files(HOLDING));
  const failing =
    '  - { deny: "https://evil.example/" }\n  - { allow: "https://evil.example/" }\n  - { deny: "tcp://a.example:22" }';
  const text = tenant(failing).replaceAll('client-a', 'client-b').replaceAll('172.16.28.', '172.16.28.1');
  project.write({ 'tenants/client-b.yaml': text.replace('51.15.9.8', '51.15.9.9') });
  const { out } = await project.run('plan', '--quiet');
  expect(out.split('\n').filter((line) => line.startsWith('expect of'))).toEqual([
    'expect of client-b in development: allow https://evil.example/: denied, which check fails for',
  ]);
  const { expectations } = JSON.parse((await project.run('plan', '--json')).out);
  expect(expectations).toMatchObject([{ tenant: 'client-b', before: null, after: 'denied', holds: false }]);
});

describe('a policy that is not from the settings', () => {
  const EXPECTED = '  - { deny: "tcp://172.16.44.4:5432" }';
  const database = (text: string) =>
    text.replace('egress:\n', 'egress:\n  private: [{ cidr: 172.16.44.0/28, ports: [5432] }]\n');
  const policy = (rule: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: more, namespace: client-a }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: ${rule} } }] }] }
`;
  const settings = (cni: string) =>
    environmentText('development', { cluster: { cni } as never, extra: ['clusters/development/more.yaml'] as never });
  const lines = (out: string) => out.split('\n').filter((line) => line.startsWith('expect of'));

  test.each([
    ['of another range does not decide', 'cilium', '172.16.45.0/28', ['denied → allowed, which check fails for']],
    ['had opened it before', 'cilium', '172.16.44.0/28', []],
    // Calico’s global policy of the tenant is judged before.
    [
      'did not open it, since another one denies',
      'calico',
      '172.16.44.0/28',
      ['denied → allowed, which check fails for'],
    ],
  ])('%s', async (_, cni, range, changes) => {
    const written = {
      ...files(EXPECTED),
      'overlays/development.ts': settings(cni),
      'clusters/development/more.yaml': policy(range),
    };
    const project = await projectAfter(['synth', 'schema'], written);
    project.write({ 'tenants/client-a.yaml': database(written['tenants/client-a.yaml']) });
    const { out } = await project.run('plan', '--quiet');
    const [start] = ['expect of client-a in development: deny tcp://172.16.44.4:5432: '];
    expect(lines(out)).toEqual(changes.map((change) => `${start}${change}`));
  });

  test('that is not understood makes an expectation undecided, before and after', async () => {
    const unknown = policy('172.16.44.0/28').replace('networking.k8s.io/v1', 'policy.example.com/v1');
    const written = { ...files(EXPECTED), 'overlays/development.ts': settings('cilium') };
    const project = await projectAfter(['synth', 'schema'], { ...written, 'clusters/development/more.yaml': unknown });
    project.write({ 'tenants/client-a.yaml': database(written['tenants/client-a.yaml']) });
    expect(lines((await project.run('plan', '--quiet')).out)).toEqual([]);
    expect((await project.run('check', '--quiet')).err).toMatch(/does not hold in development: undecided: /);
  });
});

test.each([
  [
    '  - { allow: "https://a.example.com/", deny: "https://b.example.com/" }',
    /expect\[0\]: has to set either allow or deny/,
  ],
  ['  - { from: web }', /expect\[0\]: has to set either allow or deny/],
  ['  - { allow: "ftp://a.example.com/" }', /expect\[0\]\.allow: "ftp:\/\/a\.example\.com\/" has the scheme ftp/],
  ['  - { allow: "https://a.example.com/", from: wep }', /expect\[0\]\.from: unknown workload wep; did you mean web\?/],
  ['  - { permit: "https://a.example.com/" }', /expect\[0\]\.permit: unknown key/],
])('%s is refused', (expected, message) => {
  const { errors } = loadFiles({
    tenants: { 'client-a.yaml': tenant(expected) },
    environments: { 'development.ts': environmentText('development') },
  });
  expect(errors.join('\n')).toMatch(message);
});

test('an environment has a list of its own', () => {
  const text = `${tenant(HOLDING)}environments:
  production:
    egress: { proxies: [{ name: squid-a, publicAddress: 51.15.9.18 }] }
    expect: [{ deny: "https://ifconfig.me/" }]
`;
  const environments = {
    'development.ts': environmentText('development'),
    'production.ts': environmentText('production'),
  };
  const { loaded } = loadFiles({ tenants: { 'client-a.yaml': text }, environments });
  const counts = loaded?.model.environments.map(({ tenants }) => tenants[0]?.expect?.length);
  expect(counts).toEqual([4, 1]);
});
