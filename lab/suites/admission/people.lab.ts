import { container, pod } from './_attack';
import { Cluster, NAMESPACE, USERS } from './_cluster';

const PODS = `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
});

afterAll(() => cluster?.stop());

describe('a person of the tenant', () => {
  const review = async (verb: string, resource: string, group = '', subresource?: string): Promise<boolean> => {
    const attributes = { namespace: NAMESPACE, verb, resource, group, subresource };
    const body = { spec: { resourceAttributes: attributes } };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    return (await cluster.as(USERS.person).request('POST', path, body)).body.status.allowed;
  };

  test.each([
    ['exec', 'create', 'pods', '', 'exec'],
    ['logs', 'get', 'pods', '', 'log'],
    ['port-forward', 'create', 'pods', '', 'portforward'],
    ['attach', 'create', 'pods', '', 'attach'],
    ['rollout restart', 'patch', 'deployments', 'apps', undefined],
    ['scale', 'patch', 'deployments', 'apps', 'scale'],
    ['autoscale', 'create', 'horizontalpodautoscalers', 'autoscaling', undefined],
    ['get events', 'list', 'events', '', undefined],
    ['describe quota', 'get', 'resourcequotas', '', undefined],
  ])('may %s', async (_, verb, resource, group, subresource) => {
    expect(await review(verb, resource, group, subresource)).toBe(true);
  });

  test.each([
    ['put a container into a running pod', 'patch', 'pods', '', 'ephemeralcontainers'],
    ['be an account', 'impersonate', 'serviceaccounts', '', undefined],
    ['reach pods through the API server', 'get', 'pods', '', 'proxy'],
    ['reach services through the API server', 'get', 'services', '', 'proxy'],
    ['evict', 'create', 'pods', '', 'eviction'],
    ['write ReplicaSets', 'create', 'replicasets', 'apps', undefined],
    ['write events', 'create', 'events', '', undefined],
  ])('may not %s', async (_, verb, resource, group, subresource) => {
    expect(await review(verb, resource, group, subresource)).toBe(false);
  });

  test('may name the proxy by its address, as the refusal proposes', async () => {
    const body = pod('by-hand', (spec) => {
      spec.containers = [{ ...container('a'), envFrom: [] }];
      for (const variable of spec.containers[0].env) variable.value = 'http://172.16.28.40:3128';
    });
    expect(await cluster.as(USERS.person).request('POST', PODS, body)).toMatchObject({
      status: 201,
    });
  });

  test('may have the largest of pods judged', async () => {
    const body = pod('large', (spec) => {
      const env = Array.from({ length: 300 }, (_, i) => ({ name: `VARIABLE_${i}`, value: 'x'.repeat(100) }));
      spec.containers = Array.from({ length: 40 }, (_, i) => ({
        ...container(`a${i}`),
        env: [...container('a').env, ...env],
      }));
    });
    const { status, body: answer } = await cluster.as(USERS.person).request('POST', PODS, body);
    expect({ status, message: answer.message }).toEqual({ status: 201, message: undefined });
  });
});
