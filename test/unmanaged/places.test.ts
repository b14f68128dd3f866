import { errorsOf, problemsOf, yaml } from './_fixture';

const OBJECT = yaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'y' } });

test.each([
  'clusters/production/zz.yaml',
  'clusters/production/zz.yml',
  'clusters/production/.hidden.yaml',
  'clusters/production/.sops.yaml',
  'clusters/production/some/.goreleaser.yml',
  'clusters/production/some/folder/zz.yaml',
  'dist/infra/production/zz_override.tf.json',
  'dist/infra/production/override.tf',
  'dist/infra/production/more.tofu',
  'dist/infra/production/more.tofu.json',
  'dist/infra/production/zz.auto.tfvars',
  'dist/infra/production/zz.auto.tfvars.json',
  'dist/infra/production/terraform.tfvars',
  'dist/infra/production/.terraformrc',
  'dist/infra/production/modules/evil/main.tf',
  'dist/infra/production/client-a/squid-a/zz.conf',
  'dist/infra/production/anything',
])('%s is an error, unless it is listed', (path) => {
  expect(errorsOf({ [path]: OBJECT })).toEqual([
    expect.stringMatching(
      /:1:1 : was not written by synth, and .*; remove it, or list it under extra in overlays\/production\.ts$/,
    ),
  ]);
  expect(problemsOf({ [path]: OBJECT }, { extra: [path] })).toEqual([]);
});

test.each([
  'clusters/production/kustomization.yaml',
  'clusters/production/kustomization.yml',
  'clusters/production/Kustomization',
  'clusters/production/sub/kustomization.yaml',
  'clusters/production/flux-system/kustomization.yml',
  'clusters/production/flux-system/sub/kustomization.yaml',
  'clusters/production/.sourceignore',
  'clusters/production/flux-system/.sourceignore',
  'clusters/.sourceignore',
  'clusters/production/.gitattributes',
  'dist/.sourceignore',
  'dist/base/client-a/guardrails/.sourceignore',
  'dist/base/client-a/guardrails/Kustomization',
  'dist/overlays/production/evil/kustomization.yaml',
  'dist/infra/production/terraform.tfstate',
  'dist/infra/production/.terraform/modules/modules.json',
])('%s is an error, even if it were listed', (path) => {
  expect(errorsOf({ [path]: 'a: b\n' })).toHaveLength(1);
  expect(errorsOf({ [path]: 'a: b\n' }, { extra: [path] })).not.toEqual([]);
});

test.each([
  'clusters/production/README.md',
  'clusters/production/data.json',
  'clusters/other/zz.yaml',
  'clusters/zz.yaml',
  'dist/base/client-a/guardrails/more.yaml',
  'dist/infra/network/main.tf',
])('%s is a warning: nothing applies it', (path) => {
  expect(problemsOf({ [path]: OBJECT })).toEqual([
    `warning ${path}:1:1 : was not written by synth, and nothing applies it`,
  ]);
});

test('a folder of bootstrap without an environment is a warning: a cluster may apply it', () => {
  const path = 'clusters/other/flux-system/gotk-sync.yaml';
  expect(problemsOf({ [path]: OBJECT })).toEqual([
    `warning ${path}:1:1 : was not written by synth, and no environment has this name; a cluster that was bootstrapped here applies the folder`,
  ]);
});

test('the lock file of Terraform is not mentioned', () => {
  expect(problemsOf({ 'dist/infra/production/.terraform.lock.hcl': '' })).toEqual([]);
});

test('a file that is listed has to exist', () => {
  expect(problemsOf({}, { extra: ['clusters/production/a.yaml'] })).toEqual([
    'warning overlays/production.ts:1:1 extra: clusters/production/a.yaml does not exist; remove it from the list',
  ]);
});

test.each([
  ['kind: [\n', /:2:1 : is not valid YAML/],
  ['a: b\n', /:1:1 : contains a document without apiVersion, kind or metadata.name/],
  ['- a\n', /:1:1 : contains a document that is not a Kubernetes object/],
])('what Flux cannot read is an error, although it is listed: %j', (text, message) => {
  const path = 'clusters/production/a.yaml';
  expect(errorsOf({ [path]: text }, { extra: [path] })).toContainEqual(expect.stringMatching(message));
});
