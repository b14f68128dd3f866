import { join } from 'node:path';
import { ageKey, encryptSecret } from '../../lab/gitops/sops';
import { build } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { stamp } from '../../lib/output';
import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { describeWithKubectl, kubectlKustomizeFolder, laidOnce } from '../kustomize/_kubectl';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const { recipient } = ageKey();
const DB = encryptSecret(
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password: 'example' } },
  [recipient],
);
const WORKLOADS = 'dist/overlays/production/client-a/workloads';
const FILE = `${WORKLOADS}/secrets/secret-db.yaml`;

const project = new Project({
  ...THREE_TENANTS,
  'tenants/client-a.yaml': `${THREE_TENANTS['tenants/client-a.yaml']}environments:\n  production: { secrets: { key: client-a-sops, recipients: [${recipient}] } }\n`,
  'tenants/client-a/secrets/production/db.yaml': DB,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { flux: { reconcile: 'per-tenant' } }),
});
const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
const files = synthesize(model);
const texts = new Map(files.map((file) => [file.path, stamp(file)]));

test('the file is carried as it is, below our line', () => {
  const file = texts.get(FILE) ?? '';
  expect(file).toMatch(/^# Generated from tenants\/client-a\/secrets\/production\/db\.yaml by /);
  expect(file.slice(file.indexOf('\n') + 1)).toBe(DB);
  expect([...texts.keys()].filter((path) => path.endsWith('secret-db.yaml'))).toEqual([FILE]);
});

test('it is built for the tenant’s namespace', () => {
  const secret = build(texts, WORKLOADS).find(({ kind }) => kind === 'Secret');
  expect(secret?.metadata).toEqual({ name: 'db', namespace: 'client-a-demo' });
});

test('the key is on the Kustomization of that tenant’s workloads alone', () => {
  const decrypting = [...texts].filter(([, text]) => text.includes('decryption:'));
  expect(decrypting.map(([path]) => path)).toEqual([
    'clusters/production/kustomization-egress-production-client-a-workloads.yaml',
  ]);
  expect(decrypting[0]?.[1]).toContain(
    '  decryption:\n    provider: sops\n    secretRef:\n      name: client-a-sops\n',
  );
});

test('the rules have nothing against it', () => {
  expect(verify(files, model).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each([
  ['another key', /name: client-a-sops/, 'name: client-b-sops', 'decryption-wrong'],
  ['no key', / {2}decryption:\n.*\n.*\n.*\n/, '', 'decryption-wrong'],
  ['another recipient', /recipient: age1\w+/, `recipient: ${ageKey().recipient}`, 'decryption-wrong'],
  ['a value in clear', /password: ENC.*/, 'password: example', 'secret-in-git'],
])('with %s they have', (_, find, replace, id) => {
  const changed = files.map((file) => ({ ...file, content: file.content.replace(find, replace) }));
  const errors = verify(changed, model).filter(({ severity }) => severity === 'error');
  expect(new Set(errors.map((finding) => finding.id))).toEqual(new Set([id]));
});

describeWithKubectl('with kubectl', () => {
  const root = laidOnce(() => Object.fromEntries(texts));
  test('it builds to what our builder says', () => {
    expect(kubectlKustomizeFolder(join(root(), WORKLOADS))).toEqual(build(texts, WORKLOADS));
  });
});
