import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pidsOfContainer, sendAll } from '../../process/proc';
import { layers } from './gateways/_layers';
import { counted, GATEWAY, Gateways } from './gateways/_world';

const A1 = '200 203.0.113.10';
const A2 = '200 203.0.113.11';

let world: Gateways;

beforeAll(async () => {
  world = await Gateways.up();
});

afterAll(() => world?.cluster.down());

describe('a tenant with a gateway', () => {
  test.each([
    ['client-a', '203.0.113.10'],
    ['client-b', '203.0.113.12'],
  ])('%s leaves by the address of its first proxy', async (tenant, address) => {
    expect(await world.seen(tenant)).toBe(address);
    expect(await world.seen(tenant, 'https')).toBe(address);
  });

  test('client-c leaves by both of its addresses', async () => {
    const answers = await world.asking('client-c', () => sleep(3000));
    expect(Object.keys(counted(answers)).sort()).toEqual(['200 203.0.113.13', '200 203.0.113.14']);
  });

  test('what is not on the list is refused, or let pass and noted', async () => {
    const status = async (tenant: string, url: string) =>
      (await world.inPod(tenant, `curl -s -o /dev/null -w '%{http_code} %{http_connect}' -m 5 ${url}`)).stdout;
    expect(await status('client-a', 'http://unlisted.example/')).toBe('403 000');
    expect(await status('client-a', 'https://unlisted.example/')).toBe('000 403');
    expect(await status('client-c', 'http://unlisted.example/')).toBe('200 000');
    const noted = () => {
      const lines = ['squid-c1', 'squid-c2'].map((host) => world.lab.log(host, 'squid/access.log')).join('');
      return lines.includes('"host":"unlisted.example"') && lines.includes('"reported_by":"list"');
    };
    await world.lab.waitFor('it is noted', async () => noted());
  });

  test('knows its gateway alone: no proxy, its own as little as another one, and no other gateway', async () => {
    const gateway = (tenant: string) => `http://${GATEWAY}.${tenant}-demo-egress.svc.cluster.local:3128`;
    const proxies = world.lab.topology.proxies.map(({ proxy }) => proxy.address);
    const ways = [gateway('client-b'), gateway('client-c')].concat(
      proxies.flatMap((address) => [`http://${address}:3128`, `https://${address}:3128`]),
    );
    const tries = ways.map(
      (way) => `(curl -s -m 2 -o /dev/null -x ${way} --proxy-insecure http://ifconfig.me/; echo $?) &`,
    );
    const { stdout } = await world.inPod('client-a', [...tries, 'wait'].join('\n'));
    expect(stdout.trim().split('\n')).toEqual(ways.map(() => '28'));
  });
});

