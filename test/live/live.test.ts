import { UID } from './_cluster';
import { liveWorld, RULESET, VM } from './_world';

const world = liveWorld(
  `workloads:
  - { name: web, image: "curlimages/curl:8.11.1", runAsUser: 100, replicas: 2 }
`,
  { notify: [{ kind: 'slack', secret: 'on-call' }] },
);

interface Answer {
  readonly version: number;
  readonly environment: string;
  readonly cluster: { readonly uid: string; readonly expected: string | null };
  readonly findings: readonly {
    readonly id: string;
    readonly object: string;
    readonly message: string;
    readonly fix: string;
  }[];
  readonly checks: readonly { readonly check: string; readonly state: string }[];
}

let { project, vms, cluster } = {} as ReturnType<typeof world>;

beforeEach(() => {
  ({ project, vms, cluster } = world());
});

async function live(...args: string[]) {
  const { code, out, err } = await project.run('live', '--json', ...args);
  const answer = JSON.parse(out) as Answer;
  return { code, answer, err, found: answer.findings.map(({ id, object, message }) => `${id} ${object}: ${message}`) };
}

test('a cluster that is as the settings ask for is fine, and is only asked', async () => {
  cluster.calls();
  const { code, answer, found } = await live();
  expect({ code, found }).toEqual({ code: 0, found: [] });
  expect(answer).toMatchObject({ version: 1, environment: 'production', cluster: { uid: UID, expected: UID } });
  expect(new Set(answer.checks.map(({ check }) => check))).toEqual(
    new Set([
      'cluster',
      'address',
      'admission',
      'admission-refuses',
      'direct',
      'firewall',
      'flux',
      'guardrails',
      'notifications',
      'policies',
      'scheduling',
      'variables',
      'vms',
      'workloads',
    ]),
  );
  const writes = cluster
    .calls()
    .filter(
      (call) => !/^--request-timeout=30s (get|exec) |--dry-run=server|create --filename=- --output=json/.test(call),
    );
  expect(writes).toEqual([]);
});

test('people get a table', async () => {
  const { code, out } = await project.run('live');
  expect(code).toBe(0);
  expect(out).toMatch(/^check +tenant +object +result\ncluster +- +Namespace kube-system +ok: is that of production\n/);
  expect(out).toMatch(/\naddress +client-a +Pod client-a\/web-0 +ok: leaves by 203\.0\.113\.9\n/);
  expect(out).toMatch(/\n\nproduction is as the settings ask for$/);
});

