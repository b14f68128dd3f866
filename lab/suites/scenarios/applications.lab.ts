import { byKind, objectsOf, strictDryRun } from './_objects';
import { Applications, PARTNERS } from './applications/_world';

// The applications of examples/: their manifests as they are, with images of the lab in place of the real ones.

let world: Applications;

beforeAll(async () => {
  world = await Applications.up();
});

afterAll(() => world?.cluster.down());

test('the API server takes every object, and warns of none', async () => {
  const objects = await objectsOf(world.lab, world.cluster.project.output, 'production');
  const kinds = [...new Set(objects.map(({ kind = '' }) => kind))];
  expect(kinds).toEqual(
    expect.arrayContaining([
      ...['CronJob', 'Deployment', 'StatefulSet', 'ConfigMap', 'Service', 'Ingress', 'HorizontalPodAutoscaler'],
      ...['PodDisruptionBudget', 'ExternalSecret', 'SecretStore', 'HelmRelease'],
    ]),
  );
  await strictDryRun(
    world.lab,
    kinds.flatMap((kind) => byKind(objects, kind)),
  );
});

/** Asks the application's partner from a container of it, and resolves with who the partner saw. */
async function partnerSaw(tenant: string, ask: (url: string) => Promise<unknown>): Promise<string[]> {
  const host = PARTNERS[tenant] ?? '';
  const requests = () => world.lab.internet.requests().filter((request) => request.host === host);
  const before = requests().length;
  await ask(`https://${host}/${tenant}`);
  return requests()
    .slice(before)
    .map(({ client }) => client);
}

const from = (tenant: string, workload: string, container: string) => (url: string) =>
  world.inContainer(tenant, workload, container, `curl -s --max-time 10 ${url}`);

describe('storefront, a Node API', () => {
  test('leaves by its address', async () => {
    const seen = await partnerSaw('storefront', from('storefront', 'api', 'api'));
    expect(seen).toEqual([world.address('storefront')]);
  });

  test('answers at port 80 of its Service, and has the address of its database from a Secret', async () => {
    const say = 'curl -s --noproxy "*" http://api/healthz; echo $DATABASE_URL';
    expect(await world.inContainer('storefront', 'api', 'api', say)).toBe(
      'fine\npostgres://db.storefront.internal/shop\n',
    );
  });

  test('has a route, an autoscaler that keeps two pods, and a budget', async () => {
    expect(await world.names('storefront', 'networking.k8s.io/v1/ingresses')).toEqual(['shop-example-com']);
    expect(await world.names('storefront', 'policy/v1/poddisruptionbudgets')).toEqual(['api']);
    const pods = () => world.cluster.pods(world.tenant('storefront').namespace, 'api');
    await world.lab.waitFor('the autoscaler has two pods', async () => (await pods()).length === 2);
  });
});

test('billing, a Spring Boot batch, runs with the keys of its Secret, and leaves by its address', async () => {
  const seen = await partnerSaw('billing', async () => {
    expect(await world.runNow('billing', 'invoices')).toContain('as biller\n');
  });
  expect(seen).toEqual([world.address('billing')]);
});

