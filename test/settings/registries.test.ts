import { completeImage, isFrom } from '../../lib/settings/image-name';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const SHA = `sha256:${'a'.repeat(64)}`;

test.each([
  ['curlimages/curl:8.11.1', 'docker.io/curlimages/curl'],
  ['busybox', 'docker.io/library/busybox'],
  ['busybox:1.36', 'docker.io/library/busybox'],
  ['docker.io/busybox', 'docker.io/library/busybox'],
  ['index.docker.io/busybox', 'docker.io/library/busybox'],
  ['index.docker.io/curlimages/curl', 'docker.io/curlimages/curl'],
  ['a/b/c', 'docker.io/a/b/c'],
  ['localhost', 'docker.io/library/localhost'],
  ['localhost/x', 'localhost/x'],
  ['localhost:5000/x', 'localhost:5000/x'],
  ['registry.example.com/shop/web:1', 'registry.example.com/shop/web'],
  [`registry.example.com:5000/a/b:1@${SHA}`, 'registry.example.com:5000/a/b'],
  [`web@${SHA}`, 'docker.io/library/web'],
  ['a.b:5000', 'docker.io/library/a.b'],
  ['Registry/x', 'Registry/x'],
  ['172.16.28.21:10250/x:1', '172.16.28.21:10250/x'],
])('%s is completed as containerd does', (reference, name) => {
  expect(completeImage(reference)).toBe(name);
});

test.each([
  ['docker.io/curlimages', 'curlimages/curl:1', true],
  ['docker.io/curlimages/curl', 'curlimages/curl:1', true],
  ['docker.io', 'busybox', true],
  ['docker.io/curlimages', 'curlimages2/curl', false],
  ['docker.io/curlimages', 'docker.io/curlimages/../x', false],
  ['registry.example.com/shop', 'registry.example.com/shop2/x', false],
  ['registry.example.com/shop', 'registry.example.com:5000/shop/x', false],
  ['registry.example.com', 'Registry.example.com/x', false],
  ['registry.example.com', 'registry.example.com.evil.example/x', false],
  ['docker.io/library', 'library', true],
])('%s: %s is from it: %s', (registry, image, expected) => {
  expect(isFrom(image, [registry])).toBe(expected);
});

/** All lines of client B with these registries, here and in the environments. */
function load(registries: string | undefined, { environment, override = '' }: Record<string, string> = {}) {
  const own = registries === undefined ? '' : `registries: ${registries}\n`;
  const tenant = CLIENT_B.replace('quota:', `${own}quota:`) + override;
  const more: Record<string, unknown> = { registries: environment?.split(' ') };
  const of = (name: string) => environmentText(name, more as Parameters<typeof environmentText>[1]);
  const environments = { 'development.ts': of('development'), 'production.ts': of('production') };
  const { errors, warnings } = loadFiles({ tenants: { 'client-b.yaml': tenant }, environments });
  return [...errors, ...warnings];
}

const problems = (...of: Parameters<typeof load>) =>
  load(...of).map((line) => line.replace('tenants/client-b.yaml:', ''));