const FAULTS: [title: string, plant: () => void, found: RegExp][] = [
  [
    'a pod on a node of another pool',
    () => {
      const node = structuredClone(cluster.find('Node', 'client-a-pool-1'));
      node.metadata = { ...node.metadata, name: 'other-1', labels: { 'node-pool': 'other' } };
      node.status = {};
      cluster.objects.push(node);
      cluster.find('Pod', 'web-0').spec.nodeName = 'other-1';
    },
    /^live-pod-misplaced Pod client-a\/web-0: is on other-1, a node of other \(expected a node of client-a-pool\)$/,
  ],
  [
    'a node without the taint',
    () => {
      cluster.find('Node', 'client-a-pool-1').spec.taints = [
        { key: 'other', value: 'dedicated', effect: 'NoSchedule' },
      ];
    },
    /^live-node-wrong Node client-a-pool-1: has no taint node-role\.kubernetes\.io\/client-a=dedicated:NoSchedule/,
  ],
  [
    'a changed variable',
    () => {
      const [container] = cluster.find('Pod', 'web-0').spec.containers;
      container.env.find(({ name }: { name: string }) => name === 'https_proxy').value = 'http://172.16.28.99:3128';
    },
    /^live-variable-differs Pod client-a\/web-0: container web: https_proxy is http:\/\/172\.16\.28\.99:3128 \(expected http:\/\/172\.16\.28\.9:3128\)$/,
  ],
  [
    'a variable that is missing in an init container',
    () => {
      cluster.find('Pod', 'web-0').spec.initContainers = [{ name: 'prepare' }];
    },
    /^live-variable-differs .* container prepare: HTTP_PROXY is not set/,
  ],
  [
    'a changed ConfigMap of the proxy',
    () => {
      for (const object of cluster.objects)
        if (object.kind === 'ConfigMap') (object.data as { PROXY_ADDRESS: string }).PROXY_ADDRESS = '172.16.28.99';
    },
    /^live-variable-differs .* HTTP_PROXY is http:\/\/172\.16\.28\.99:3128/,
  ],
  [
    'a workload that is scaled to zero',
    () => {
      const web = cluster.find('Deployment', 'web');
      web.spec.replicas = 0;
      web.status.readyReplicas = 0;
    },
    /^live-workload-not-running Deployment client-a\/web: 0 of 2 pods are ready/,
  ],
  [
    'a pod that crashes',
    () => {
      cluster.find('Deployment', 'web').status.readyReplicas = 1;
      cluster.find('Pod', 'web-0').status.containerStatuses = [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }];
    },
    /^live-workload-not-running .* 1 of 2 pods are ready: pod web-0: CrashLoopBackOff$/,
  ],
  [
    'a rollout that does not end',
    () => {
      const { status } = cluster.find('Deployment', 'web');
      Object.assign(status, { readyReplicas: 2, updatedReplicas: 1, unavailableReplicas: 1 });
    },
    /^live-workload-not-running .*: 2 of 2 pods are ready; 1 of 2 are of the current template$/,
  ],
  [
    'a deleted policy',
    () => cluster.remove('NetworkPolicy', 'default-deny'),
    /^live-policy-missing NetworkPolicy client-a\/default-deny: is not/,
  ],
  [
    'a policy that lets more through',
    () => (cluster.find('NetworkPolicy', 'default-deny').spec.egress = [{}]),
    /^live-policy-differs NetworkPolicy client-a\/default-deny: spec\.egress is \[\{\}\] \(expected none\)$/,
  ],
  [
    'a peer that becomes all namespaces',
    () => {
      cluster.find('NetworkPolicy', 'allow-same-namespace').spec.ingress[0].from[0].namespaceSelector = {};
    },
    /^live-policy-differs .* spec\.ingress\[0\]\.from\[0\]\.namespaceSelector is \{\} \(expected none\)$/,
  ],
  [
    'a further policy',
    () =>
      cluster.objects.push({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'open', namespace: 'client-a' },
      }),
    /^live-policy-extra NetworkPolicy client-a\/open: is not in the settings$/,
  ],
  ['a deleted quota', () => cluster.remove('ResourceQuota', 'tenant-quota'), /^live-guardrail-missing ResourceQuota/],
  [
    'a larger quota',
    () => {
      cluster.find('ResourceQuota', 'tenant-quota').spec.hard.pods = '500';
    },
    /^live-guardrail-differs ResourceQuota client-a\/tenant-quota: spec\.hard\.pods is "500" \(expected "50"\)$/,
  ],
  [
    'a namespace that lost its label',
    () => {
      cluster.find('Namespace', 'client-a').metadata.labels = { tenant: 'client-a' };
    },
    /^live-guardrail-differs Namespace client-a: metadata\.labels\.network\/isolation is missing/,
  ],
  [
    'a deleted binding of an admission policy',
    () => cluster.remove('ValidatingAdmissionPolicyBinding', 'egress-tenant-pods'),
    /^live-admission-missing ValidatingAdmissionPolicyBinding egress-tenant-pods: is not/,
  ],
  [
    'a binding that only warns',
    () => {
      cluster.find('ValidatingAdmissionPolicyBinding', 'egress-tenant-pods').spec.validationActions = ['Warn'];
    },
    /^live-admission-differs .* spec\.validationActions\[0\] is "Warn" \(expected "Deny"\)$/,
  ],
  [
    'a policy with an exception',
    () => {
      cluster.find('ValidatingAdmissionPolicy', 'egress-tenant-guardrails').spec.matchConstraints.objectSelector = {
        matchLabels: { a: 'b' },
      };
    },
    /^live-admission-differs .* spec\.matchConstraints\.objectSelector is/,
  ],
  [
    'an API server that takes what must be refused',
    () => cluster.file('open/proxy', ''),
    /^live-admission-open ValidatingAdmissionPolicy egress-tenant-proxy: does not refuse what it has to refuse in client-a$/,
  ],
  [
    'a suspended Kustomization',
    () => {
      cluster.find('Kustomization', 'client-egress-prod').spec.suspend = true;
    },
    /^live-flux-suspended Kustomization flux-system\/client-egress-prod: is suspended$/,
  ],
  [
    'an Alert that is gone',
    () => cluster.remove('Alert', 'client-egress-prod-on-call'),
    /^live-flux-missing Alert flux-system\/client-egress-prod-on-call: is not in the cluster$/,
  ],
  [
    'a Provider that sends elsewhere',
    () => {
      cluster.find('Provider', 'client-egress-prod-on-call').spec.secretRef.name = 'other';
    },
    /^live-flux-differs Provider flux-system\/client-egress-prod-on-call: spec\.secretRef\.name is "other" \(expected "on-call"\)$/,
  ],
  [
    'a Kustomization that failed',
    () => {
      cluster.find('Kustomization', 'client-egress-prod').status.conditions = [
        { type: 'Ready', status: 'False', reason: 'BuildFailed', message: 'no such file\nmore' },
      ];
    },
    /^live-flux-not-ready .*: is not ready: BuildFailed: no such file$/,
  ],
  [
    'an older revision',
    () => {
      cluster.find('Kustomization', 'client-egress-prod').status.lastAppliedRevision = `main@sha1:${'0'.repeat(40)}`;
    },
    /^live-revision-differs .* has applied main@sha1:0+ \(expected [0-9a-f]{40}, HEAD of this checkout\)$/,
  ],
  [
    'a repository that is not there',
    () => cluster.remove('GitRepository', 'repository'),
    /^live-flux-missing GitRepository flux-system\/repository: is not in the cluster$/,
  ],
  [
    'another address',
    () => cluster.answer('through', 0, '198.51.100.1'),
    /^live-address-wrong Pod client-a\/web-0: leaves by 198\.51\.100\.1 \(expected 203\.0\.113\.9\)$/,
  ],
  [
    'a proxy that does not answer',
    () => cluster.answer('through', 7, 'curl: (7) Failed to connect'),
    /^live-proxy-fails .* through the proxy: curl: \(7\)/,
  ],
  [
    'a direct connection',
    () => cluster.answer('direct', 0, '198.51.100.1'),
    /^live-direct-open .* answers without the proxy, from 198\.51\.100\.1/,
  ],
  [
    'an API server that answers',
    () => cluster.answer('api-server', 0, 'Unauthorized'),
    /^live-direct-open .*: the API server answers/,
  ],
  [
    'a direct connection that TLS ends',
    () => cluster.answer('direct', 60, 'curl: (60) SSL certificate problem: self-signed certificate'),
    /^live-direct-open .* answers without the proxy/,
  ],
  [
    'a stale file on a VM',
    () => vms.write(VM, '/etc/squid/squid.conf', 'x\n'),
    /^live-vm-differs VM squid-a: \/etc\/squid\/squid\.conf is edited$/,
  ],
  [
    'a VM that is not reached',
    () => vms.remove(VM),
    /^live-vm-unreachable VM squid-a: could not be asked: ssh: connect to host/,
  ],
  [
    'a firewall that is open to more',
    () =>
      vms.write(
        VM,
        'ruleset',
        RULESET.replace('elements = { 172.16.28.0/22 }', 'elements = { 10.0.0.0/8, 172.16.28.0/22 }'),
      ),
    /^live-firewall-open VM squid-a: ip egress_proxy \/ set tenant also has: 10\.0\.0\.0\/8$/,
  ],
  [
    'a firewall that is closed to nodes',
    () => vms.write(VM, 'ruleset', RULESET.replace('tcp dport 3128 accept', 'tcp dport 3128 drop')),
    /^live-firewall-closed VM squid-a: .*lacks: ip saddr @tenant ip daddr 172\.16\.28\.8 tcp dport 3128 accept$/,
  ],
  [
    'a firewall that is not loaded',
    () => vms.write(VM, 'ruleset', ''),
    /^live-firewall-open VM squid-a: ip egress_proxy \/ set tenant is missing: the rendered rules are not loaded/,
  ],
  [
    'a node that the proxy keeps out',
    () => {
      cluster.find('Node', 'client-a-pool-1').status.addresses[0].address = '172.16.28.77';
    },
    /^live-node-kept-out Node client-a-pool-1: has the address 172\.16\.28\.77, which the proxies refuse/,
  ],
  [
    'a right that is missing',
    () => cluster.deny('"resource":"networkpolicies"'),
    /^live-right-missing check policies: was skipped: the user may not list networkpolicies\.networking\.k8s\.io$/,
  ],
  [
    'a list that fails',
    () => cluster.file('error/nodes', 'error: the server is on fire\n'),
    /^live-check-failed check scheduling: could not be completed: error: the server is on fire$/,
  ],
];