describe('the gateway', () => {
  test('runs on each of the tenant’s nodes, and reaches the tenant’s proxies alone', async () => {
    const pods = await world.cluster.pods('client-a-demo-egress', GATEWAY);
    expect(pods.map(({ spec }) => spec.nodeName).sort()).toEqual(['client-a-pool-1', 'client-a-pool-2']);
    const web = world.lab.topology.internet.web;
    const others = ['172.16.28.10 3128', `${web} 80`, '10.32.0.10 53', '172.16.28.20 10250'];
    const reached = (places: string[]) => places.map((place) => `(nc -w 2 ${place} </dev/null && echo ${place}) &`);
    const script = [...reached(['172.16.28.8 3128', '172.16.28.9 3128', ...others]), 'wait'].join('\n');
    for (const { stdout } of await world.inGateways('client-a', 'sh', '-c', script)) {
      expect(stdout.trim().split('\n').sort()).toEqual(['172.16.28.8 3128', '172.16.28.9 3128']);
    }
  });

  test('is out of the reach of the tenant’s people, key and all', async () => {
    const person = world.lab.api.as({ name: 'ada', groups: ['client-a-developers'] });
    const own = await person.request('GET', '/api/v1/namespaces/client-a-demo/configmaps');
    expect(own.status).toBe(200);
    for (const path of [
      '/api/v1/namespaces/NS/secrets',
      '/api/v1/namespaces/NS/pods',
      '/api/v1/namespaces/NS/configmaps',
    ]) {
      const found = await person.request('GET', path.replace('NS', 'client-a-demo-egress'));
      expect(found.status).toBe(403);
    }
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'thief' }, spec: { containers: [] } };
    const made = await person.request('POST', '/api/v1/namespaces/client-a-demo-egress/pods', pod);
    expect(made.status).toBe(403);
  });

  test('cannot be played: who wears its labels elsewhere gets neither its way nor its traffic', async () => {
    const namespace = 'client-a-demo';
    const web = await world.lab.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    const labels = { 'app.kubernetes.io/name': GATEWAY };
    const body = { ...web?.spec.template, apiVersion: 'v1', kind: 'Pod', metadata: { name: 'player', labels } };
    await world.lab.api.create(`/api/v1/namespaces/${namespace}/pods`, body);
    await world.cluster.byHand(
      'wait',
      'pod/player',
      '--for=condition=Ready',
      '--timeout=60s',
      '--namespace',
      namespace,
    );
    const proxy = await world.lab.exec(namespace, 'player', ['nc', '-w', '2', '172.16.28.8', '3128']);
    expect(proxy.code).not.toBe(0);
    const pod = await world.lab.api.get(`/api/v1/namespaces/${namespace}/pods/player`);
    const slices = await world.lab.api.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}-egress/endpointslices`);
    expect(JSON.stringify(slices)).toContain('"3128"'.replaceAll('"', ''));
    expect(JSON.stringify(slices)).not.toContain(pod?.status.podIP);
    await world.cluster.byHand('delete', 'pod', 'player', '--namespace', namespace, '--grace-period=0', '--force');
  });

  test.each([
    ['is killed', 'KILL', 'HAProxy ended: started again'],
    ['hangs', 'STOP', 'HAProxy is stopped: started again'],
  ])('is started again when HAProxy %s, and its pod stays', async (_, signal, line) => {
    const namespace = 'client-a-demo-egress';
    const [pod] = await world.cluster.pods(namespace, GATEWAY);
    const name = pod?.metadata.name ?? '';
    // What ended before in its first ten seconds is left to the kubelet.
    await sleep(10_000);
    await world.lab.exec(namespace, name, ['sh', '-c', `kill -${signal} $(pidof haproxy)`]);
    await world.lab.waitFor('it is started again', async () =>
      (await world.lab.podLogs(namespace, `pod/${name}`)).includes(line),
    );
    const answers = await world.asking('client-a', (soFar) =>
      world.lab.waitFor('enough requests', async () => (await soFar()).length > 10),
    );
    expect(counted(answers)).toEqual({ [A1]: answers.length });
    const [after] = await world.cluster.pods(namespace, GATEWAY);
    expect([after?.metadata.name, after?.status.containerStatuses[0].restartCount]).toEqual([name, 0]);
  });

  test('is taken over from in the same pod when its container is killed, as when it is out of memory', async () => {
    const namespace = 'client-a-demo-egress';
    const [web] = await world.cluster.pods('client-a-demo', 'web');
    const pods = await world.cluster.pods(namespace, GATEWAY);
    const near = pods.find(({ spec }) => spec.nodeName === web?.spec.nodeName);
    const statuses: { name: string; containerID: string }[] = near?.status.containerStatuses;
    const { containerID } = statuses.find(({ name }) => name === 'haproxy') ?? { containerID: '' };
    const pids = pidsOfContainer(containerID);
    expect(pids.length).toBeGreaterThan(2);
    const answers = await world.asking('client-a', async (soFar) => {
      await world.lab.waitFor('it is asked', async () => (await soFar()).length > 5);
      sendAll(pids, 'SIGKILL');
      await world.lab.waitFor('the kubelet has started it again', async () => {
        const after = await world.lab.api.get(`/api/v1/namespaces/${namespace}/pods/${near?.metadata.name}`);
        const status = after?.status.containerStatuses.find(({ name }: { name: string }) => name === 'haproxy');
        return status.restartCount === 1 && status.ready;
      });
    });
    // The request that it had when it was killed is lost. There was one at most: they are sent one after the other.
    expect(answers.filter((answer) => answer !== A1).length).toBeLessThanOrEqual(1);
  });

  test('one of two that goes takes no request along', async () => {
    const [first] = await world.cluster.pods('client-a-demo-egress', GATEWAY);
    const answers = await world.asking('client-a', async () => {
      await world.cluster.byHand('delete', 'pod', first?.metadata.name ?? '', '--namespace', 'client-a-demo-egress');
      await world.cluster.isRolledOut();
    });
    expect(answers.length).toBeGreaterThan(10);
    expect(counted(answers)).toEqual({ [A1]: answers.length });
  });
});

describe('a proxy that', () => {
  /** Back with the first one. */
  const isBack = () =>
    world.lab.waitFor('the first proxy is used again', async () => (await world.seen('client-a')) === '203.0.113.10');
  const squid = () => world.lab.daemon('squid', 'squid-a1');

  test.each([
    ['is killed', () => squid().stop('SIGKILL')],
    ['hangs', () => squid().stop('SIGSTOP')],
  ])('%s takes no new request along, and the other address is seen until it is back', async (_, fail) => {
    const answers = await world.asking('client-a', async (soFar) => {
      const seen = (address: string) =>
        world.lab.waitFor(`requests leave by ${address}`, async () => (counted(await soFar())[address] ?? 0) > 5);
      await seen(A1);
      await fail();
      await seen(A2);
      await squid().start();
      await isBack();
    });
    // The request that it had when it failed is lost. There was one at most: they are sent one after the other.
    const lost = answers.filter((answer) => answer !== A1 && answer !== A2);
    expect(lost.length).toBeLessThanOrEqual(1);
  });

  test('hangs with a tunnel does not keep it', async () => {
    const tunnel = await world.openTunnel('client-a');
    await squid().stop('SIGSTOP');
    await world.lab.waitFor('the tunnel is cut', () => tunnel.isOver());
    await squid().start();
    await isBack();
  });
});

describe('certificates', () => {
  test('a new one is in force without a request that is lost, and a tunnel stays open', async () => {
    const tunnel = await world.openTunnel('client-a');
    const answers = await world.asking('client-a', async () => {
      const fresh = await world.giveCertificate('client-a', 'gateway-renewed');
      const serial = Buffer.from(world.text(`${fresh}.crt`)).toString('base64');
      await world.lab.waitFor('both gateways have read it', async () => {
        const read = await world.inGateways(
          'client-a',
          'sh',
          '-c',
          'base64 /etc/egress-gateway-tls/tls.crt | tr -d "\\n"',
        );
        return read.length === 2 && read.every(({ stdout }) => stdout === serial);
      });
      // Each looks for changes every two seconds.
      await sleep(4000);
    });
    expect(counted(answers)).toEqual({ [A1]: answers.length });
    const logs = await world.lab.podLogs('client-a-demo-egress', `daemonset/${GATEWAY}`);
    expect(logs).toContain('configuration changed: reloaded');

    // The one from before is taken back: only the new one gets through from here on.
    await world.revoke(['squid-a1', 'squid-a2'], 'gateway-client-a');
    // While Squid reads its files, the second proxy is used.
    await world.lab.waitFor('the first proxy is used', async () => (await world.seen('client-a')) === '203.0.113.10');
    expect(await tunnel.answer()).toContain('203.0.113.10\n');
  });

  test('until when one is good is told by the gateway that has it', async () => {
    await world.giveCertificate('client-a', 'gateway-told');
    const ends = Date.parse(new X509Certificate(world.text('gateway-told.crt')).validTo) / 1000;
    await world.lab.waitFor('both tell the end of the new one', async () => {
      const told = await world.inGateways('client-a', 'curl', '-s', '-m', '3', 'http://127.0.0.1:8404/certificate');
      return told.every(({ stdout }) => stdout.endsWith(`_expiry_timestamp_seconds ${ends}\n`));
    });
  });

  test('with a revoked one nobody gets out', async () => {
    await world.giveCertificate('client-a', 'gateway-stolen');
    await world.lab.waitFor('the gateways have read it', async () => (await world.seen('client-a')) !== '');
    await world.revoke(['squid-a1', 'squid-a2'], 'gateway-stolen');
    await world.lab.waitFor('nothing gets out', async () => (await world.seen('client-a')) === '');
    await world.giveCertificate('client-a', 'gateway-last');
    await world.lab.waitFor('it does with the next one', async () => (await world.seen('client-a')) === '203.0.113.10');
  });
});

describe('of tenant B at the proxy of tenant A, each lock by itself:', () => layers(() => world));
