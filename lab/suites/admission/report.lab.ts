import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentModel } from '../../../lib';
import type { KubernetesObject } from '../../cluster/api';
import { run } from '../../process/exec';
import { waitFor } from '../../process/wait';
import { Cluster, NAMESPACE, USERS } from './_cluster';

/** The tenant whose guardrails report; those of the other one are enforced. */
const REPORTING = { tenant: 'client-a', namespace: 'client-a-demo' };
const LABEL = 'egress-tenant/guardrails';

let folder: string;
let cluster: Cluster;
let count = 0;

const report = (model: EnvironmentModel): EnvironmentModel => ({
  ...model,
  tenants: model.tenants.map((tenant) =>
    tenant.name === REPORTING.tenant ? { ...tenant, guardrails: 'report' } : tenant,
  ),
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'egress-audit-'));
  const policy = join(folder, 'policy.yaml');
  writeFileSync(policy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata }]\n');
  const flags = [`--audit-policy-file=${policy}`, `--audit-log-path=${join(folder, 'audit.log')}`];
  cluster = await Cluster.start({ environment: report, flags });
  await waitFor('the policies warn', async () => {
    const { warnings } = await create(REPORTING.namespace, bad(), '?dryRun=All');
    return warnings.some((text) => text.includes("'egress-tenant-pods-report'"));
  });
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A pod as someone had it before there were guardrails: anywhere, as root, past the proxy. */
function bad(): KubernetesObject {
  count += 1;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `bad-${count}` },
    spec: { hostNetwork: true, containers: [{ name: 'main', image: 'example.com/a:1' }] },
  };
}

const create = (namespace: string, object: KubernetesObject, query = '') =>
  cluster.admin.request('POST', `/api/v1/namespaces/${namespace}/pods${query}`, object);

/** Policies that are named in texts, each once. */
const policiesIn = (texts: readonly string[]) =>
  [...new Set(texts.flatMap((text) => text.match(/ValidatingAdmissionPolicy '[^']+'/g) ?? []))].sort();

test('a pod that breaks guardrails is let in, and each of them warns', async () => {
  const { status, warnings } = await create(REPORTING.namespace, bad());
  expect(status).toBe(201);
  expect(policiesIn(warnings)).toEqual(
    expect.arrayContaining(['pods', 'proxy'].map((name) => `ValidatingAdmissionPolicy 'egress-tenant-${name}'`)),
  );
  expect(warnings.filter((text) => text.startsWith('would violate PodSecurity'))).toHaveLength(1);
});

test('the audit record of the API server has both', async () => {
  const pod = bad();
  await create(REPORTING.namespace, pod);
  const events = readFileSync(join(folder, 'audit.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { objectRef?: { name?: string }; annotations?: Record<string, string> });
  const { annotations = {} } = events.find(({ objectRef }) => objectRef?.name === pod.metadata.name) ?? {};
  expect(annotations['pod-security.kubernetes.io/audit-violations']).toContain('would violate PodSecurity');
  const failures = JSON.parse(annotations['validation.policy.admission.k8s.io/validation_failure'] ?? '[]') as {
    policy: string;
    validationActions: string[];
  }[];
  // The API server keeps what the first policy found: an annotation of a request is set once.
  expect(failures.map(({ policy }) => policy)).toEqual([expect.stringMatching(/^egress-tenant-/)]);
  expect(failures.flatMap(({ validationActions }) => validationActions)).not.toContain('Deny');
});

test('the same pod is refused to the other tenant', async () => {
  const { status } = await create(NAMESPACE, bad());
  expect(status).toBe(403);
});

test('what is not a pod is reported, too: a role that the tenant gives itself', async () => {
  const role = { metadata: { name: 'own' }, rules: [] };
  const roles = (namespace: string) => `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles?dryRun=All`;
  await cluster.admin.request(
    'POST',
    `/apis/rbac.authorization.k8s.io/v1/namespaces/${REPORTING.namespace}/rolebindings`,
    {
      metadata: { name: 'owners' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: USERS.owner.name }],
    },
  );
  await waitFor('the owner may', async () => {
    const { status, warnings } = await cluster.as(USERS.owner).request('POST', roles(REPORTING.namespace), role);
    return status === 201 && policiesIn(warnings).join() === "ValidatingAdmissionPolicy 'egress-tenant-guardrails'";
  });
  const { status } = await cluster.as(USERS.owner).request('POST', roles(NAMESPACE), role);
  expect(status).toBe(403);
});

test.each([
  ['sets the label on its own namespace', NAMESPACE, { [LABEL]: 'report' }],
  ['lifts Pod Security in a namespace that reports', REPORTING.namespace, { 'pod-security.kubernetes.io/warn': null }],
])('no one but the platform %s', async (_, namespace, labels) => {
  const { status, body } = await cluster
    .as(USERS.owner)
    .request('PATCH', `/api/v1/namespaces/${namespace}`, { metadata: { labels } });
  expect(status).toBe(403);
  expect(body.message).toContain("ValidatingAdmissionPolicy 'egress-tenant-namespaces'");
});

test('kubectl prints what `live` reads: one warning per policy, and no error', async () => {
  const file = join(folder, 'pod.json');
  writeFileSync(file, JSON.stringify({ ...bad(), metadata: { name: 'bad', namespace: REPORTING.namespace } }));
  const { kubectl, kubeconfig } = cluster.controlPlane;
  const { code, stderr } = await run([
    kubectl,
    `--kubeconfig=${kubeconfig}`,
    'create',
    '--dry-run=server',
    `--filename=${file}`,
    '--output=name',
  ]);
  expect(code).toBe(0);
  const warnings = stderr.split('\n').filter((line) => line.startsWith('Warning: '));
  expect(policiesIn(warnings)).toContain("ValidatingAdmissionPolicy 'egress-tenant-pods'");
  expect(warnings.some((line) => line.includes('would violate PodSecurity'))).toBe(true);
});

test('with guardrails enforced again the pod is refused', async () => {
  const namespace = cluster.rendered.guardrails.find(
    ({ kind, metadata }) => kind === 'Namespace' && metadata.name === REPORTING.namespace,
  ) as KubernetesObject;
  const { [LABEL]: _, ...labels } = namespace.metadata.labels as Record<string, string>;
  const enforced = { ...labels, 'pod-security.kubernetes.io/enforce': 'restricted' };
  const { status } = await cluster.apply({ ...namespace, metadata: { ...namespace.metadata, labels: enforced } });
  expect(status).toBe(200);
  await waitFor('the policies refuse', async () => {
    const { status, body } = await create(REPORTING.namespace, bad(), '?dryRun=All');
    return status === 403 && String(body.message).includes('PodSecurity');
  });
});
