import type { EnvironmentModel } from '../../../lib';
import { waitFor } from '../../process/wait';
import { apply, type Change } from '../_change';
import { container, type Pod, pod, workload } from './_attack';
import { Cluster, NAMESPACE, USERS } from './_cluster';

const PODS = `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`;
const OWN = { key: 'node-role.kubernetes.io/shop', operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' };

function inCluster(facts: Partial<EnvironmentModel['environment']['cluster']>) {
  return ({ environment, tenants }: EnvironmentModel): EnvironmentModel => ({
    environment: { ...environment, cluster: { ...environment.cluster, ...facts } },
    tenants,
  });
}

const placeless = { nodeSelector: undefined, tolerations: undefined };

describe('where the API server runs PodNodeSelector and PodTolerationRestriction', () => {
  const admissionPlugins = ['PodNodeSelector', 'PodTolerationRestriction'] as const;
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ admissionPlugins, environment: inCluster({ admissionPlugins }) });
  });
  afterAll(() => cluster?.stop());
  const create = (change?: Change) => cluster.as(USERS.person).request('POST', PODS, pod('a', change));

  test('what is rendered is applied, with no refusal and no warning', async () => {
    await cluster.applyWorkloads();
  });

  test('a pod that names no place gets the tenant’s', async () => {
    const { status, body } = await create(placeless);
    expect({ status, message: body.message }).toEqual({ status: 201, message: undefined });
    expect(body.spec.nodeSelector).toEqual({ 'node-pool': 'shop-pool' });
    expect(body.spec.tolerations).toContainEqual(OWN);
  });

  test('so does one with requests, which the API server has tolerate memory pressure', async () => {
    const { status, body } = await create((spec) => {
      apply(placeless, spec);
      spec.containers[0].resources = { requests: { memory: '64Mi', cpu: '50m' } };
    });
    expect(status).toBe(201);
    expect(body.spec.tolerations).toContainEqual(OWN);
  });

  test('the template of a workload need not name it', async () => {
    const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments?dryRun=All`;
    const { status } = await cluster.as(USERS.person).request('POST', path, workload('Deployment', placeless));
    expect(status).toBe(201);
  });

  test('without our policy, the plugins still refuse another place', async () => {
    await cluster.admin.request('DELETE', await cluster.path(cluster.policy('egress-tenant-pods')));
    const elsewhere = await create({ nodeSelector: { 'node-pool': 'client-a-pool' } });
    expect(elsewhere).toMatchObject({ status: 403 });
    expect(elsewhere.body.message).toContain('node label selector conflicts');
    const everywhere = await create({ tolerations: [{ operator: 'Exists' }] });
    // The plugin does not say that it forbids, so that the API server takes it for its own error.
    expect(everywhere).toMatchObject({ status: 500 });
    expect(everywhere.body.message).toContain('conflict with its namespace whitelist');
  });
});

describe('where the API server serves MutatingAdmissionPolicy', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({
      environment: inCluster({ mutatingAdmission: 'v1beta1' }),
      flags: [
        '--runtime-config=admissionregistration.k8s.io/v1beta1=true',
        '--feature-gates=MutatingAdmissionPolicy=true',
      ],
    });
  });
  afterAll(() => cluster?.stop());
  const create = (change?: Change) => cluster.as(USERS.person).request('POST', PODS, pod('a', change));
  const proxiesOf = (made: Pod) =>
    made.env
      .filter(({ name }: { name: string }) => /^https?_proxy$/i.test(name))
      .map(({ value }: { value: string }) => value);

  test('what is rendered is applied, with no refusal and no warning', async () => {
    await cluster.applyWorkloads();
  });

  test('a pod that says nothing of nodes and proxy gets the tenant’s, in every container', async () => {
    const { status, body } = await create((spec) => {
      apply(placeless, spec);
      spec.containers = ['a', 'b'].map((name) => ({
        ...container(name),
        env: [{ name: 'X', value: '1' }],
        envFrom: [],
      }));
      spec.initContainers = [{ ...container('init'), env: undefined, envFrom: [] }];
    });
    expect({ status, message: body.message }).toEqual({ status: 201, message: undefined });
    expect(body.spec.nodeSelector).toEqual({ 'node-pool': 'shop-pool' });
    expect(body.spec.tolerations).toContainEqual(OWN);
    for (const each of [...body.spec.containers, ...body.spec.initContainers]) {
      expect(proxiesOf(each)).toEqual(Array(4).fill('http://172.16.28.40:3128'));
      for (const name of ['NO_PROXY', 'no_proxy'])
        expect(each.env).toContainEqual({ name, value: expect.stringContaining('.svc.cluster.local') });
    }
    expect(body.spec.containers[0].env[0]).toEqual({ name: 'X', value: '1' });
  });

  describe('a pod that says nothing of restrictions', () => {
    const contextOf = ({ spec }: Pod) => [
      spec.securityContext,
      ...[...spec.containers, ...(spec.initContainers ?? [])].map(({ securityContext }: Pod) => securityContext),
    ];
    const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const OUTER = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    const bare = (name: string) => ({ ...container(name), securityContext: undefined });

    test('is restricted, in every container', async () => {
      const { status, body } = await create((spec) => {
        spec.securityContext = { runAsUser: 1000 };
        spec.containers = [bare('a'), { ...bare('b'), securityContext: { readOnlyRootFilesystem: true } }];
        spec.initContainers = [{ ...bare('init'), securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } } }];
      });
      expect({ status, message: body.message }).toEqual({ status: 201, message: undefined });
      expect(contextOf(body)).toEqual([
        { runAsUser: 1000, ...OUTER },
        RESTRICTED,
        { readOnlyRootFilesystem: true, ...RESTRICTED },
        { allowPrivilegeEscalation: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } },
      ]);
    });

    test('has them without any security context at all', async () => {
      const { status, body } = await create((spec) => {
        delete spec.securityContext;
        spec.containers = [bare('a')];
      });
      expect({ status, message: body.message }).toEqual({ status: 201, message: undefined });
      expect(contextOf(body)).toEqual([OUTER, RESTRICTED]);
    });
  });

  test.each<[string, Change]>([
    ['root', (spec) => Object.assign(spec, { securityContext: { runAsNonRoot: false } })],
    [
      'no seccomp profile',
      (spec) => Object.assign(spec, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    ],
    [
      'privileges',
      (spec) => Object.assign(spec.containers[0], { securityContext: { allowPrivilegeEscalation: true } }),
    ],
    [
      'a capability',
      (spec) => Object.assign(spec.containers[0], { securityContext: { capabilities: { add: ['NET_RAW'] } } }),
    ],
    [
      'to drop less',
      (spec) => Object.assign(spec.containers[0], { securityContext: { capabilities: { drop: ['KILL'] } } }),
    ],
  ])('a pod that asks for %s is refused, as before', async (_, change) => {
    const { status, body } = await create(change);
    expect(status).toBe(403);
    expect(body.message).toContain('violates PodSecurity "restricted');
  });

  test('what a pod says of its own stays beside it', async () => {
    const { body } = await create({
      nodeSelector: { disk: 'fast' },
      tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }],
    });
    expect(body.spec.nodeSelector).toEqual({ disk: 'fast', 'node-pool': 'shop-pool' });
    expect(body.spec.tolerations.map(({ key }: { key: string }) => key)).toEqual(
      expect.arrayContaining(['node.kubernetes.io/unschedulable', OWN.key]),
    );
  });

  test('one that complies is left as it is', async () => {
    const { body } = await create();
    expect(proxiesOf(body.spec.containers[0])).toEqual(Array(4).fill('http://$(PROXY_ADDRESS):$(PROXY_PORT)'));
    expect(body.spec.tolerations.filter(({ key }: { key: string }) => key === OWN.key)).toHaveLength(1);
  });

  test('a pod gets the hosts of egress.tcp that its namespace has, next to its own', async () => {
    expect((await create()).body.spec).not.toHaveProperty('hostAliases');
    const annotations = { 'host-aliases': '10.32.0.77=sftp.partner.example,10.32.0.78=db.partner.example' };
    const patched = await cluster.admin.request('PATCH', `/api/v1/namespaces/${NAMESPACE}`, {
      metadata: { annotations },
    });
    expect(patched.status).toBe(200);
    const SFTP = { ip: '10.32.0.77', hostnames: ['sftp.partner.example'] };
    const DB = { ip: '10.32.0.78', hostnames: ['db.partner.example'] };
    // The API server reads namespaces with a delay.
    const aliases = async () => (await create()).body.spec.hostAliases;
    await waitFor('pods get the hosts', async () => (await aliases()) !== undefined);
    expect(await aliases()).toEqual([SFTP, DB]);
    const other = { ip: '10.32.0.9', hostnames: ['legacy.shop.internal'] };
    const { body } = await create({ hostAliases: [other, SFTP] });
    expect(body.spec.hostAliases).toEqual(expect.arrayContaining([other, SFTP, DB]));
    expect(body.spec.hostAliases).toHaveLength(3);
  });

  test('the template of a workload need not say it', async () => {
    const path = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs?dryRun=All`;
    const job = workload('Job', (spec) => {
      apply(placeless, spec);
      delete spec.containers[0].env;
    });
    expect(await cluster.as(USERS.person).request('POST', path, job)).toMatchObject({ status: 201 });
  });

  test.each([
    ['another node pool', /own nodes/, { nodeSelector: { 'node-pool': 'client-a-pool' } }],
    ['every taint', /Remove the toleration/, { tolerations: [{ operator: 'Exists' }] }],
    [
      'another proxy',
      /needs the tenant’s proxy variables/,
      (spec: Pod) => {
        spec.containers[0].env[0].value = 'http://172.16.28.8:3128';
      },
    ],
  ])('a pod that asks for %s is refused, not mended', async (_, says, change) => {
    const { status, body } = await create(change);
    expect(status).toBe(403);
    expect(body.message).toMatch(says);
  });

  test('its policy is the platform’s, in the environment’s own folder, beside patches of the base’s', async () => {
    const kinds = cluster.rendered.platform.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(kinds).toContain('MutatingAdmissionPolicy egress-tenant-injection');
    expect(kinds).toContain('MutatingAdmissionPolicyBinding egress-tenant-injection');
  });
});
