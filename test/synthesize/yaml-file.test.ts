import { parseAllDocuments } from 'yaml';
import { synthesize } from '../../lib/synthesize';
import { YamlFile } from '../../lib/synthesize/yaml-file';
import { WORLDS } from '../settings/_worlds';
import { loadFiles, loadShipped } from '../support/settings';

// Whoever judges what was rendered takes the objects, and does not parse their texts again: both have to be the same, in
// the order of their keys, too.

function expectSame(loaded: ReturnType<typeof loadShipped>): void {
  if (!loaded.loaded) throw new Error(loaded.errors.join('\n'));
  const files = synthesize(loaded.loaded.model).filter((file) => file instanceof YamlFile);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const parsed = parseAllDocuments(file.content, { merge: true }).map((each) => each.toJS() as unknown);
    expect(`${file.path} ${JSON.stringify(file.documents())}`).toBe(`${file.path} ${JSON.stringify(parsed)}`);
  }
}

test('the shipped settings', () => {
  expectSame(loadShipped());
});

test.each(WORLDS.map((world, index) => [index, world] as const))('settings of each kind, %i', (_, world) => {
  const { tenant, environment } = world;
  expectSame(
    loadFiles({
      tenants: { [`${tenant.name}.yaml`]: JSON.stringify(tenant) },
      environments: { [`${environment.name}.ts`]: `export default ${JSON.stringify(environment)};\n` },
    }),
  );
});

test('a copy with another content does not have them', () => {
  const [file] = synthesize(loadShipped().loaded?.model ?? { base: [], environments: [] });
  expect(file?.documents?.()).toHaveLength(1);
  const copy = { ...file, content: 'a: 1\n' };
  expect('documents' in copy).toBe(false);
});