test.each([
  ['https://registry.example.com/shop', /has a scheme.* write registry\.example\.com\/shop$/],
  ['registry.example.com/shop/', /ends with a slash; write registry\.example\.com\/shop$/],
  ['registry.example.com/Shop', /has upper-case letters; write registry\.example\.com\/shop$/],
  ['registry.example.com/shop:1.2', /has a tag; write registry\.example\.com\/shop$/],
  [`registry.example.com/shop@${SHA}`, /has a digest; write registry\.example\.com\/shop$/],
  ['curlimages', /does not name its registry; write docker\.io\/curlimages$/],
  ['curlimages/curl', /does not name its registry; write docker\.io\/curlimages\/curl$/],
  ['index.docker.io/curlimages', /another name of docker\.io; write docker\.io\/curlimages$/],
  ['"*.example.com"', /has a wildcard/],
  ['registry.example.com//shop', /has the part/],
  ['registry.example.com/../shop', /has the part \.\./],
  ['registry.example.com:99999/shop', /a port outside 1 to 65535/],
  ['169.254.42.42/x', /169\.254\.42\.42 is not public \(\S+: link-local/],
  ['127.0.0.1:5000/x', /not public \(\S+: loopback.*: name the host of a registry \(expected/],
  ['0.0.0.0/x', /not public \(\S+: this network/],
  ['localhost', /localhost leads to the machine itself/],
  ['localhost:5000', /leads to the machine itself/],
  ['node.localhost:5000/x', /leads to the machine itself/],
  ['172.16.28.21.nip.io/x', /or to an address that is not public/],
  ['0x7f.1/x', /0x7f\.1 is an IP address in an unusual form/],
  ['172.16.7189/x', /an IP address in an unusual form/],
  ['0254.16.28.21/x', /an IP address in an unusual form/],
  ['999.1.1.1/x', /an IP address in an unusual form/],
  ['"[::1]:5000/x"', /does not begin with the host name/],
  ['metadata.google.internal/x', /metadata\.google\.internal leads to/],
  ['kubernetes.default.svc/x', /kubernetes\.default\.svc is a service of the cluster; nodes would ask it/],
  ['foo.shop.svc.cluster.local/x', /is a service of the cluster/],
  ['foo.shop.svc.example.com:5000/x', /is a service of the cluster/],
  ['""', /is empty/],
])('%s is not a registry', (registry, message) => {
  const [first, ...others] = problems(`[docker.io, ${registry}]`);
  expect(first).toMatch(/^26:\d+ registries\[1\]: /);
  expect(first).toMatch(message);
  expect(others).toEqual([]);
  const [environment] = load(undefined, { environment: `docker.io ${registry.replaceAll('"', '')}` });
  expect(environment).toMatch(/^overlays\/development\.ts:\d+:\d+ registries\[1\]: /);
  expect(environment).toMatch(message);
});

/** Registries that only the platform may list. */
const INSIDE = [
  ['172.16.28.21/x', /172\.16\.28\.21 is not public \(172\.16\.0\.0\/12: private\)/],
  [
    '172.16.28.21:10250/x',
    /not public \(\S+: private.*ask the platform to list 172\.16\.28\.21:10250\/x in the environment/,
  ],
  ['10.32.0.1/x', /not public \(\S+: private/],
  ['100.64.0.1:5000', /not public \(\S+: carrier-grade NAT/],
  ['192.168.1.1', /not public \(\S+: private/],
  ['registry.internal/x', /registry\.internal is a name inside the cluster or the private network/],
  ['registry.corp:5000', /a name inside/],
  ['kubernetes.default/x', /a name inside/],
  ['registry.example.com:10250/x', /port 10250 of machines is for the kubelet/],
  ['registry.example.com:6443', /port 6443 of machines is for the API server/],
  ['registry.example.com:30500/x', /port 30500 .* NodePort/],
  ['registry.example.com:22/x', /port 22 of machines/],
  ['registry.example.com:3128/x', /port 3128 of machines/],
] as const;

test.each(INSIDE)('a tenant may list %s only where the environment does', (registry, message) => {
  const [first, ...others] = problems(`[registry.example.com, ${registry}]`, { environment: 'docker.io' });
  expect(first).toMatch(/^26:\d+ registries\[1\]: /);
  expect(first).toMatch(message);
  expect(others).toEqual([]);
  expect(problems(`[registry.example.com, ${registry}/shop]`, { environment: registry })).toEqual([]);
  expect(problems(`[registry.example.com, ${registry}]`, { environment: `docker.io ${registry}/shop` })).toEqual([
    first,
  ]);
});

test.each([
  '51.15.1.1/x',
  'registry.example.com:443/x',
  'registry.example.com:80',
  'ghcr.io:5000',
  'rg.fr-par.scw.cloud/x',
])('a tenant may list %s', (registry) => {
  expect(problems(`[registry.example.com, ${registry}]`)).toEqual([]);
});

test('an override’s registry inside is an error at its line, beside those of other kinds', () => {
  const override = '    registries: [registry.example.com, 10.0.0.1/x]\n';
  expect(problems('[registry.example.com, 10.0.0.2/x, "*"]', { override })).toEqual([
    expect.stringMatching(/^26:\d+ registries\[1\]: 10\.0\.0\.2 is not public/),
    expect.stringMatching(/^26:\d+ registries\[2\]: .* has a wildcard/),
    expect.stringMatching(/^40:\d+ environments\.production\.registries\[1\]: 10\.0\.0\.1 is not public/),
  ]);
});

test.each([SHA, 'sha256:3f8a4339aadda', 'sha512:3f8a', 'a'.repeat(64), '3f8a4339aadda', 'cafe'])(
  '%s can be the ID of an image on the node, with and without registries',
  (id) => {
    const message = /image: .* can be the ID of any image .* name the image with its registry and tag$/;
    const sidecars = `        sidecars: [{ name: s, image: "${id}" }]\n        initContainers: [{ name: i, image: "${id}" }]\n`;
    for (const registries of ['[docker.io]', undefined]) {
      const found = problems(registries, { override: sidecars }).filter((line) => message.test(line));
      expect(found.map((line) => / (\S+): /.exec(line)?.[1])).toEqual([
        'environments.production.workloads[0].sidecars[0].image',
        'environments.production.workloads[0].initContainers[0].image',
      ]);
    }
    expect(isFrom(id, ['docker.io'])).toBe(false);
  },
);

test.each(['sha256', 'a', 'cafe:1', 'shop/cafe', `cafe@${SHA}`, 'docker.io/library/sha256:1', 'cafes'])(
  '%s is the name of an image',
  (name) => {
    const sidecars = `        sidecars: [{ name: s, image: "${name}" }]\n`;
    expect(problems('[docker.io, registry.example.com]', { override: sidecars })).toEqual([]);
    expect(isFrom(name, ['docker.io'])).toBe(true);
  },
);

test('an image outside of the registries is an error at its line', () => {
  expect(problems('[docker.io]')).toEqual([
    '31:5 workloads[0].image: registry.example.com/web:1.2.3 is registry.example.com/web, which is in none of the registries of this tenant (docker.io); use an image of these, or add its registry',
  ]);
});

test('those of the environment hold where the tenant has none, and its own replace them', () => {
  expect(problems(undefined, { environment: 'docker.io' })).toEqual([
    expect.stringMatching(/^30:5 workloads\[0\]\.image: .* registries of the environment \(docker\.io\)/),
  ]);
  expect(problems('[registry.example.com]', { environment: 'docker.io' })).toEqual([]);
});

test('an environment’s override is judged, by its own image and by its own registries', () => {
  const sidecar = '        sidecars: [{ name: s, image: evil.example/x }]\n';
  expect(problems('[registry.example.com]', { override: sidecar })).toEqual([
    expect.stringMatching(/^40:31 environments\.production\.workloads\[0\]\.sidecars\[0\]\.image: evil\.example\/x is/),
  ]);
  expect(problems('[registry.example.com]', { override: '    registries: [docker.io]\n' })).toEqual([
    expect.stringMatching(/^31:5 workloads\[0\]\.image: .*\(docker\.io\)/),
  ]);
});

test('neither has any: one warning', () => {
  expect(problems(undefined)).toEqual([expect.stringMatching(/^1:1 registries: warning: is not set/)]);
});

test('an empty list is refused', () => {
  expect(problems('[]')).toEqual([expect.stringMatching(/^26:1 registries: is an empty list/)]);
});
