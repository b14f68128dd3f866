import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../process/wait';
import { pod, workload } from './_attack';
import type { Answer } from './_client';
import { account, Cluster, NAMESPACE, PLATFORM, USERS } from './_cluster';
import { claimed, right, serviceAccount, volume } from './_objects';

const ROOT = `/api/v1/namespaces/${NAMESPACE}`;
const PODS = `${ROOT}/pods`;
const ADDRESSES = 'cni.projectcalico.org/podIPs';
const PLUGIN = account('kube-system', 'calico-node');
const folder = mkdtempSync(join(tmpdir(), 'annotations-'));
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start({
    environment: (model) => ({
      ...model,
      environment: { ...model.environment, annotations: [...model.environment.annotations, 'reloader.example.com/'] },
    }),
  });
  const rule = { apiGroups: [''], resources: ['pods/status'], verbs: ['patch'] };
  await cluster.mustApply(right('calico-node', serviceAccount('calico-node', 'kube-system'), rule));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cluster?.stop();
});

const annotate = (user: typeof USERS.owner, path: string, annotations: object): Promise<Answer> =>
  cluster.as(user).request('PATCH', path, { metadata: { annotations } });

/** A file with an object, for kubectl. */
function written(object: object): string {
  const file = join(folder, 'object.json');
  writeFileSync(file, JSON.stringify(object));
  return file;
}

describe('what the network plugin writes by pods/status', () => {
  const path = `${PODS}/plugged`;

  beforeAll(async () => {
    await cluster.mustApply([pod('plugged')]);
    await waitFor('the plugin may write', async () => {
      return (await annotate(PLUGIN, `${path}/status`, { [ADDRESSES]: '100.64.0.9/32' })).status === 200;
    });
  });

  test('stays, and does not stand in the way of the tenant’s own updates', async () => {
    const answer = await annotate(USERS.person, path, { team: 'shop', 'prometheus.io/scrape': 'true' });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body.metadata.annotations).toMatchObject({ [ADDRESSES]: '100.64.0.9/32', team: 'shop' });
    const before = await cluster.get(path);
    expect(await cluster.as(USERS.person).request('PUT', path, before)).toMatchObject({ status: 200 });
  });

  test('cannot be changed by anyone but the plugin', async () => {
    for (const user of [...Object.values(USERS), PLATFORM]) {
      const { status, body } = await annotate(user, path, { [ADDRESSES]: '203.0.113.9/32' });
      expect({ user: user.name, status }).toEqual({ user: user.name, status: 403 });
      expect(body.message).toContain(`not allowed: ${ADDRESSES}. Remove them`);
    }
    expect(await annotate(PLUGIN, `${path}/status`, { [ADDRESSES]: '' })).toMatchObject({ status: 200 });
  });
});

