import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { TenantGateway, type TenantGatewayProps } from '../../lib/constructs';
import { squidConf } from '../../lib/proxy';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { plan } from '../proxy/_fixture';
import { fluxChart } from '../support/chart';
import { expectGolden } from '../support/golden';
import { goldenFiles } from './_golden-files';

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

const minimal: TenantGatewayProps = {
  tenant: { name: 'client-a', namespace: 'client-a-demo', nodePool: { name: 'client-a-pool' } },
  namespace: 'client-a-demo-egress',
  proxies: [
    { name: 'squid-a', address: '172.16.28.8', port: 3128 },
    { name: 'squid-b', address: '172.16.28.9', port: 3129 },
  ],
};
const everything: Required<TenantGatewayProps> = {
  ...minimal,
  proxies: [
    { name: 'squid-a', address: '172.16.28.8', port: 3128, drain: true },
    { name: 'squid-b', address: '172.16.28.9', port: 3129 },
  ],
  redundancy: 'active-active',
  clientCertificate: true,
  certificateSwitch: false,
  certificates: 'cert-manager',
  image: 'registry.example.com/haproxy:3.0',
  egressCheck: true,
  anyNode: true,
  drainGrace: '10m',
  metricsFor: 'monitoring',
  tcp: [
    {
      name: 'sftp',
      host: 'sftp.partner.example',
      port: 22,
      listener: 20001,
      service: 'tcp-sftp',
      address: '10.32.0.20',
    },
    {
      name: 'mail',
      host: 'smtp.partner.example',
      port: 587,
      listener: 20002,
      service: 'tcp-smtp',
      address: '10.32.0.21',
    },
    {
      name: 'mail-tls',
      host: 'smtp.partner.example',
      port: 465,
      listener: 20003,
      service: 'tcp-smtp',
      address: '10.32.0.21',
    },
  ],
};

function render(props: TenantGatewayProps): Rendered[] {
  const chart = fluxChart();
  new TenantGateway(chart, 'gateway', props);
  return Testing.synth(chart);
}

const named = (objects: Rendered[], kind: string, name = 'egress-gateway') =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);
const configuration = (props: TenantGatewayProps): string => named(render(props), 'ConfigMap').data['haproxy.cfg'];

test.each([
  ['minimal', minimal],
  ['everything', everything],
])('a gateway with %s is that of its golden folder, all of it known to the API server', (size, props) => {
  const objects = render(props);
  expectGolden(join(__dirname, 'gateway/golden', size), goldenFiles(objects));
  expect(validateObjects(objects).map(formatSchemaProblem)).toEqual([]);
});

test('all of it is in a namespace of its own, which does not go with the tenant', () => {
  const objects = render(everything);
  const places = objects.filter(({ kind }) => kind !== 'Namespace').map(({ metadata }) => metadata.namespace);
  expect(new Set(places)).toEqual(new Set(['client-a-demo-egress']));
  const { annotations, labels } = named(objects, 'Namespace', 'client-a-demo-egress').metadata;
  expect(annotations['kustomize.toolkit.fluxcd.io/prune']).toBe('disabled');
  expect(labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  // What admission policies select a tenant's own namespace by.
  expect(labels['network/isolation']).not.toBe('egress-proxy');
});

test('the tenant’s pods come in, and to its proxies it goes out', () => {
  const objects = render(minimal);
  expect(named(objects, 'NetworkPolicy', 'gateway-default-deny').spec).toEqual({
    podSelector: {},
    policyTypes: ['Egress', 'Ingress'],
  });
  expect(named(objects, 'NetworkPolicy', 'gateway-allow-tenant').spec.ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'client-a-demo' } } }],
      ports: [{ port: 3128, protocol: 'TCP' }],
    },
  ]);
  expect(named(objects, 'NetworkPolicy', 'gateway-allow-proxies').spec.egress).toEqual([
    { to: [{ ipBlock: { cidr: '172.16.28.8/32' } }], ports: [{ port: 3128, protocol: 'TCP' }] },
    { to: [{ ipBlock: { cidr: '172.16.28.9/32' } }], ports: [{ port: 3129, protocol: 'TCP' }] },
  ]);
});

test('hosts of TCP have a Service each, whose ports lead to listeners of their own', () => {
  const objects = render(everything);
  expect(named(objects, 'Service', 'tcp-sftp').spec).toMatchObject({
    clusterIP: '10.32.0.20',
    ports: [{ name: 'sftp', port: 22, targetPort: 20001 }],
  });
  expect(named(objects, 'Service', 'tcp-smtp').spec).toMatchObject({
    clusterIP: '10.32.0.21',
    ports: [
      { name: 'mail', port: 587, targetPort: 20002 },
      { name: 'mail-tls', port: 465, targetPort: 20003 },
    ],
  });
  const [rule] = named(objects, 'NetworkPolicy', 'gateway-allow-tenant').spec.ingress;
  expect(rule.ports.map(({ port }: Rendered) => port)).toEqual([3128, 20001, 20002, 20003]);
  expect(configuration(everything)).toContain('\n  tcp-request content lua.open-tunnel sftp.partner.example:22\n');
});

