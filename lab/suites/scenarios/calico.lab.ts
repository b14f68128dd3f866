import { join } from 'node:path';
import { loadModel } from '../../../lib';
import { GATEWAY, WEB } from '../../machine/topology';
import type { Result } from '../../process/exec';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { pod } from './tenant-repository/_shop';

const SETTINGS = { tenants: join(__dirname, 'calico/tenants'), environments: join(__dirname, 'calico/overlays') };
const PODS = '/api/v1/namespaces/client-a-demo/pods';
const ANNOTATION = 'cni.projectcalico.org/podIPs';
const DIRECT = ['--noproxy', '*', '--max-time', '2'];
/** Declared as `egress.private` of client-a, with one port. */
const MACHINE = '172.16.28.1';

let cluster: Cluster;

beforeAll(async () => {
  const project = new Project();
  const model = project.write(loadModel(SETTINGS).model);
  cluster = await Cluster.up(project, model, { name: 'calico', environment: 'development' });
  await cluster.isDeployed();
  const gateway = cluster.lab.host(GATEWAY);
  await gateway.write('/var/lib/machine/index.html', 'a machine\n');
  for (const port of ['8081', '8082'])
    await gateway.start(`machine-${port}`, [
      ...['busybox', 'httpd', '-f', '-p', `${MACHINE}:${port}`, '-h', '/var/lib/machine'],
    ]);
});

afterAll(() => cluster?.down());

/** A pod that is scheduled and never starts, so that its status stays as it is written. */
async function ghost(name: string, annotations = {}): Promise<{ readonly status: number; readonly message?: string }> {
  const spec = pod((plain) => {
    plain.volumes = [{ name: 'never', secret: { secretName: 'not-there' } }];
    plain.containers[0].volumeMounts = [{ name: 'never', mountPath: '/never' }];
  });
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name, annotations }, spec };
  const { status, body } = await cluster.lab.api.request('POST', PODS, object);
  return { status, message: body.message };
}

/** Past the proxy, from a pod of client-a. */
function asks(url: string): Promise<Result> {
  return cluster.curl('client-a-demo', 'web', ...DIRECT, url);
}

test('each tenant leaves by its declared addresses, past its proxy or by its gateway', async () => {
  expect(await cluster.seenAs('client-a-demo', 'web')).toBe('203.0.113.10');
  expect(['203.0.113.11', '203.0.113.21']).toContain(await cluster.seenAs('client-b-demo', 'web'));
});

test('pods reach each other, names and what is private, by its declared ports alone', async () => {
  const [web] = await cluster.pods('client-a-demo', 'web');
  expect(await asks(`http://${web?.status.podIP}:8080/hostname`)).toMatchObject({ code: 0 });
  expect(await asks('http://web.client-a-demo.svc.cluster.local:8080/hostname')).toMatchObject({ code: 0 });
  expect(await asks(`http://${MACHINE}:8081/`)).toMatchObject({ code: 0, stdout: 'a machine\n' });
  expect(await asks(`http://${MACHINE}:8082/`)).toMatchObject({ code: 28 });
});

test('an annotation that names addresses is refused to every account', async () => {
  expect(await ghost('annotated', { [ANNOTATION]: `${WEB}/32` })).toMatchObject({
    status: 403,
    message: expect.stringContaining(`not allowed: ${ANNOTATION}`),
  });
});

test('an address that a pod reports and does not have stays out of reach', async () => {
  expect(await ghost('reports')).toMatchObject({ status: 201 });
  const status = { status: { phase: 'Pending', podIP: WEB, podIPs: [{ ip: WEB }] } };
  await cluster.lab.api.request('PATCH', `${PODS}/reports/status`, status);
  // The policy engine takes a moment to count it among the addresses of the tenant's pods.
  for (let round = 0; round < 4; round += 1) {
    expect(await asks(`http://${WEB}/ip`)).toMatchObject({ code: 28, stdout: '' });
  }
});