describe('controllers', () => {
  test('the limits that the API server sets are noted on the pod', async () => {
    const answer = await cluster.as(USERS.person).request('POST', `${PODS}?dryRun=All`, pod('limited'));
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body.metadata.annotations)).toEqual(['kubernetes.io/limit-ranger']);
  });

  test('an indexed Job numbers its pods', async () => {
    const job = workload('Job');
    Object.assign(job.spec, { completionMode: 'Indexed', completions: 2, parallelism: 2, backoffLimitPerIndex: 1 });
    const path = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`;
    expect(await cluster.as(USERS.person).request('POST', path, job)).toMatchObject({ status: 201 });
    const indices = await waitFor('both pods are there', async () => {
      const pods = await cluster.items(`${PODS}?labelSelector=job-name%3Dattack`);
      const found = pods.map(
        // biome-ignore lint/suspicious/noExplicitAny: as the API server sends it
        (each: any) => each.metadata.annotations['batch.kubernetes.io/job-completion-index'],
      );
      return found.length === 2 ? found.sort() : undefined;
    });
    expect(indices).toEqual(['0', '1']);
  });

  test('a claim of a StatefulSet is bound to its volume', async () => {
    const set = workload('StatefulSet');
    const spec = claimed('1Gi', { storageClassName: 'by-hand' });
    const annotations = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
    set.spec.volumeClaimTemplates = [{ metadata: { name: 'data', annotations }, spec }];
    const path = `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`;
    expect(await cluster.as(USERS.person).request('POST', path, set)).toMatchObject({ status: 201 });
    await cluster.mustApply([volume('by-hand')]);
    const bound = await waitFor('the claim is bound', async () => {
      const { status, metadata } = await cluster.get(`${ROOT}/persistentvolumeclaims/data-attack-0`);
      return status?.phase === 'Bound' ? metadata.annotations : undefined;
    });
    expect(bound).toMatchObject({ 'pv.kubernetes.io/bind-completed': 'yes' });
  });

  test('a pod whose own volume asks for a claim with one is refused at once, and one without gets its claim', async () => {
    const asking = (name: string, metadata: object) =>
      pod(name, (spec) => {
        spec.volumes = [{ name: 'data', ephemeral: { volumeClaimTemplate: { metadata, spec: claimed() } } }];
      });
    const object = asking('asks', { annotations: { 'csi.example.com/pool': 'other' } });
    const { status, body } = await cluster.as(USERS.person).request('POST', PODS, object);
    expect({ status, message: body.message }).toMatchObject({
      status: 403,
      message: expect.stringContaining('not allowed: csi.example.com/pool'),
    });
    const plain = asking('plain', { labels: { app: 'plain' } });
    expect(await cluster.as(USERS.person).request('POST', PODS, plain)).toMatchObject({ status: 201 });
    await waitFor('the controller has made its claim', async () => {
      const claims = await cluster.items(`${ROOT}/persistentvolumeclaims?labelSelector=app%3Dplain`);
      return claims.length > 0;
    });
  });

  test('a binding cannot bring annotations to its pod, whoever binds', async () => {
    await cluster.mustApply([pod('bound')]);
    const binding = {
      metadata: { name: 'bound', annotations: { [ADDRESSES]: '203.0.113.9/32' } },
      target: { kind: 'Node', name: 'shop-pool-1' },
    };
    const { status, body } = await cluster.admin.request('POST', `${PODS}/bound/binding`, binding);
    expect(status).toBe(403);
    expect(body.message).toContain(`not allowed: ${ADDRESSES}`);
  });
});

describe('kubectl', () => {
  test('applies, annotates with allowed keys, and restarts a rollout', async () => {
    const object = { ...workload('Deployment'), metadata: { name: 'applied' } };
    object.spec.template.metadata.annotations = {
      'checksum/config': 'abc',
      'prometheus.io/port': '8080',
      'reloader.example.com/last': 'x',
    };
    const apply = await cluster.kubectl(USERS.person, ['apply', '-f', written(object)]);
    expect(apply).toMatchObject({ code: 0 });
    expect(await cluster.kubectl(USERS.person, ['rollout', 'restart', 'deployment/applied'])).toMatchObject({
      code: 0,
    });
    const pods = await waitFor('its pods are there', async () => {
      const found = await cluster.items(`${PODS}?labelSelector=app%3Dattack`);
      // biome-ignore lint/suspicious/noExplicitAny: as the API server sends it
      return found.filter((each: any) => each.metadata.annotations?.['kubectl.kubernetes.io/restartedAt']).length > 0;
    });
    expect(pods).toBe(true);
  });

  test('annotate is refused with a key of the network plugin, and says what to do', async () => {
    await cluster.mustApply([pod('later')]);
    const { code, stderr } = await cluster.kubectl(USERS.owner, [
      'annotate',
      'pod',
      'later',
      `${ADDRESSES}=8.8.8.8/32`,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /tenant shop: .* not allowed: cni\.projectcalico\.org\/podIPs\. Remove them, or ask the platform/,
    );
  });
});
