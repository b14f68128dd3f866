import { X509Certificate } from 'node:crypto';
import type { KubernetesObject } from '../../cluster/api';
import type { Daemon } from '../../machine/daemon';
import { waitFor } from '../../process/wait';
import { pod } from './_attack';
import { CERT_MANAGER, startCertManager } from './_cert-manager';
import { APPLY } from './_client';
import { Cluster, NAMESPACE, USERS } from './_cluster';
import { object, right, serviceAccount } from './_objects';

const GROUP = `/apis/cert-manager.io/v1/namespaces/${NAMESPACE}`;
const CORE = `/api/v1/namespaces/${NAMESPACE}`;
const SECRET = `${CORE}/secrets/web-tls`;
const API_VERSION = 'cert-manager.io/v1';
let cluster: Cluster;
let daemon: Daemon;

beforeAll(async () => {
  cluster = await Cluster.start({ definitions: ['cert-manager-crds'] });
  daemon = await startCertManager(cluster);
  // The authority's key lies where the tenant does not read it.
  const authority = { name: 'authority', namespace: 'cert-manager' };
  await cluster.mustApply([
    { apiVersion: API_VERSION, kind: 'Issuer', metadata: authority, spec: { selfSigned: {} } },
    {
      apiVersion: API_VERSION,
      kind: 'Certificate',
      metadata: authority,
      spec: { isCA: true, commonName: 'platform', secretName: 'authority', issuerRef: { name: 'authority' } },
    },
    object(API_VERSION, 'ClusterIssuer', 'platform', { ca: { secretName: 'authority' } }),
  ]);
});

afterAll(() => cluster?.stop());

const done = <T>(description: string, probe: () => Promise<T>) => waitFor(description, probe, { needs: [daemon] });

/** A certificate as the platform writes it into a tenant's namespace. */
function certificate(name: string, spec: object): KubernetesObject {
  const issuerRef = { name: 'platform', kind: 'ClusterIssuer' };
  return object(API_VERSION, 'Certificate', name, { secretName: `${name}-tls`, issuerRef, ...spec });
}

const web = (...dnsNames: readonly string[]) =>
  certificate('web', {
    dnsNames,
    privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always' },
    secretTemplate: { labels: { app: 'web' }, annotations: { 'reflector.example.com/allowed': 'false', team: 'shop' } },
  });

/** Waits until the certificate is Ready in a revision, and returns its Secret. */
async function issued(name: string, revision: number) {
  await done(`${name} is Ready in revision ${revision}`, async () => {
    const { metadata, status } = await cluster.get(`${GROUP}/certificates/${name}`);
    const ready = status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
    const current = ready?.status === 'True' && ready.observedGeneration === metadata.generation;
    if (current && status.revision === revision) return true;
    throw new Error(JSON.stringify(status));
  });
  const secret = await cluster.get(`${CORE}/secrets/${name}-tls`);
  const text = (file: string) => Buffer.from(secret.data[file], 'base64').toString();
  return { secret, key: text('tls.key'), certificate: new X509Certificate(text('tls.crt')) };
}

test('a certificate in a tenant’s namespace is requested, signed and stored', async () => {
  await cluster.mustApply([web('web.example.com')]);
  const { secret, certificate: signed } = await issued('web', 1);
  expect(signed.subjectAltName).toBe('DNS:web.example.com');
  expect(secret).toMatchObject({
    type: 'kubernetes.io/tls',
    metadata: {
      labels: { app: 'web', 'controller.cert-manager.io/fao': 'true' },
      annotations: {
        'cert-manager.io/certificate-name': 'web',
        'cert-manager.io/issuer-name': 'platform',
        'cert-manager.io/alt-names': 'web.example.com',
        'reflector.example.com/allowed': 'false',
        team: 'shop',
      },
    },
  });
  const { items } = await cluster.get(`${GROUP}/certificaterequests`);
  expect(items).toMatchObject([
    {
      metadata: { ownerReferences: [{ kind: 'Certificate', name: 'web', blockOwnerDeletion: true, controller: true }] },
    },
  ]);
});

test('its key was in a Secret of its own until then, which is gone', async () => {
  const events = await cluster.get(`${CORE}/events`);
  const messages = events.items.map(({ message }: { message: string }) => message).join('\n');
  expect(messages).toMatch(/Stored new private key in temporary Secret resource "web-[a-z0-9]+"/);
  await done('it is gone', async () => {
    const { items } = await cluster.get(`${CORE}/secrets?labelSelector=cert-manager.io%2Fnext-private-key`);
    return items.length === 0;
  });
});

