import { join } from 'node:path';
import { expectGolden } from '../support/golden';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

/** One tenant with an allow list and a database, one with two proxies and certificates, and a namespace between them. */
const FILES = {
  'tenants/client-a.yaml': `name: client-a
namespace: client-a-demo
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
  allow:
    - ifconfig.me
    - { list: mirrors }
    - .example.com
    - { host: api.partner.example, ports: [8443] }
    - { host: old.partner.example, sni: any }
  private: [{ cidr: 172.16.44.0/28, ports: [5432], hosts: [db.shop.internal] }]
ingress: { from: [{ namespace: ingress-nginx, ports: [8080] }] }
workloads:
  - { name: web, image: example.com/web:1, ports: [{ name: http, port: 8080 }] }
  - { name: jobs, image: example.com/jobs:1, runtime: java }
environments:
  development: { egress: { proxies: [{ name: squid-a, publicAddress: 51.15.9.8 }] } }
`,
  'tenants/client-b.yaml': `name: client-b
nodePool: { sources: [172.16.28.30] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.9 }, { name: squid-b, address: 172.16.28.10 }]
  clientCertificate: true
workloads:
  - { name: api, image: example.com/api:1, ports: [{ name: http, port: 8080 }] }
  - { name: worker, image: example.com/worker:1, runtime: node }
`,
  'overlays/development.ts': environmentText('development', {
    cluster: { cni: 'calico' },
    allowLists: { mirrors: ['deb.example.org', 'pypi.org'] } as never,
    denyHosts: ['bad.example.com'] as never,
  }),
  'overlays/production.ts': environmentText('production', {
    cluster: { resolver: { address: '10.32.0.53' } },
    allowLists: { mirrors: ['pypi.org'] } as never,
  }),
};

const project = new Project(FILES);

async function explain(...args: string[]) {
  return project.run('explain', '--quiet', ...args);
}

const A = ['--tenant', 'client-a', '--env', 'development', '--workload', 'web'];
const B = ['--tenant', 'client-b', '--env', 'development', '--workload', 'api'];
const DNS = ['--tenant', 'client-a', '--env', 'production', '--workload', 'web'];

/** Each is one kind of question, or of attack; the whole text of each is in golden/. */
const QUESTIONS: Readonly<Record<string, readonly [code: number, ...args: string[]]>> = {
  'allowed-host': [0, ...A, 'https://ifconfig.me/ip'],
  'shared-list': [0, ...A, 'http://pypi.org/simple'],
  'below-a-domain': [0, ...A, 'https://shop.example.com/'],
  'allowed-port': [0, ...A, 'api.partner.example:8443'],
  'port-not-listed': [1, ...A, 'https://api.partner.example/'],
  'host-not-listed': [1, ...A, 'CONNECT evil.example:443'],
  'port-of-no-entry': [1, ...A, 'smtp.example.com:25'],
  'denied-by-the-environment': [1, ...A, 'https://bad.example.com/'],
  'by-address': [1, ...A, 'https://203.0.113.77/'],
  'other-name-inside-tls': [1, ...A, '--sni', 'evil.example', 'https://ifconfig.me/'],
  'no-name-inside-tls': [1, ...A, '--sni', '', 'https://ifconfig.me/'],
  'any-name-inside-tls': [0, ...A, '--sni', 'evil.example', 'https://old.partner.example/'],
  'name-with-a-private-address': [1, ...A, '--address', '172.16.28.30', 'https://ifconfig.me/'],
  'name-with-the-own-address': [1, ...A, '--address', '51.15.9.8', 'https://ifconfig.me/'],
  metadata: [1, ...A, 'http://169.254.42.42/conf'],
  'other-tenants-proxy': [1, ...A, 'tcp://172.16.28.9:3128'],
  'own-proxys-ssh': [1, ...A, 'tcp://172.16.28.8:22'],
  'other-tenants-service': [1, ...A, 'http://api.client-b:8080/'],
  'other-tenants-pod': [3, ...A, 'tcp://100.64.3.4:8080'],
  'other-tenants-pod-named': [1, ...A, '--pod', 'client-b/api', 'tcp://100.64.3.4:8080'],
  'own-pod-named': [0, ...A, '--pod', 'client-a-demo/jobs', 'tcp://100.64.3.4:8080'],
  'other-tenants-proxy-asked': [1, ...A, '--proxy', '172.16.28.9:3128', 'https://ifconfig.me/'],
  'own-proxy-asked': [0, ...A, '--proxy', '172.16.28.8:3128', 'https://ifconfig.me/'],
  'own-proxys-manager': [1, ...A, 'http://172.16.28.8:3128/squid-internal-mgr/menu'],
  'own-proxys-page': [1, ...A, 'http://172.16.28.8:3128/'],
  'own-proxy-by-https': [1, ...A, 'https://172.16.28.8:3128/'],
  'own-proxys-port': [0, ...A, 'tcp://172.16.28.8:3128'],
  'own-proxys-public-address': [1, ...A, 'http://51.15.9.8:3128/squid-internal-mgr/menu'],
  'own-gateways-manager': [1, ...B, 'http://egress-gateway.client-b-egress.svc:3128/squid-internal-mgr/menu'],
  'own-gateway-by-https': [1, ...B, 'https://egress-gateway.client-b-egress.svc:3128/'],
  'other-tenants-gateway': [1, ...A, '--proxy', 'egress-gateway.client-b-egress.svc:3128', 'https://ifconfig.me/'],
  'own-service': [0, ...A, 'http://web:8080/'],
  'own-service-other-port': [1, ...A, 'http://web:9090/'],
  'api-server': [1, ...A, 'https://10.32.0.1/'],
  'public-dns': [1, ...A, 'udp://9.9.9.9:53'],
  'cluster-dns': [0, ...A, 'udp://10.32.0.10:53'],
  'node-kubelet': [1, ...A, 'https://172.16.28.20:10250/'],
  database: [0, ...A, 'tcp://db.shop.internal:5432'],
  'database-other-port': [1, ...A, 'tcp://db.shop.internal:22'],
  'private-address': [0, ...A, 'tcp://172.16.44.4:5432'],
  'private-address-not-listed': [1, ...A, 'http://10.1.2.3:8080/'],
  'name-of-unknown-address': [1, ...A, 'tcp://mail.corp:25'],
  'pod-itself': [0, ...A, 'http://localhost:8080/'],
  java: [0, '--tenant', 'client-a', '--env', 'development', '--workload', 'jobs', 'https://ifconfig.me/'],
  gateway: [0, ...B, 'https://anything.example.net/'],
  'gateway-other-port': [1, ...B, 'https://anything.example.net:8443/'],
  'proxy-past-the-gateway': [1, ...B, 'tcp://172.16.28.9:3128'],
  'resolver-outside': [1, ...DNS, 'tcp://ifconfig.me:443'],
  'resolver-by-the-proxy': [0, ...DNS, 'https://ifconfig.me/'],
};

