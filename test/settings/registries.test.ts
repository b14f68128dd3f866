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

/** Problems of client B with these registries, here and in the environments. */
function problems(registries: string | undefined, { environment, override = '' }: Record<string, string> = {}) {
  const own = registries === undefined ? '' : `registries: ${registries}\n`;
  const tenant = CLIENT_B.replace('quota:', `${own}quota:`) + override;
  const more: Record<string, unknown> = { registries: environment?.split(' ') };
  const of = (name: string) => environmentText(name, more as Parameters<typeof environmentText>[1]);
  const environments = { 'development.ts': of('development'), 'production.ts': of('production') };
  const { errors, warnings } = loadFiles({ tenants: { 'client-b.yaml': tenant }, environments });
  return [...errors, ...warnings].map((line) => line.replace('tenants/client-b.yaml:', ''));
}

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
  ['169.254.42.42/x', /metadata service, not a registry/],
  ['127.0.0.1:5000/x', /the node itself/],
  ['""', /is empty/],
])('%s is not a registry', (registry, message) => {
  const [first, ...others] = problems(`[docker.io, ${registry}]`);
  expect(first).toMatch(/^26:\d+ registries\[1\]: /);
  expect(first).toMatch(message);
  expect(others).toEqual([]);
});

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
