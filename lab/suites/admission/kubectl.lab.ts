import { apply, type Change, inContainer } from '../_change';
import { type Pod, pod } from './_attack';
import { Cluster, NAMESPACE, USERS } from './_cluster';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
  await cluster.mustApply([pod('victim')]);
});

afterAll(() => cluster?.stop());

/** What a refusal says, and what somebody at a terminal then does. */
interface Remedy {
  readonly says: RegExp;
  readonly change: Change;
}

const PROXY = 'http://172.16.28.40:3128';
const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

const REMEDIES: Record<string, Remedy> = {
  restricted: {
    says: /violates PodSecurity .*must set securityContext\.allowPrivilegeEscalation=false/,
    change: (spec) => {
      spec.securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
      spec.containers[0].securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    },
  },
  selector: {
    says: /tenant shop: .* Set nodeSelector node-pool: shop-pool, .*tenants\/shop\.yaml/,
    change: { nodeSelector: { 'node-pool': 'shop-pool' } },
  },
  toleration: {
    says: /tenant shop: .* Add the toleration key: node-role\.kubernetes\.io\/shop, operator: Equal, value: dedicated/,
    change: (spec) => {
      const key = 'node-role.kubernetes.io/shop';
      spec.tolerations = [{ key, operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' }];
    },
  },
  proxy: {
    says: /tenant shop: .* Set env HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy to http:\/\/172\.16\.28\.40:3128/,
    change: inContainer({ env: VARIABLES.map((name) => ({ name, value: PROXY })) }),
  },
};

test('kubectl run is refused until one has done what the refusals say, and then it runs', async () => {
  const spec: Pod = { containers: [{ name: 'mine', image: 'example.com/mine:1' }] };
  const done: string[] = [];
  for (;;) {
    const overrides = `--overrides=${JSON.stringify({ apiVersion: 'v1', spec })}`;
    const { code, stderr } = await cluster.kubectl(USERS.person, [
      'run',
      'mine',
      '--image=example.com/mine:1',
      overrides,
    ]);
    if (code === 0) break;
    // In which order the policies speak is the API server's business.
    const remedy = Object.entries(REMEDIES).find(([name, { says }]) => !done.includes(name) && says.test(stderr));
    if (!remedy) throw new Error(`no way out of: ${stderr}`);
    done.push(remedy[0]);
    apply(remedy[1].change, spec);
  }
  expect(done.sort()).toEqual(Object.keys(REMEDIES).sort());
});

test('kubectl debug is refused to a tenant and to an owner, and to the platform until it names the proxy', async () => {
  const debug = ['debug', 'victim', '--image=example.com/tools:1', '--profile=restricted'];
  const proxied = VARIABLES.map((name) => `--env=${name}=${PROXY}`);
  const person = await cluster.kubectl(USERS.person, debug);
  expect(person.stderr).toContain('cannot patch resource "pods/ephemeralcontainers"');
  const owner = await cluster.kubectl(USERS.owner, [...debug, ...proxied]);
  expect(owner.code).toBe(1);
  expect(owner.stderr).toContain('only the platform may change pods/ephemeralcontainers in this namespace');
  const platform = { name: 'admin', groups: ['system:masters'] };
  const unproxied = await cluster.kubectl(platform, debug);
  expect(unproxied.code).toBe(1);
  expect(unproxied.stderr).toMatch(REMEDIES.proxy?.says as RegExp);
  expect(await cluster.kubectl(platform, [...debug, ...proxied])).toMatchObject({ code: 0 });
});

test('kubectl create deployment is refused at once, not only later and out of sight', async () => {
  const { code, stderr } = await cluster.kubectl(USERS.person, [
    'create',
    'deployment',
    'mine',
    '--image=example.com/mine:1',
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/denied request: tenant shop: .*tenants\/shop\.yaml/);
});

test('kubectl label and kubectl delete leave the namespace as it is', async () => {
  for (const args of [
    ['label', 'namespace', NAMESPACE, 'network/isolation-'],
    ['label', 'namespace', NAMESPACE, '--overwrite', 'pod-security.kubernetes.io/enforce=privileged'],
    ['delete', 'namespace', NAMESPACE, '--wait=false'],
    ['delete', 'networkpolicies', '--all'],
  ]) {
    const { code, stderr } = await cluster.kubectl(USERS.owner, args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/tenant shop: .* Propose what you need in tenants\/shop\.yaml/);
  }
});
