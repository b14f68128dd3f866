import type { Tenant } from '../../lib/model';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const SAID = `repository: { url: "https://git.example.com/b", path: deploy/, ref: { branch: main } }\n`;

function tenants(said: string, production = ''): Record<string, Tenant | undefined> {
  const text = CLIENT_B.replace('environments:\n  production:\n', `${said}environments:\n  production:\n${production}`);
  const { loaded, errors } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(errors).toEqual([]);
  const environments = loaded?.model.environments.map((one) => [one.environment.name, one.tenants[0]]) ?? [];
  return Object.fromEntries([['base', loaded?.model.base[0]], ...environments]);
}

test('a tenant without a repository of its own has none', () => {
  expect(tenants('').base).not.toHaveProperty('repository');
});

test('its path is written as Flux writes it, and its Kustomize files are left out', () => {
  expect(tenants(SAID).base?.repository).toEqual({
    url: 'https://git.example.com/b',
    path: './deploy',
    ref: { branch: 'main' },
    kustomize: false,
  });
  expect(tenants(SAID.replace('deploy/', '.')).base?.repository?.path).toBe('./');
  expect(tenants(SAID.replace('deploy/', './a/./b')).base?.repository?.path).toBe('./a/b');
});

test('one environment may follow something else, and that alone', () => {
  const { development, production } = tenants(SAID, '    repository: { ref: { semver: ">=1.0.0" }, secret: key }\n');
  expect(development?.repository).toMatchObject({ ref: { branch: 'main' } });
  expect(development?.repository).not.toHaveProperty('secret');
  expect(production?.repository).toMatchObject({ path: './deploy', secret: 'key' });
  expect(production?.repository?.ref).toEqual({ semver: '>=1.0.0' });
});

test('one environment alone may have one', () => {
  const { base, development, production } = tenants('', `    ${SAID}`);
  expect(base).not.toHaveProperty('repository');
  expect(development).not.toHaveProperty('repository');
  expect(production?.repository).toMatchObject({ path: './deploy' });
});

test('a resolver has an image of a known version, and the API server in the private network', () => {
  const cluster = (resolver: object) =>
    loadFiles({
      environments: {
        'development.ts': environmentText('development'),
        'production.ts': environmentText('production', { cluster: { resolver } }),
      },
    }).loaded?.model.environments.map(({ environment }) => environment.cluster.resolver);
  expect(cluster({ address: '10.32.0.53' })).toEqual([
    undefined,
    {
      address: '10.32.0.53',
      image: expect.stringMatching(/^coredns\/coredns:\d+\.\d+\.\d+$/),
      apiServer: '172.16.28.0/22',
    },
  ]);
  const said = { address: '10.32.0.53', image: 'example.com/coredns:2', apiServer: '51.15.1.1' };
  expect(cluster(said)).toEqual([undefined, said]);
});