test('without TCP there is no word of it', () => {
  expect(render(minimal).filter(({ kind }) => kind === 'Service')).toHaveLength(1);
  expect(configuration(minimal)).not.toMatch(/tunnel\.lua|accept-proxy|mode tcp/);
});

test('one on each of the tenant’s nodes, replaced by a new one that is ready first', () => {
  const objects = render(minimal);
  const { updateStrategy, template } = named(objects, 'DaemonSet').spec;
  expect(updateStrategy).toEqual({ rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  expect(template.spec.nodeSelector).toEqual({ 'node-pool': 'client-a-pool' });
  expect(template.spec.tolerations).toEqual([
    { key: 'node-role.kubernetes.io/client-a', operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' },
  ]);
});

test('a second HAProxy in the pod takes connections when the first one does not listen, and does nothing else', () => {
  const objects = render(everything);
  const { data } = named(objects, 'ConfigMap');
  const { containers } = named(objects, 'DaemonSet').spec.template.spec;
  const [haproxy, standby] = containers;
  expect(containers).toHaveLength(2);
  expect([haproxy.name, standby.name]).toEqual(['haproxy', 'standby']);
  expect(standby.command).toEqual([...haproxy.command, 'standby']);
  expect([standby.image, standby.volumeMounts]).toEqual([haproxy.image, haproxy.volumeMounts]);
  // The kernel prefers the socket that names the pod's address.
  expect(haproxy.env).toEqual([{ name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }]);
  const binds = (text: string) => [...text.matchAll(/^ {2}bind (.*)$/gm)].map(([, bind]) => bind);
  const listeners = ['3128', '20001', '20002', '20003'];
  const others =
    (own: readonly string[]) =>
    (bind = '') =>
      !own.includes(bind);
  const first = listeners.map((port) => `"$ADDRESS":${port}`);
  const second = listeners.map((port) => `:${port}`);
  expect(binds(data['haproxy.cfg'])).toEqual(expect.arrayContaining(first));
  expect(binds(data['standby.cfg'])).toEqual(expect.arrayContaining(second));
  // No other port is the same, or each of the two would get half of what is meant for one.
  const rest = [
    ...binds(data['haproxy.cfg']).filter(others(first)),
    ...binds(data['standby.cfg']).filter(others(second)),
  ];
  expect(new Set(rest).size).toBe(rest.length);
  expect(standby.livenessProbe.httpGet.port).toBe(8407);
  expect(standby).not.toHaveProperty('readinessProbe');
  expect(standby).not.toHaveProperty('ports');
  // It costs proxies no checks.
  expect(data['standby.cfg']).not.toMatch(
    /httpchk|server check|use_backend|prometheus|stats socket|cut\.lua|health\.lua/,
  );
  const servers = (text: string) => /\nbackend proxies\n[\s\S]*?\n\n/.exec(text)?.[0].match(/^ {2}server .*$/gm);
  expect(servers(data['standby.cfg'])).toEqual(servers(data['haproxy.cfg']));
});

test.each([
  ['several proxies', minimal.proxies, '1s'],
  ['one', minimal.proxies.slice(0, 1), '5s'],
])('the standby of %s waits as long for each as the first one does', (_, proxies, timeout) => {
  const { data } = named(render({ ...minimal, proxies }), 'ConfigMap');
  expect(data['standby.cfg']).toContain(`\nbackend proxies\n  timeout connect ${timeout}\n`);
  expect(data['standby.cfg']).not.toContain('lua-load');
});

test('while certificates are switched, the standby uses each proxy both ways, too', () => {
  const { data } = named(render({ ...minimal, certificateSwitch: true, egressCheck: true }), 'ConfigMap');
  const again = '  retry-on conn-failure empty-response\n';
  expect(data['standby.cfg'].split(again)).toHaveLength(2);
  expect(data['haproxy.cfg'].split(again)).toHaveLength(4);
  expect(data['standby.cfg']).not.toContain('downinter');
});

test('pods use the gateway on their own node, where Kubernetes knows that', () => {
  const service = (props: TenantGatewayProps) => named(render(props), 'Service').spec;
  expect(service(minimal)).toMatchObject({ trafficDistribution: 'PreferSameNode' });
  expect(service({ ...minimal, anyNode: true })).not.toHaveProperty('trafficDistribution');
});

test('the first proxy is preferred, or all take their part', () => {
  expect(configuration(minimal)).toContain('\n  balance first\n');
  expect(configuration(everything)).toContain('\n  balance leastconn\n');
});

test('with several proxies a connection is made to another one after a second; one alone is waited for', () => {
  const backend = (props: TenantGatewayProps) => configuration(props).split('\nbackend proxies\n')[1]?.split('\n\n')[0];
  expect(backend(minimal)).toContain('  timeout connect 1s\n  retries 3\n');
  expect(backend({ ...minimal, proxies: minimal.proxies.slice(0, 1) })).toContain(
    '  timeout connect 5s\n  retries 3\n',
  );
  expect(configuration(minimal)).toMatch(
    /^# Forwards requests and tunnels from the pods of client-a to its proxies\.$/m,
  );
  expect(configuration({ ...minimal, proxies: minimal.proxies.slice(0, 1) })).toMatch(/ to its proxy\.$/m);
});

test('its pods roll when the script that they start with changes, and read all other files again while they run', () => {
  const objects = render(everything);
  const digest = createHash('sha256').update(named(objects, 'ConfigMap').data['start.sh']).digest('hex');
  expect(named(objects, 'DaemonSet').spec.template.metadata.annotations).toEqual({
    'checksum/start': digest.slice(0, 16),
  });
});

test('its health check asks for the path that Squid leaves out of its access log', () => {
  const [, path] = /option httpchk GET (\S+)/.exec(configuration(minimal)) ?? [];
  const squid = squidConf(plan().vm);
  expect(/^acl health_check url_regex (.*)$/m.exec(squid)?.[1]).toBe(
    `^http://squid-a\\.client-a\\.development:3128${path}$`,
  );
  expect(squid).toMatch(/^access_log .* !health_check/m);
});

test('a proxy that drains takes no new connections, in none of the lists', () => {
  const lines = configuration(everything).match(/^ {2}server .*$/gm) ?? [];
  expect(lines.filter((line) => line.includes('squid-a')).every((line) => line.endsWith(' weight 0'))).toBe(true);
  expect(lines.filter((line) => line.includes('squid-b')).some((line) => line.includes('weight'))).toBe(false);
  expect(lines.filter((line) => !line.includes('loopback'))).toHaveLength(8);
});

test('agents are asked where there is a choice and the environment has targets, by a way of its own', () => {
  const asks = (props: TenantGatewayProps) => configuration(props).includes('agent-check');
  const ports = (props: TenantGatewayProps) =>
    named(render(props), 'NetworkPolicy', 'gateway-allow-proxies').spec.egress.map((rule: Rendered) =>
      rule.ports.map(({ port }: Rendered) => port),
    );
  const checked = { ...minimal, egressCheck: true };
  expect([asks(minimal), asks(checked)]).toEqual([false, true]);
  expect(ports(checked)).toEqual([
    [3128, 9302],
    [3129, 9302],
  ]);
  const one = { ...checked, proxies: checked.proxies.slice(0, 1) };
  expect([asks(one), ports(one)]).toEqual([false, [[3128]]]);
});

test('connections wait for a sign of life where no handshake is one, and nothing waits in the last resort', () => {
  const files = (props: TenantGatewayProps) => Object.keys(named(render(props), 'ConfigMap').data);
  expect(files(minimal)).toContain('await.lua');
  expect(files(everything)).not.toContain('await.lua');
  expect(files({ ...minimal, proxies: minimal.proxies.slice(0, 1) })).not.toContain('await.lua');
  const backends = configuration({ ...minimal, egressCheck: true })
    .split('\nbackend ')
    .slice(1);
  const waiting = backends.filter((backend) => backend.includes('lua.await-proxy'));
  expect(waiting.map((backend) => backend.split('\n')[0])).toEqual(['proxies', 'reaching']);
});

test('with a certificate each proxy has to show its own, by TLS 1.2; without one there is none of it', () => {
  expect(configuration(everything)).toContain(
    'default-server ssl crt /etc/egress-gateway-tls/tls.crt ca-file /etc/egress-gateway-tls/ca.crt verify required ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2 ciphers ECDHE+AESGCM:ECDHE+CHACHA20\n',
  );
  const objects = render(minimal);
  expect(configuration(minimal)).not.toMatch(/ssl|verify|tls/);
  expect(named(objects, 'DaemonSet').spec.template.spec.volumes).toEqual([
    { name: 'config', configMap: { name: 'egress-gateway' } },
  ]);
});

test('certificates come from cert-manager where the cluster has it, and from a Secret of yours where not', () => {
  const kinds = (certificates: 'secret' | 'cert-manager') =>
    render({ ...everything, certificates }).filter(({ kind }) => kind === 'Certificate' || kind === 'Issuer');
  expect(kinds('secret')).toEqual([]);
  const spec = (name: string) => named(kinds('cert-manager'), 'Certificate', name).spec;
  expect(spec('egress-gateway')).toMatchObject({
    commonName: 'client-a',
    usages: ['digital signature', 'client auth'],
    secretName: 'egress-gateway-tls',
    issuerRef: { kind: 'Issuer', name: 'authority' },
  });
  expect(spec('proxy-squid-b')).toMatchObject({
    dnsNames: ['squid-b.client-a'],
    usages: ['digital signature', 'server auth'],
    secretName: 'proxy-squid-b-tls',
  });
  expect(spec('authority')).toMatchObject({ isCA: true, privateKey: { rotationPolicy: 'Never' } });
});