describe('ledger, PostgreSQL', () => {
  test('is ready by its probe, and has its password and its volume', async () => {
    const { status } = await world.pod('ledger', 'postgres');
    expect(status.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
    expect(await world.inContainer('ledger', 'postgres', 'postgres', 'cat $PGDATA/log')).toBe('password pa$$word\n');
    expect(await world.names('ledger', 'v1/persistentvolumeclaims')).toEqual(['data-postgres-0']);
  });

  test('leaves nowhere, as its settings say', async () => {
    const curl = "curl -s -o /dev/null --max-time 10 -w '%{http_connect}' https://ifconfig.me/ip || true";
    expect(await world.inContainer('ledger', 'postgres', 'postgres', curl)).toMatch(/^403/);
  });
});

describe('dispatch, a Python worker', () => {
  test('leaves by its address', async () => {
    const seen = await partnerSaw('dispatch', from('dispatch', 'worker', 'worker'));
    expect(seen).toEqual([world.address('dispatch')]);
  });

  test('has its queue from a Secret, past the proxy', async () => {
    const say = 'echo $QUEUE_URL; echo $NO_PROXY';
    const [url, noProxy = ''] = (await world.inContainer('dispatch', 'worker', 'worker', say)).split('\n');
    expect(url).toBe('amqps://queue.dispatch.internal');
    expect(noProxy.split(',')).toContain('queue.dispatch.internal');
  });
});

describe('portal, a web server with an init container and a sidecar', () => {
  test('leaves by its address', async () => {
    const seen = await partnerSaw('portal', from('portal', 'web', 'shipper'));
    expect(seen).toEqual([world.address('portal')]);
  });

  test('serves what the init container has brought, and its sidecar reads its log', async () => {
    const curl = 'curl -s --noproxy "*" http://127.0.0.1:8080/index.html';
    expect(await world.inContainer('portal', 'web', 'web', curl)).toBe('the portal\n');
    const { metadata } = await world.pod('portal', 'web');
    const place = ['--namespace', world.tenant('portal').namespace, '--container', 'shipper'];
    const { stdout } = await world.lab.kubectl(['logs', metadata.name, ...place]);
    expect(stdout).toContain('GET /');
  });

  test('shows each container its own files alone', async () => {
    const look = 'ls /srv/site /etc/nginx/conf.d 2>&1; true';
    const shipper = await world.inContainer('portal', 'web', 'shipper', look);
    expect(shipper.match(/No such file/g)).toHaveLength(2);
  });
});

test('exchange, a job with the real SFTP client, delivers a file, and the partner sees its address', async () => {
  // What another job of the tenant has left on the volume.
  await world.lab
    .host('exchange-pool-1')
    .must([...['sh', '-c'], 'cd /var/lib/volumes/exchange && echo 1,2,3 >orders.csv && chmod a+r orders.csv']);
  await world.runNow('exchange', 'deliver');
  expect(await world.partner.inbox()).toBe('./orders.csv:1,2,3\n');
  expect(world.partner.logins()).toEqual([world.address('exchange')]);
});

describe('acme, a chart in the shape of Redis', () => {
  test('is installed, and its pod is ready', async () => {
    const { namespace } = world.tenant('acme');
    await world.lab.waitFor('Redis is ready', async () => {
      const set = await world.lab.api.get(`/apis/apps/v1/namespaces/${namespace}/statefulsets/redis-master`);
      if (set?.status?.readyReplicas === 1) return true;
      const release = await world.lab.api.get(
        `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/redis`,
      );
      throw new Error(JSON.stringify(release?.status?.conditions));
    });
    expect(await world.inContainer('acme', 'redis', 'redis', 'echo $REDIS_PASSWORD')).toBe('of redis\n');
  });

  test('leaves by its address', async () => {
    const seen = await partnerSaw('acme', from('acme', 'redis', 'redis'));
    expect(seen).toEqual([world.address('acme')]);
  });
});

describe('helpdesk, a chart with a hook', () => {
  test('is installed after its hook, which left by its address', async () => {
    const { namespace } = world.tenant('helpdesk');
    await world.lab.waitFor('the release is ready', async () => {
      const path = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/helpdesk`;
      const conditions: readonly { type: string; status: string }[] = (await world.lab.api.get(path))?.status
        ?.conditions;
      if (conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) return true;
      throw new Error(JSON.stringify(conditions));
    });
    expect(await world.lab.podLogs(namespace, 'job/helpdesk-migrate')).toContain(
      'changed postgres://db.helpdesk.internal/helpdesk\n',
    );
    const asked = world.lab.internet.requests().filter(({ path }) => path === '/migrated');
    expect(asked).toEqual([expect.objectContaining({ client: world.address('helpdesk') })]);
  });

  test('answers the ingress controller and its own pods at port 80 of its Service, and no one else', async () => {
    await world.cluster.isRolledOut();
    expect(await world.names('helpdesk', 'networking.k8s.io/v1/ingresses')).toEqual(['helpdesk-example-com']);
    const url = `http://helpdesk.${world.tenant('helpdesk').namespace}.svc.cluster.local/title`;
    expect(await world.inContainer('helpdesk', 'helpdesk', 'web', `curl -s ${url}`)).toBe('the help desk\n');
    expect(await world.visitorGets('ingress-nginx', url)).toBe('the help desk\n');
    expect(await world.visitorGets('elsewhere', url)).toBe('');
  });

  test('leaves by its address', async () => {
    const seen = await partnerSaw('helpdesk', from('helpdesk', 'helpdesk', 'web'));
    expect(seen).toEqual([world.address('helpdesk')]);
  });
});

test('nothing has left past the proxies', async () => {
  expect(await world.cluster.witness.packets()).toBe(0);
});
