import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Data } from '../../lib/data';
import { type ImportedTenant, importTenant } from '../../lib/import';
import { built } from '../support/rendered';
import { ENVIRONMENTS, loadFiles } from '../support/settings';
import { lost, objectsIn } from './_coverage';

// Manifests in the shapes that public repositories have. What the command writes renders the same objects again:
// each value is in what is rendered, or the command has said what becomes of it.

const MANIFESTS = join(__dirname, 'manifests');
const FILES = readdirSync(MANIFESTS).sort();

interface Imported extends ImportedTenant {
  readonly text: string;
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  mkdirSync(join(folder, 'tenants'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function imported(...files: string[]): Imported {
  const result = importTenant({ files, tenants: join(folder, 'tenants'), environments: ENVIRONMENTS });
  return { ...result, text: readFileSync(result.file, 'utf8') };
}

test('there are thirty of them', () => expect(FILES.length).toBeGreaterThanOrEqual(30));

test.each(FILES)('%s', (name) => {
  const file = join(MANIFESTS, name);
  const { text, left, changed } = imported(file);
  const { loaded, errors } = loadFiles({ tenants: { 'shop.yaml': text } });
  expect(errors).toEqual([]);
  const rendered = loaded ? (built(loaded.model) as unknown as Data[]) : [];
  const missing = objectsIn(file).flatMap((each) => lost(each, rendered, [...left, ...changed]));
  expect(missing).toEqual([]);
  const lines = (remarks: typeof left) => remarks.map(({ line, what, message }) => `${line} ${what}: ${message}`);
  expect({ text, left: lines(left), changed: lines(changed) }).toMatchSnapshot();
});

test('a workload whose probe asks a port that is not listed is taken without the probe, and one line says so', () => {
  const { text, left } = imported(join(MANIFESTS, '31-quiet-losses.yaml'));
  expect(text).toContain('name: gone');
  expect(left.filter(({ what }) => what.includes('gone'))).toEqual([
    expect.objectContaining({
      what: 'Deployment gone livenessProbe',
      message: 'asks the port admin, which the container does not list under ports',
    }),
  ]);
});

test.each(['clusterIP', 'unhealthyPodEvictionPolicy', 'LEVEL', 'secretKeyRef.optional'])(
  '%s is not lost silently',
  (name) => {
    const { left, changed } = imported(join(MANIFESTS, '31-quiet-losses.yaml'));
    expect([...left, ...changed].filter(({ what, message }) => `${what} ${message}`.includes(name)).length).toBe(1);
  },
);

test('a value that is neither rendered nor remarked on is noticed', () => {
  const file = join(MANIFESTS, '16-rolling.yaml');
  const { text, left, changed } = imported(file);
  const { loaded } = loadFiles({ tenants: { 'shop.yaml': text } });
  const rendered = loaded ? (built(loaded.model) as unknown as Data[]) : [];
  const without = [...left, ...changed].filter(({ what }) => !what.includes('minReadySeconds'));
  expect(objectsIn(file).flatMap((each) => lost(each, rendered, without))).toEqual([
    'Deployment search spec.minReadySeconds',
  ]);
});
