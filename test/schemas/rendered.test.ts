import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { build, filesOnDisk } from '../../lib/kustomize';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';

const root = join(__dirname, '../..');
const environments = readdirSync(join(root, 'dist/overlays'));

test('there is something to validate', () => {
  expect(environments).toEqual(expect.arrayContaining(['development', 'production']));
});

test.each(environments)('the committed output of %s holds nothing that the cluster would refuse', (environment) => {
  const clusters = join(root, 'clusters', environment);
  const flux = readdirSync(clusters)
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap((file) => parseAllDocuments(readFileSync(join(clusters, file), 'utf8')))
    .map((document) => document.toJS() as unknown);
  const built = build(filesOnDisk(root), `dist/overlays/${environment}`);
  expect(flux.length).toBeGreaterThan(0);
  expect(built.length).toBeGreaterThan(0);
  expect(validateObjects([...built, ...flux]).map(formatSchemaProblem)).toEqual([]);
});
