import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { say, testOptions } from '../../runner/options';
import { Project } from './_project';
import { development, named, SPARE } from './_settings';

const NAMESPACE = 'client-a-demo-egress';
const CERTIFICATES = `/apis/cert-manager.io/v1/namespaces/${NAMESPACE}/certificates`;
const AUTHORITY = 'O=egress authority\nCN=client-a';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

const project = new Project();
let lab: Lab;

beforeAll(async () => {
  const settings = development();
  Object.assign(settings.environment, { gateways: { certificates: 'cert-manager' } });
  const { egress } = named(settings, 'client-a');
  egress.proxies.push(SPARE);
  Object.assign(egress, { clientCertificate: true });
  const { environments } = project.synth(settings);
  const [model] = environments;
  if (!model) throw new Error('there is no environment');
  const { name: run, cni, kubernetes } = testOptions();
  const name = `${run}-certs`;
  lab = await Lab.up({ name, cni, kubernetes, model, repository: project.output, say });
  await lab.waitFor('all certificates are Ready', async () => {
    const all = await lab.api.list(CERTIFICATES);
    return all.length === 4 && all.every(({ status }) => conditionOf(status, 'Ready')?.status === 'True');
  });
});

afterAll(async () => {
  await lab?.down();
  project.remove();
  if (lab) expect(leftovers(lab.state)).toEqual([]);
});

// biome-ignore lint/suspicious/noExplicitAny: as the API server sends it
function conditionOf(status: any, type: string) {
  return status?.conditions?.find((condition: { type: string }) => condition.type === type);
}

interface Issued {
  readonly certificate: X509Certificate;
  readonly authority: X509Certificate;
  readonly key: string;
}

/** What cert-manager has put into a Secret. */
async function issued(secret: string): Promise<Issued> {
  const object = await lab.api.get(`/api/v1/namespaces/${NAMESPACE}/secrets/${secret}`);
  const text = (file: string) => Buffer.from(object?.data[file], 'base64').toString();
  return {
    certificate: new X509Certificate(text('tls.crt')),
    authority: new X509Certificate(text('ca.crt')),
    key: text('tls.key'),
  };
}

function isSignedBy(authority: X509Certificate, { certificate }: Issued): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** Asks for a new certificate as `cmctl renew` does, and returns what is issued. */
async function renewed(name: string, secret: string): Promise<Issued> {
  const { certificate } = await issued(secret);
  const { conditions } = (await lab.api.get(`${CERTIFICATES}/${name}`))?.status ?? {};
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+/, '');
  const words = { reason: 'ManuallyTriggered', message: 'a scenario asks', lastTransitionTime };
  const issuing = { type: 'Issuing', status: 'True', ...words };
  await lab.api.patch(`${CERTIFICATES}/${name}/status`, { status: { conditions: [...conditions, issuing] } });
  return lab.waitFor(`${name} has another certificate`, async () => {
    const now = await issued(secret);
    return now.certificate.serialNumber === certificate.serialNumber ? undefined : now;
  });
}

test('the gateway proves itself as its tenant, by an authority of the tenant’s own', async () => {
  const gateway = await issued('egress-gateway-tls');
  expect(gateway.certificate.subject).toBe('CN=client-a');
  expect(gateway.certificate.keyUsage).toEqual([CLIENT_AUTH]);
  expect(gateway.authority.subject).toBe(AUTHORITY);
  expect(gateway.authority.ca).toBe(true);
  expect(isSignedBy(gateway.authority, gateway)).toBe(true);
});

test.each(['squid-a', 'squid-spare'])('%s proves itself by its name, by the same authority', async (name) => {
  const { authority } = await issued('egress-gateway-tls');
  const proxy = await issued(`proxy-${name}-tls`);
  expect(proxy.certificate.subjectAltName).toBe(`DNS:${name}.client-a`);
  expect(proxy.certificate.keyUsage).toEqual([SERVER_AUTH]);
  expect(proxy.authority.fingerprint256).toBe(authority.fingerprint256);
  expect(isSignedBy(authority, proxy)).toBe(true);
});

test('a renewed certificate has another key, and is by the same authority', async () => {
  const before = await issued('egress-gateway-tls');
  const after = await renewed('egress-gateway', 'egress-gateway-tls');
  expect(after.key).not.toBe(before.key);
  expect(after.authority.fingerprint256).toBe(before.authority.fingerprint256);
  expect(isSignedBy(after.authority, after)).toBe(true);
});

test('a renewed authority has the same key, and so has signed what was signed before', async () => {
  const [before, proxy] = await Promise.all([issued('authority'), issued('proxy-squid-a-tls')]);
  const after = await renewed('authority', 'authority');
  expect(after.key).toBe(before.key);
  expect(isSignedBy(after.certificate, proxy)).toBe(true);
  const gateway = await renewed('egress-gateway', 'egress-gateway-tls');
  expect(gateway.authority.fingerprint256).toBe(after.certificate.fingerprint256);
  // A proxy that has the old certificate of the authority takes the gateway's new one.
  expect(isSignedBy(before.certificate, gateway)).toBe(true);
});

test('with them, brought to the proxies by their script, the tenant leaves by its address', async () => {
  for (const proxy of ['squid-a', SPARE.name]) {
    const folder = join(project.output, 'dist/infra/development/client-a', proxy);
    const host = lab.host(proxy);
    for (const file of readdirSync(folder)) {
      await host.write(`/run/incoming/${file}`, readFileSync(join(folder, file), 'utf8'));
    }
    const secret = await lab.api.get(`/api/v1/namespaces/${NAMESPACE}/secrets/proxy-${proxy}-tls`);
    for (const [file, data] of Object.entries((secret?.data ?? {}) as Record<string, string>)) {
      await host.write(`/run/incoming/tls/${file}`, Buffer.from(data, 'base64').toString(), '600');
    }
    const applied = await host.run(['sh', '/run/incoming/apply.sh', '--here']);
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('applied, listening') });
  }
  const ask = ['curl', '-s', '-m', '10', 'https://ifconfig.me/ip'];
  await lab.waitFor('the tenant gets out', async () => {
    const { stdout } = await lab.exec('client-a-demo', 'deploy/web', ask);
    return stdout === '203.0.113.10\n';
  });
});
