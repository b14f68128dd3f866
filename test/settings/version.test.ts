import { KUBERNETES_MINORS, schemaMinors } from '../../lib/versions';
import { environmentText, loadFiles } from '../support/settings';

type More = Parameters<typeof environmentText>[1];

function load(more: More) {
  return loadFiles({ environments: { 'production.ts': environmentText('production', more) } });
}

function warnings(more: More): readonly string[] {
  const { errors, warnings: found } = load(more);
  expect(errors).toEqual([]);
  return found.filter((line) => line.includes('version'));
}

const created = (version: string) => ({ infrastructure: { cluster: 'kapsule', create: { version } } }) as never;

test.each(['1.33', '1.33.9', '1.30'])(
  '%s is below what Pod Security needs to refuse probes to other hosts',
  (version) => {
    const found = warnings({ cluster: { version } });
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(
      expect.stringMatching(
        /^overlays\/production\.ts:\d+:\d+ cluster\.version: warning: 1\.\S+ is below 1\.34, .* egress-tenant-probes is the only control/,
      ),
    );
    expect(found).toContainEqual(expect.stringContaining('is not a version that this project is tested with'));
    for (const line of warnings(created(version))) expect(line).toContain('infrastructure.create.version: warning: ');
  },
);

test.each([...KUBERNETES_MINORS, '1.34.0', '1.35.2'])('%s gives no warning', (version) => {
  expect(warnings({ cluster: { version } })).toEqual([]);
  expect(warnings(created(version))).toEqual([]);
});

test.each([
  ['1.36', '1.36', '1.35'],
  ['1.36.3', '1.36', '1.35'],
  ['1.100', '1.100', '1.35'],
  ['2.0', '2.0', '1.35'],
  ['1.33.9', '1.33', '1.34'],
])('%s is not tested: a warning names the schemas that are used instead', (version, minor, schemas) => {
  const words = `warning: ${minor} is not a version that this project is tested with (1.34, 1.35). check reads objects with the schemas of ${schemas}`;
  expect(warnings({ cluster: { version } })).toContainEqual(expect.stringContaining(`cluster.version: ${words}`));
  expect(warnings(created(version))).toContainEqual(expect.stringContaining(`infrastructure.create.version: ${words}`));
});

test.each(['1.29', '1.29.14', '1.9', '0.35'])('%s serves no ValidatingAdmissionPolicy: an error', (version) => {
  const words = `version: ${version} does not serve ValidatingAdmissionPolicy, by which isolation is enforced (expected 1.30 or later). Upgrade the cluster`;
  expect(load({ cluster: { version } }).errors).toEqual([expect.stringContaining(`cluster.${words}`)]);
  expect(load(created(version)).errors).toEqual([expect.stringContaining(`infrastructure.create.${words}`)]);
});

test.each(['1.30', '1.33.9', '1.40', '2.0'])(
  '%s does not serve v1beta1 of MutatingAdmissionPolicy: an error',
  (version) => {
    const { errors } = load({ cluster: { version, mutatingAdmission: 'v1beta1' } });
    expect(errors).toEqual([
      expect.stringMatching(
        /cluster\.mutatingAdmission: v1beta1 is not served by Kubernetes \S+ \(expected 1\.34 or later, before 1\.40\)\. Remove the setting, or correct cluster\.version$/,
      ),
    ]);
  },
);

test.each(['1.34', '1.35.4', '1.39', undefined])('%s serves it, or is not known to lack it', (version) => {
  expect(load({ cluster: { version, mutatingAdmission: 'v1beta1' } as never }).errors).toEqual([]);
});

test('objects are checked with the schemas of the cluster’s version, else of the nearest lower one', () => {
  expect(schemaMinors('1.35')).toEqual(['1.35']);
  expect(schemaMinors('1.34.9')).toEqual(['1.34']);
  expect(schemaMinors('1.99')).toEqual(['1.35']);
  expect(schemaMinors('1.30')).toEqual(['1.34']);
  expect(schemaMinors()).toEqual(['1.35', '1.34']);
});

test('the cluster’s version goes before the one that it was made with', () => {
  expect(warnings({ ...(created('1.30') as object), cluster: { version: '1.35' } })).toEqual([]);
});
