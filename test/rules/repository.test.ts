import { parse, stringify } from 'yaml';
import type { KubeObject } from '../../lib/kustomize';
import { verify } from '../../lib/rules';
import { outputFiles, render, SETTINGS } from './_world';

const B = 'tenants/client-b.yaml';
const REPOSITORY = 'repository: { url: "https://git.example.org/b.git", path: ./deploy, ref: { branch: main } }\n';

function findings(kind: string, change: (spec: Record<string, unknown>) => void): string[] {
  const { model, files } = render({
    ...SETTINGS,
    [B]: SETTINGS[B]?.replace('environments:', `${REPOSITORY}environments:`) ?? '',
    'overlays/production.ts':
      SETTINGS['overlays/production.ts']?.replace('"flux": {', '"flux": { "lockdown": true,') ?? '',
  });
  const changed = new Map(files);
  const path = `dist/overlays/production/client-b/guardrails/${kind.toLowerCase()}-client-b.yaml`;
  const object = parse(files.get(path) ?? '') as KubeObject & { spec: Record<string, unknown> };
  change(object.spec);
  changed.set(path, stringify(object));
  return verify(outputFiles(changed), model).map(({ id, environment }) => `${environment} ${id}`);
}

test('a tenant’s own repository gives no finding', () => {
  expect(findings('Kustomization', () => {})).toEqual([]);
});

test.each<[string, string, string, (spec: Record<string, unknown>) => void]>([
  [
    'is applied with the platform’s authority',
    'Kustomization',
    'flux-not-impersonating',
    (spec) => delete spec.serviceAccountName,
  ],
  [
    'is applied as another tenant',
    'Kustomization',
    'flux-not-impersonating',
    (spec) => Object.assign(spec, { serviceAccountName: 'client-a' }),
  ],
  [
    'goes to another namespace',
    'Kustomization',
    'flux-rewrites-objects',
    (spec) => Object.assign(spec, { targetNamespace: 'client-a-demo' }),
  ],
  [
    'reads the platform’s repository',
    'Kustomization',
    'flux-reference-unresolved',
    (spec) =>
      Object.assign(spec, { sourceRef: { kind: 'GitRepository', name: 'manifests', namespace: 'flux-system' } }),
  ],
  ['is all of its repository', 'Kustomization', 'flux-source-differs', (spec) => Object.assign(spec, { path: './' })],
  ['goes wherever it says', 'Kustomization', 'flux-rewrites-objects', (spec) => delete spec.targetNamespace],
  [
    'is built by its Kustomize files',
    'GitRepository',
    'flux-source-differs',
    (spec) => Object.assign(spec, { ignore: 'kustomization.yaml\n' }),
  ],
  [
    'is another one',
    'GitRepository',
    'flux-source-differs',
    (spec) => Object.assign(spec, { url: 'https://git.example.org/c.git' }),
  ],
  [
    'is another branch',
    'GitRepository',
    'flux-source-differs',
    (spec) => Object.assign(spec, { ref: { branch: 'other' } }),
  ],
])('a tenant’s own repository that %s: %s, %s', (_, kind, rule, change) => {
  expect(findings(kind, change)).toContain(`production ${rule}`);
});