test('another name is another certificate, with another key', async () => {
  const before = await issued('web', 1);
  await cluster.mustApply([web('web.example.com', 'www.example.com')]);
  const after = await issued('web', 2);
  expect(after.certificate.subjectAltName).toBe('DNS:web.example.com, DNS:www.example.com');
  expect(after.key).not.toBe(before.key);
});

test('a renewal, and a Secret that the tenant has deleted or emptied, is another certificate', async () => {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const { conditions } = (await cluster.get(`${GROUP}/certificates/web`)).status;
  const issuing = {
    type: 'Issuing',
    status: 'True',
    reason: 'ManuallyTriggered',
    message: '',
    lastTransitionTime: now,
  };
  const status = { conditions: [...conditions, issuing] };
  await cluster.admin.request('PATCH', `${GROUP}/certificates/web/status`, { status });
  const renewed = await issued('web', 3);

  expect(await cluster.as(USERS.person).request('DELETE', SECRET)).toMatchObject({ status: 200 });
  const again = await issued('web', 4);
  expect(again.certificate.serialNumber).not.toBe(renewed.certificate.serialNumber);

  const emptied = { data: { 'tls.key': '' } };
  expect(await cluster.as(USERS.person).request('PATCH', SECRET, emptied)).toMatchObject({ status: 200 });
  expect((await issued('web', 5)).key).not.toBe('');
});

test('an Issuer in the namespace signs too', async () => {
  await cluster.mustApply([object(API_VERSION, 'Issuer', 'own', { selfSigned: {} })]);
  await cluster.mustApply([certificate('own', { commonName: 'own', isCA: true, issuerRef: { name: 'own' } })]);
  expect((await issued('own', 1)).certificate.subject).toBe('CN=own');
});

test('the tenant’s pods mount the Secret', async () => {
  const mounting = pod('mounts', (spec) => {
    spec.volumes = [{ name: 'tls', secret: { secretName: 'web-tls' } }];
    spec.containers[0].volumeMounts = [{ name: 'tls', mountPath: '/tls', readOnly: true }];
  });
  const answer = await cluster.as(USERS.person).request('POST', `${CORE}/pods?dryRun=All`, mounting);
  expect(answer).toMatchObject({ status: 201 });
});

test('a certificate that is deleted takes its requests with it, and leaves its Secret', async () => {
  await cluster.admin.request('DELETE', `${GROUP}/certificates/web`);
  await done('its requests are gone', async () => {
    const { items } = await cluster.get(`${GROUP}/certificaterequests`);
    return items.every(({ metadata }: KubernetesObject) => metadata.name.startsWith('own-'));
  });
  expect(await cluster.as(USERS.person).request('DELETE', SECRET)).toMatchObject({ status: 200 });
});

describe('what stays the platform’s', () => {
  test.each([
    ['Certificate', certificate('mine', { dnsNames: ['web.example.com'] })],
    ['Issuer', object(API_VERSION, 'Issuer', 'mine', { selfSigned: {} })],
  ])('a tenant creates no %s, whatever its rights in the namespace', async (kind, object) => {
    const path = `${GROUP}/${kind.toLowerCase()}s/mine?fieldManager=kubectl`;
    const body = { ...object, metadata: { name: 'mine' } };
    for (const user of [USERS.flux, USERS.person]) {
      expect(await cluster.as(user).request('PATCH', path, body, APPLY)).toMatchObject({ status: 403 });
    }
    const { status, body: answer } = await cluster.as(USERS.owner).request('PATCH', path, body, APPLY);
    expect({ status, message: answer.message }).toEqual({
      status: 403,
      message: expect.stringContaining(`only the platform may create ${kind.toLowerCase()}s.cert-manager.io`),
    });
  });

  test('the pod by which an ACME issuer answers over HTTP is none of the tenant’s, and is refused', async () => {
    const solver = pod('cm-acme-http-solver', (spec) => {
      delete spec.containers[0].env;
      delete spec.nodeSelector;
    });
    const rule = { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete'] };
    const subject = serviceAccount('cert-manager', 'cert-manager');
    await cluster.mustApply(right('cert-manager-challenges', subject, rule));
    await done('the policy answers', async () => {
      const { status, body } = await cluster.as(CERT_MANAGER).request('POST', `${CORE}/pods?dryRun=All`, solver);
      return status === 403 && /tenant shop: (pods run on|every container)/.test(body.message);
    });
  });
});