let texts: Record<string, string> = {};
beforeAll(async () => {
  for (const [name, [, ...args]] of Object.entries(QUESTIONS)) {
    const { out, err } = await explain(...args);
    texts = { ...texts, [`${name}.txt`]: `explain ${args.join(' ')}\n\n${out}${err}\n` };
  }
}, 300_000);

test.each(Object.entries(QUESTIONS))('%s', async (_, [code, ...args]) => {
  expect((await explain(...args)).code).toBe(code);
});

test('the texts are those that were reviewed', () => {
  expectGolden(join(__dirname, 'golden'), texts);
});

test('JSON has every hop with its places', async () => {
  const { code, out } = await explain(...A, '--json', 'CONNECT evil.example:443');
  const { version, explanation } = JSON.parse(out);
  expect([code, version, explanation.verdict]).toEqual([1, 1, 'denied']);
  const [proxy, direct] = explanation.ways;
  expect(proxy.hops.at(-1)).toMatchObject({
    hop: 'Squid',
    at: 'squid-a',
    verdict: 'denied',
    rendered: { file: 'dist/infra/development/client-a/squid-a/squid.conf' },
    settings: { file: 'tenants/client-a.yaml', line: 6 },
    change: 'add evil.example to egress.allow of tenants/client-a.yaml:6',
  });
  expect(direct.hops.at(-1)).toMatchObject({
    hop: 'network policy',
    verdict: 'denied',
    rendered: { file: expect.stringContaining('globalnetworkpolicy-default.egress-tenant-client-a.yaml') },
  });
});

test('the lines that it names are those on the disk', async () => {
  expect((await project.run('synth')).code).toBe(0);
  const lines: string[] = [];
  for (const [, ...args] of Object.values(QUESTIONS)) {
    const { out } = await explain(...args, '--json');
    for (const { hops } of JSON.parse(out).explanation.ways)
      for (const { hop, text, rendered } of hops) {
        if (hop !== 'Squid' && hop !== 'VM firewall' && hop !== 'TLS name') continue;
        if (rendered?.line === undefined) continue;
        const line = project.read(rendered.file).split('\n')[rendered.line - 1]?.replace(/\s+/g, ' ').trim() ?? '';
        // The text of the hop quotes the line.
        if (!text.includes(line))
          lines.push(`${rendered.file}:${rendered.line} is ${line}, and not what this says: ${text}`);
      }
  }
  expect(lines).toEqual([]);
}, 120_000);

test.each([
  [
    ['--tenant', 'client-a', 'https://ifconfig.me/'],
    /choose the environment .* \(available: development, production\)/,
  ],
  [['--env', 'development', 'https://ifconfig.me/'], /choose whose pods are meant with --tenant/],
  [
    ['--tenant', 'client-x', '--env', 'development', 'https://ifconfig.me/'],
    /unknown tenant client-x: did you mean client-a/,
  ],
  [
    [...A.slice(0, 4), '--workload', 'wep', 'https://ifconfig.me/'],
    /unknown workload wep of client-a; available: jobs, web/,
  ],
  [[...A, 'example.com'], /has no port/],
  [[...A, '--address', 'nowhere', 'https://ifconfig.me/'], /--address nowhere is not a valid address/],
  [
    [...A, '--pod', 'client-b/apo', 'tcp://100.64.3.4:80'],
    /unknown workload apo of the namespace client-b; available: api, worker/,
  ],
  [
    [...A, '--pod', 'client-b', 'tcp://172.16.28.30:80'],
    /--pod is for an address of a pod \(expected one of 100\.64\.0\.0/,
  ],
  [[...A, '--pod', 'Client B', 'tcp://100.64.3.4:80'], /--pod Client B is not valid/],
  [[...A, '--proxy', '172.16.28.9', 'https://ifconfig.me/'], /--proxy 172\.16\.28\.9 is not valid/],
  [[...A, '--proxy', '172.16.28.9:3128', 'tcp://ifconfig.me:443'], /--proxy is for requests/],
  [[...A, '--sni', 'a b', 'https://ifconfig.me/'], /--sni a b is not a valid name/],
  [A, /missing required argument 'target'/],
])('%j cannot run', async (args, message) => {
  const { code, err } = await explain(...args);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

test('workloads that differ have to be named', async () => {
  const { code, out } = await explain('--tenant', 'client-a', '--env', 'development', 'https://ifconfig.me/ip');
  expect([code, out.split('\n').at(-1)]).toEqual([0, expect.stringMatching(/^allowed: /)]);
});
