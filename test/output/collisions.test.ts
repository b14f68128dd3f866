import { refuseObjectCollisions, type WrittenObject } from '../../lib/output';
import { file, refusal, temporaryFolder, tree, write } from './_support';

const A = 'tenants/client-a.yaml';
const B = 'tenants/client-b.yaml';

test.each([
  ['one path twice', 'dist/a.yaml', 'dist/a.yaml', `dist/a.yaml: would be written for both ${A} and ${B}`],
  ['paths that differ by case', 'dist/A.yaml', 'dist/a.yaml', 'they differ only by case'],
  ['folders that differ by case', 'dist/X/a.yaml', 'dist/x/b.yaml', 'they differ only by case'],
  ['paths that differ by Unicode form', 'dist/\u00e9.yaml', 'dist/e\u0301.yaml', 'they differ only by case'],
  ['a file that is a folder of another', 'dist/a.yaml', 'dist/a.yaml/b.yaml', 'one is a folder of the other'],
  ['a folder that is a file of another', 'dist/a.yaml/b.yaml', 'dist/a.yaml', 'one is a folder of the other'],
])('%s is refused, with both sources, before anything is written', (_, first, second, message) => {
  const out = temporaryFolder();
  const error = refusal(() => write(out, [file('dist/z.yaml'), file(first, 'a: 1\n', A), file(second, 'a: 1\n', B)]));
  expect(error.code).toBe(1);
  expect(error.message).toContain(message);
  expect(error.message).toContain(A);
  expect(error.message).toContain(B);
  expect(error.message.split('\n')).toHaveLength(1);
  expect(tree(out)).toEqual({});
});

const object = (change: Partial<WrittenObject>): WrittenObject => ({
  path: 'dist/base/client-a/guardrails/role-tenant.yaml',
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  namespace: 'client-a-demo',
  name: 'tenant',
  source: A,
  ...change,
});

test('two objects of one identity in one build are refused, with both files and sources', () => {
  const twin = object({ path: 'dist/base/client-a/guardrails/role-other.yaml', source: B });
  const error = refusal(() => refuseObjectCollisions([object({}), twin]));
  expect(error.code).toBe(1);
  expect(error.message).toBe(
    `dist/base/client-a/guardrails: Role client-a-demo/tenant is in both dist/base/client-a/guardrails/role-tenant.yaml (from ${A}) and dist/base/client-a/guardrails/role-other.yaml (from ${B})`,
  );
});

test('another version of the same API group is the same object', () => {
  const twin = object({ apiVersion: 'rbac.authorization.k8s.io/v1beta1' });
  expect(() => refuseObjectCollisions([object({}), twin])).toThrow('is in both');
});

test.each<[string, Partial<WrittenObject>]>([
  ['name', { name: 'other' }],
  ['namespace', { namespace: 'client-b-demo' }],
  ['kind', { kind: 'RoleBinding' }],
  ['API group', { apiVersion: 'v1' }],
  ['build', { path: 'dist/overlays/development/client-a/guardrails/role-tenant.yaml' }],
])('an object of another %s is no collision', (_, change) => {
  expect(() => refuseObjectCollisions([object({}), object(change)])).not.toThrow();
});

test('patches of an object are no collision with it or with each other', () => {
  const patch = object({ patch: true });
  expect(() => refuseObjectCollisions([object({}), patch, patch])).not.toThrow();
});

test('a build may be wider than a folder', () => {
  const twin = object({ path: 'dist/base/client-a/workloads/role-tenant.yaml' });
  expect(() => refuseObjectCollisions([object({}), twin])).not.toThrow();
  expect(() => refuseObjectCollisions([object({}), twin], () => 'dist/base/client-a')).toThrow(
    'dist/base/client-a: Role client-a-demo/tenant is in both',
  );
});