test.each(FAULTS)('%s is found', async (_, plant, line) => {
  plant();
  cluster.write();
  const { code, found } = await live();
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(line)]));
  expect(code).toBe(1);
});

test('another cluster is refused before anything else is asked', async () => {
  cluster.file('kube-system.json', JSON.stringify({ metadata: { uid: UID.replace('6e', '7e') } }));
  cluster.calls();
  const { code, found } = await live();
  expect({ code, found }).toEqual({
    code: 2,
    found: [expect.stringMatching(/^live-cluster-wrong .* not the cluster of production/)],
  });
  expect(cluster.calls()).toHaveLength(1);
});

test('without kubectl it says so', async () => {
  const before = process.env.PATH;
  process.env.PATH = '/nowhere';
  const { code, err } = await project.run('live');
  process.env.PATH = before;
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringMatching(/^kubectl could not be run \(ENOENT\): install it/m),
  });
});

test('only --probe creates something, says so, and deletes it', async () => {
  cluster.file(
    'log',
    'through 0 203.0.113.9\ndirect 28 curl: (28) Connection timed out\napi-server 28 curl: (28) Connection timed out\n',
  );
  cluster.calls();
  const { code, found, err } = await live('--probe');
  expect({ code, found }).toEqual({ code: 0, found: [] });
  expect(err).toMatch(/^creates the pod client-a\/egress-live-[0-9a-f]{8}, which asks for/m);
  const calls = cluster.calls();
  expect(calls.filter((call) => call.includes('create --filename=- --output=name'))).toHaveLength(1);
  expect(calls.filter((call) => /delete pod egress-live-[0-9a-f]{8} --namespace=client-a/.test(call))).toHaveLength(1);
});

test('the rights are printed as a ClusterRole, and none of them writes but creating and deleting pods and dry runs', async () => {
  const { code, out } = await project.run('live', '--rights');
  expect(code).toBe(0);
  expect(out).toMatchSnapshot();
});
