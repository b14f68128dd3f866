import type { EnvironmentModel } from '../../../lib';
import type { KubernetesObject } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { CHART, pathsOf } from './_chart';
import { Cluster, definition, NAMESPACE, TENANT } from './_cluster';
import { FluxHelm } from './_flux-helm';
import { Nodes } from './_nodes';
import { volume } from './_objects';

// A chart that says nothing of nodes, proxies or restrictions, installed by the real helm-controller as the settings render it
// without `pods`: what its pods lack comes from the patches of the release, and from the API server.

const RELEASE = 'released';
const path = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${NAMESPACE}/helmreleases/${RELEASE}`;
const VALUES = { placed: false, proxied: false, restricted: false };

let cluster: Cluster;
let nodes: Nodes;
let flux: FluxHelm;

beforeAll(async () => {
  cluster = await Cluster.start({
    environment: withChart,
    definitions: ['helm-controller-crds'],
    flags: [
      '--runtime-config=admissionregistration.k8s.io/v1beta1=true',
      '--feature-gates=MutatingAdmissionPolicy=true',
    ],
  });
  await cluster.mustApply([definition('source.toolkit.fluxcd.io', 'HelmChart', 'helmcharts'), volume(RELEASE)]);
  nodes = Nodes.start(cluster.admin, NAMESPACE);
  flux = await FluxHelm.start(cluster, CHART);
  await flux.serve(RELEASE, NAMESPACE);
});

afterAll(async () => {
  flux?.stop();
  await nodes?.stop();
  await cluster?.stop();
});

function withChart({ environment, tenants }: EnvironmentModel): EnvironmentModel {
  const chart = { name: RELEASE, chart: 'oci://registry.example.com/charts/web', version: '1.0.0', values: VALUES };
  return {
    environment: { ...environment, cluster: { ...environment.cluster, mutatingAdmission: 'v1beta1' } },
    tenants: tenants.map((tenant) => (tenant.name === TENANT ? { ...tenant, charts: [chart] } : tenant)),
  };
}

test('the release is rendered without a patch for a container', async () => {
  const { spec } = await cluster.get(path);
  expect(JSON.stringify(spec.postRenderers)).not.toMatch(/https_proxy|allowPrivilegeEscalation/);
});

test('it is installed, hooks included, and each container of its pods is the tenant’s', async () => {
  await waitFor(
    'the release is installed',
    async () => {
      const conditions: readonly { type: string; status: string }[] =
        (await cluster.get(path)).status?.conditions ?? [];
      if (conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return true;
      throw new Error(JSON.stringify(conditions));
    },
    { timeout: 120_000, needs: [flux.controller] },
  );
  const { spec } = await cluster.get(pathsOf(RELEASE).Deployment as string);
  expect(spec.template.spec.containers[0].securityContext).toEqual({ runAsUser: 65532 });
  // Flux does not wait for the pods of a chart.
  const pods = await waitFor('the Deployment has its pod', async () => {
    const found = await cluster.items(
      `/api/v1/namespaces/${NAMESPACE}/pods?labelSelector=app.kubernetes.io/instance=${RELEASE}`,
    );
    return found.length === 1 ? found : undefined;
  });
  pods.forEach(isTenants);
});

function isTenants({ spec }: KubernetesObject): void {
  expect(spec).toMatchObject({
    nodeSelector: { 'node-pool': 'shop-pool' },
    tolerations: expect.arrayContaining([expect.objectContaining({ key: 'node-role.kubernetes.io/shop' })]),
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  for (const { env, securityContext } of [...(spec.initContainers ?? []), ...spec.containers]) {
    expect(securityContext).toEqual({
      runAsUser: 65532,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'])
      expect(env).toContainEqual({ name, value: 'http://172.16.28.40:3128' });
  }
}
