import { join } from 'node:path';
import { build } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { stamp } from '../../lib/output';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { synthesize } from '../../lib/synthesize';
import { describeWithKubectl, kubectlKustomizeFolder, laidOnce } from '../kustomize/_kubectl';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

/** One proxy in development, two with certificates in production. */
const project = new Project({
  'tenants/shop.yaml': `name: shop
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-1, address: 172.16.28.8 }]
workloads: [{ name: web, image: "example.com/web:1" }]
environments:
  production:
    egress:
      clientCertificate: true
      proxies: [{ name: squid-2, address: 172.16.28.9 }]
`,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { gateways: { certificates: 'cert-manager' } }),
});
const files = synthesize(
  loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` }).model,
);
const texts = new Map(files.map((file) => [file.path, stamp(file)]));
const objects = (folder: string) => build(texts, `dist/overlays/${folder}`);
// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
const the = (folder: string, kind: string, name: string): any =>
  objects(folder).find((object) => object.kind === kind && object.metadata.name.startsWith(name));
const GATEWAY = 'egress-gateway.shop-egress.svc.cluster.local';

test('where one proxy is enough, nothing of it is rendered', () => {
  const elsewhere = files.filter(({ path }) => !/^dist\/(overlays|infra)\/production\//.test(path));
  expect(elsewhere.length).toBeGreaterThan(20);
  for (const { content } of elsewhere) expect(content).not.toMatch(/egress-gateway|shop-egress|haproxy|cert-manager/);
});

test('where it is needed, it is among the guardrails, in a file each', () => {
  const folder = 'dist/overlays/production/shop/guardrails';
  const own = [...texts.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length + 1));
  expect(own.sort()).toEqual([
    'certificate-authority.yaml',
    'certificate-egress-gateway.yaml',
    'certificate-proxy-squid-1.yaml',
    'certificate-proxy-squid-2.yaml',
    'configmap-egress-gateway.yaml',
    'daemonset-egress-gateway.yaml',
    'issuer-authority.yaml',
    'issuer-self-signed.yaml',
    'kustomization.yaml',
    'namespace-shop-egress.yaml',
    'namespace.patch.yaml',
    'networkpolicy-allow-egress-proxy.patch.yaml',
    'networkpolicy-gateway-allow-proxies.yaml',
    'networkpolicy-gateway-allow-tenant.yaml',
    'networkpolicy-gateway-default-deny.yaml',
    'service-egress-gateway.yaml',
  ]);
  expect(validateObjects(objects('production')).map(formatSchemaProblem)).toEqual([]);
});

test('pods are told of it, and may reach it and no proxy', () => {
  expect(the('production', 'ConfigMap', 'client-egress-config').data).toMatchObject({
    PROXY_ADDRESS: GATEWAY,
    PROXY_PORT: '3128',
  });
  expect(the('development', 'ConfigMap', 'client-egress-config').data).toMatchObject({ PROXY_ADDRESS: '172.16.28.8' });
  expect(the('production', 'Namespace', 'shop').metadata.annotations['egress-proxy']).toBe(`http://${GATEWAY}:3128`);
  const { egress } = the('production', 'NetworkPolicy', 'allow-egress-proxy').spec;
  expect(egress).toHaveLength(1);
  expect(JSON.stringify(egress)).not.toContain('ipBlock');
});

test('each proxy takes the connections of both gateways, and its script takes certificates from the cluster', () => {
  const file = (environment: string, name: string) => texts.get(`dist/infra/${environment}/shop/squid-1/${name}`);
  expect(file('production', 'squid.conf')).toContain('\nclient_ip_max_connections 16384\n');
  expect(file('development', 'squid.conf')).toContain('\nclient_ip_max_connections 4096\n');
  expect(file('production', 'apply.sh')).toContain('\nnamespace=shop-egress\nsecret=proxy-squid-1-tls\n');
  expect(file('development', 'apply.sh')).not.toMatch(/--tls|--secret|kubectl|tls\.crt/);
});

describeWithKubectl('with kubectl', () => {
  const root = laidOnce(() => Object.fromEntries(texts));
  test('builds with the real kustomize, to what our builder says', () => {
    const folder = 'dist/overlays/production/shop';
    expect(kubectlKustomizeFolder(join(root(), folder))).toEqual(build(texts, folder));
  });
});
