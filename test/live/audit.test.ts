import { join } from 'node:path';
import { liveWorld, VM } from './_world';

const world = liveWorld(`suppress: [{ id: image-floating, object: Deployment/web, reason: "it is a test of the lab" }]
workloads:
  - { name: web, image: "curlimages/curl:latest", runAsUser: 100, replicas: 2 }
`);

let { project, vms, cluster } = {} as ReturnType<typeof world>;

beforeEach(() => {
  ({ project, vms, cluster } = world());
});

interface Judged {
  readonly id: string;
  readonly severity: string;
  readonly file: string;
  readonly object?: string;
  readonly message: string;
  readonly suppressed?: string;
}

async function audit(...args: string[]) {
  const { code, out, err } = await project.run('live', '--audit', ...args);
  return { code, out, err };
}

/** What the rules say. */
async function judged(): Promise<readonly Judged[]> {
  return JSON.parse((await audit('--json')).out).rules;
}

test('what is live and as rendered has no error, and nothing is written to the cluster', async () => {
  const found = await judged();
  expect(found.filter(({ severity, suppressed }) => severity === 'error' && suppressed === undefined)).toEqual([]);
  // The same warnings as check has, and those that are suppressed with their reasons.
  expect(found.find(({ id }) => id === 'image-floating')).toMatchObject({
    suppressed: 'it is a test of the lab',
    file: 'tenants/client-a.yaml',
  });
  expect(cluster.calls().filter((call) => /delete|apply|patch/.test(call))).toEqual([]);
});

const pod = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'by-hand', namespace: 'client-a' },
  spec: { containers: [{ name: 'main', image: 'nginx:1' }], ...spec },
});

test.each<[string, string, () => void, RegExp]>([
  [
    'a pod that someone has created',
    'pod-not-proxied',
    () => cluster.objects.push(pod({})),
    /^Pod client-a\/by-hand: /,
  ],
  [
    'a privileged pod',
    'pod-not-restricted',
    () => cluster.objects.push(pod({ hostNetwork: true })),
    /^Pod client-a\/by-hand: /,
  ],
  [
    'a workload that was changed',
    'image-elsewhere',
    () => {
      cluster.find('Deployment', 'web').spec.template.spec.containers[0].image = 'evil.example/curl:1';
    },
    /^Deployment client-a\/web: /,
  ],
  [
    'a network policy that someone has added',
    'egress-too-wide',
    () =>
      cluster.objects.push({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'open', namespace: 'client-a' },
        spec: { podSelector: {}, egress: [{}], policyTypes: ['Egress'] },
      }),
    /NetworkPolicy client-a\/open/,
  ],
  ['a network policy that is gone', 'default-deny-missing', () => cluster.remove('NetworkPolicy', 'default-deny'), /./],
  [
    'a binding in another namespace',
    'bound-elsewhere',
    () =>
      cluster.objects.push({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'more' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: [{ kind: 'ServiceAccount', name: 'client-a', namespace: 'flux-system' }],
      }),
    /ClusterRoleBinding more/,
  ],
  [
    'an admission binding that only warns',
    'admission-not-enforced',
    () => {
      cluster.find('ValidatingAdmissionPolicyBinding', 'egress-tenant-pods').spec.validationActions = ['Warn'];
    },
    /egress-tenant-pods/,
  ],
])('%s is found by the rule %s', async (_, rule, change, about) => {
  change();
  cluster.write();
  const found = (await judged()).filter(({ id }) => id === rule);
  expect(found.map(({ object, message }) => `${object}: ${message}`)).toEqual(
    expect.arrayContaining([expect.stringMatching(about)]),
  );
  for (const { file } of found) expect(file).toMatch(/^(tenants\/client-a\.yaml|overlays\/production\.ts)$/);
});

test('a cluster without any guardrails is not one without findings', async () => {
  cluster.objects = cluster.objects.filter(({ kind }) => ['Namespace', 'Node', 'Deployment'].includes(kind));
  cluster.write();
  const ids = new Set((await judged()).map(({ id }) => id));
  expect([...ids]).toEqual(expect.arrayContaining(['admission-not-enforced', 'default-deny-missing']));
});

test('a squid.conf that someone has opened is found by the rules of scan', async () => {
  const text = vms.read(VM, 'etc/squid/squid.conf');
  vms.write(VM, 'etc/squid/squid.conf', text.replace(/^http_access deny all$/m, 'http_access allow all'));
  const found = (await judged()).filter(({ id }) => id === 'http-access-allow-all');
  expect(found).toEqual([
    expect.objectContaining({
      file: 'dist/infra/production/client-a/squid-a/squid.conf',
      object: 'VM squid-a',
      message: expect.stringMatching(/^\/etc\/squid\/squid\.conf:\d+: /),
    }),
  ]);
});

test('a record says what has changed since the last run, and is then that of this one', async () => {
  const record = join(project.folder, 'last.json');
  const first = await audit('--record', record);
  expect(first.out).toMatch(/^no earlier record: \d+ findings? recorded$/m);
  cluster.objects.push(pod({}));
  cluster.write();
  const second = await audit('--record', record);
  expect(second.code).toBe(1);
  expect(second.out).toMatch(/^since the last record: \d+ new, 0 gone, \d+ as before$/m);
  expect(second.out).toMatch(/^\+ error pod-not-proxied Pod client-a\/by-hand: /m);
  cluster.remove('Pod', 'by-hand');
  cluster.write();
  const third = await audit('--record', record, '--json');
  expect(third.err).toMatch(/^since the last record: 0 new, \d+ gone, \d+ as before$/m);
  expect(JSON.parse(third.out).since.gone.map(({ id }: Judged) => id)).toContain('pod-not-proxied');
  expect((await audit('--record', record)).out).toMatch(/^since the last record: 0 new, 0 gone, \d+ as before$/m);
});

test('a record of another environment, or another file, is refused and kept', async () => {
  project.write({ 'other.json': '{"version":1,"environment":"development","findings":[]}', 'text.txt': 'a text' });
  for (const [file, why] of [
    ['other.json', 'it is one of development'],
    ['text.txt', 'it is not JSON'],
  ] as const) {
    const { code, err } = await audit('--record', join(project.folder, file));
    expect([code, err]).toEqual([2, expect.stringContaining(`is not a record of production: ${why}`)]);
  }
  expect(project.read('text.txt')).toBe('a text');
});

test('a forge gets all findings as SARIF, those of the cluster at the settings', async () => {
  cluster.remove('NetworkPolicy', 'default-deny');
  cluster.write();
  const { out, code } = await audit('--sarif');
  expect(code).toBe(1);
  const [{ tool, results, automationDetails }] = JSON.parse(out).runs;
  // Two environments of one repository do not replace each other’s findings.
  expect(automationDetails).toEqual({ id: 'live/production/' });
  const ids = results.map(({ ruleId }: { ruleId: string }) => ruleId);
  expect(ids).toEqual(expect.arrayContaining(['live-policy-missing', 'default-deny-missing']));
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^(tenants|overlays|dist)\//);
  }
});
