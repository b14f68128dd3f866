import { ageKey, encryptSecret } from '../../lab/gitops/sops';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { WHOLE_PROJECT } from '../support/tenants';

const plain = `# who they are
name: client-a # the client
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, port: 3128 }]
workloads:
  - { name: web, image: example.com/web:1 }
`;

function project(text = plain, development = environmentText('development')) {
  return new Project({
    ...WHOLE_PROJECT,
    'tenants/client-a.yaml': text,
    'overlays/development.ts': development,
  });
}

test('the file, the name and the former name change, and the namespace stays', async () => {
  const p = project();
  const { code, out, err } = await p.run('tenant:rename', 'client-a', 'acme');
  expect([code, err]).toEqual([0, '']);
  expect(p.files('tenants')).toEqual(['tenants/acme.yaml', 'tenants/client-b.yaml', 'tenants/client-c.yaml']);
  expect(p.read('tenants/acme.yaml')).toBe(
    plain.replace(
      'name: client-a # the client\n',
      'name: acme # the client\nformerly: [client-a]\nnamespace: client-a # as before: a namespace cannot be renamed\n',
    ),
  );
  for (const name of ['development', 'production'])
    expect(p.read(`overlays/${name}.ts`)).toMatch(/namespaces: \{ acme: \['client-a'\] \}/);
  expect(out).toMatch(
    /^ {2}1\. npm run plan.*\n {2}2\. in each cluster.*kubectl annotate namespace client-a egress-tenant\/adopt=acme$/m,
  );
  expect((await p.run('synth', '--quiet')).code).toBe(0);
});

test('with --new-namespace the tenant gets another one, and the old one is named', async () => {
  const p = project();
  const { code, out } = await p.run('tenant:rename', 'client-a', 'acme', '--new-namespace');
  expect(code).toBe(0);
  expect(p.read('tenants/acme.yaml')).not.toMatch(/namespace/);
  expect(p.read('overlays/development.ts')).not.toMatch(/namespaces/);
  expect(out).toMatch(/new, empty namespace acme; client-a and its volumes stay/);
});

test('former names, named namespaces and pools are kept', async () => {
  const text = plain.replace(
    'name: client-a # the client\n',
    'name: client-a\nformerly: [client-old]\nnamespace: client-a-demo\nnodePool: { name: client-a-nodes }\n',
  );
  const p = project(text);
  expect((await p.run('tenant:rename', 'client-a', 'acme')).code).toBe(0);
  expect(p.read('tenants/acme.yaml')).toMatch(
    /^name: acme\nformerly: \[ ?client-old, client-a ?\]\nnamespace: client-a-demo\n/m,
  );
  expect(p.read('overlays/production.ts')).toMatch(/namespaces: \{ acme: \['client-a-demo'\] \}/);
  expect(p.read('overlays/production.ts')).toMatch(/nodePools: \{ acme: \['client-a-nodes'\] \}/);
});

test('lists of the environment that name the tenant follow', async () => {
  const listed = environmentText('development', { namespaces: { 'client-a': ['shop'], 'client-b': ['other'] } });
  const p = project(
    plain.replace('egress:', 'environments: { production: { enabled: false } }\nnamespace: shop\negress:'),
    listed,
  );
  const { code, err } = await p.run('tenant:rename', 'client-a', 'acme');
  expect([code, err]).toEqual([0, '']);
  expect(p.read('overlays/development.ts')).toMatch(/"namespaces": \{\s+acme: \[\s+"shop"\s+\],\s+"client-b"/);
});

test.each([
  [['client-x', 'acme'], 2, /^unknown tenant client-x; available: client-a, client-b, client-c$/],
  [['client-a', 'client-b'], 1, /there is a tenant client-b already/],
  [['client-a', 'Acme'], 1, /Acme/],
  [['client-a', 'client-a'], 2, /is the name that it has/],
  [['client-a', 'platform'], 1, /platform/],
])('%j is refused and changes nothing', async (names, code, message) => {
  const p = project();
  const before = p.fingerprint();
  const result = await p.run('tenant:rename', ...names);
  expect([result.code, result.err]).toEqual([code, expect.stringMatching(message)]);
  expect(p.files('tenants')).toHaveLength(3);
  if (names[1] !== 'platform') expect(p.fingerprint()).toBe(before);
  expect(p.read('tenants/client-a.yaml')).toBe(plain);
});

test('what is computed is left, and listed', async () => {
  const computed = environmentText('development').replace(
    'export default',
    "const all = () => ({ 'client-a': ['shop'] });\nconst settings =",
  );
  const p = project(
    plain.replace('egress:', 'environments: { production: { enabled: false } }\nnamespace: shop\negress:'),
    `${computed}\nexport default { ...settings, namespaces: all() };\n`,
  );
  const { code, err } = await p.run('tenant:rename', 'client-a', 'acme');
  // The settings would have problems, so that nothing is changed; the problem names the list.
  expect([code, err]).toEqual([1, expect.stringMatching(/namespaces/)]);
  expect(p.read('tenants/client-a.yaml')).toContain('name: client-a');
});

test('encrypted Secrets go with the tenant, and the key gets its name', async () => {
  const { recipient } = ageKey();
  const file = encryptSecret({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { a: 'b' } }, [
    recipient,
  ]);
  const p = project(
    `${plain}secrets: { key: client-a-sops, recipients: [${recipient}] }\n`,
    environmentText('development', { flux: { reconcile: 'per-tenant' } }),
  ).write({
    'overlays/production.ts': environmentText('production', { flux: { reconcile: 'per-tenant' } }),
    'tenants/client-a/secrets/db.yaml': file,
  });
  const { code, out } = await p.run('tenant:rename', 'client-a', 'acme');
  expect(code).toBe(0);
  expect(p.files('tenants')).toContain('tenants/acme/secrets/db.yaml');
  expect(p.files('tenants')).not.toContain('tenants/client-a/secrets/db.yaml');
  expect(p.read('tenants/acme/secrets/db.yaml')).toBe(file);
  expect(p.read('tenants/acme.yaml')).toContain('key: acme-sops');
  expect(out).toMatch(/create the Secret acme-sops in flux-system with the entries of client-a-sops/);
});

test('Secrets of notifications get its name, in overrides too', async () => {
  const notify = (secret: string) => `notify: [{ kind: slack, secret: ${secret} }]`;
  const text = `${plain}${notify('client-a-slack')}\nenvironments: { production: { ${notify('client-a')} } }\n`;
  const flux = { flux: { name: 'apps', interval: '5m', source: { name: 'apps' }, reconcile: 'per-tenant' } };
  const p = project(text, environmentText('development', flux as never));
  p.write({ 'overlays/production.ts': environmentText('production', flux as never) });
  const { code, out, err } = await p.run('tenant:rename', 'client-a', 'acme');
  expect([code, err]).toEqual([0, '']);
  expect(p.read('tenants/acme.yaml')).toContain(notify('acme-slack'));
  expect(p.read('tenants/acme.yaml')).toContain(notify('acme'));
  for (const [before, after] of [
    ['client-a-slack', 'acme-slack'],
    ['client-a', 'acme'],
  ])
    expect(out).toContain(`create the Secret ${after} in flux-system with the entries of ${before}, and remove`);
});
