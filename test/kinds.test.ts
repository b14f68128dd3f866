import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KindRow } from '../lib/kinds';

const ROOT = join(__dirname, '..');
const TYPE = 'example.com/v1 Thing';
const ROW: KindRow = {
  order: 'last',
  clusterScoped: true,
  podSpec: 'spec/run/template/spec',
  lists: { 'spec/parts': ['id'] },
  immutable: { fixed: ['spec.size'] },
  schema: 'flux',
};
const thing = (name: string, spec: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name },
  spec,
});

/** The modules that work with kinds, with one more row in the table. */
function withRow() {
  jest.doMock('../lib/kinds', () => {
    const actual = jest.requireActual<typeof import('../lib/kinds')>('../lib/kinds');
    return {
      ...actual,
      ROWS: new Map([...actual.ROWS, [TYPE, ROW]]),
      KINDS_BY_NAME: new Map([...actual.KINDS_BY_NAME, ['Thing', ROW]]),
      kindRow: (object: { apiVersion: unknown; kind: unknown }) =>
        object.kind === 'Thing' ? ROW : actual.kindRow(object),
    };
  });
  jest.resetModules();
  return {
    ...(require('../lib/kustomize') as typeof import('../lib/kustomize')),
    ...(require('../lib/kustomize/merge') as typeof import('../lib/kustomize/merge')),
    ...(require('../lib/kustomize/name-references') as typeof import('../lib/kustomize/name-references')),
    ...(require('../lib/plan/_immutable') as typeof import('../lib/plan/_immutable')),
    ...(require('../lib/plan/_hashes') as typeof import('../lib/plan/_hashes')),
    ...(require('../lib/schemas/kinds') as typeof import('../lib/schemas/kinds')),
  };
}

describe('a new kind is one row, which gives it', () => {
  const lib = withRow();
  const template = { spec: { containers: [{ name: 'a', envFrom: [{ configMapRef: { name: 'c' } }] }] } };

  test('its identity and its place in the build', () => {
    expect(lib.identity(thing('t', {}))).toBe('example.com/v1 Thing /t');
    const webhook = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'w' },
    };
    expect(lib.inBuildOrder([thing('t', {}), webhook]).map(({ kind }) => kind)).toEqual([webhook.kind, 'Thing']);
  });

  test('merges of its lists and of its pods', () => {
    const spec = { parts: [{ id: 1, a: 1 }], run: { template: structuredClone(template) } };
    const patch = {
      parts: [{ id: 1, b: 2 }],
      run: { template: { spec: { containers: [{ name: 'a', image: 'x' }] } } },
    };
    expect(lib.mergePatch(thing('t', spec) as never, thing('t', patch) as never)).toMatchObject({
      spec: {
        parts: [{ id: 1, a: 1, b: 2 }],
        run: { template: { spec: { containers: [{ ...template.spec.containers[0], image: 'x' }] } } },
      },
    });
  });

  test('references of its pods', () => {
    const object = thing('t', { run: { template: structuredClone(template) } });
    lib.renameReferences([object], [{ namespace: 'n', from: 'c', to: 'c-1' }]);
    expect(object.spec).toMatchObject({
      run: { template: { spec: { containers: [{ envFrom: [{ configMapRef: { name: 'c-1' } }] }] } } },
    });
    expect(lib.podTemplateOf(thing('t', { run: { template } }) as never)).toEqual(template);
  });

  test('fields that cannot change, and a schema', () => {
    const change = { path: 'spec.size', before: 1, after: 2 } as never;
    expect(lib.immutability(thing('t', {}) as never, thing('t', {}) as never, [change])?.refused).toBe(true);
    expect(lib.SCHEMA_KINDS.flux).toContain(TYPE);
  });
});

test('every kind that is rendered has a row with a schema', () => {
  const { ROWS } = jest.requireActual<typeof import('../lib/kinds')>('../lib/kinds');
  const types = ['dist', 'clusters'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml') && !/kustomization\.yaml$|^infra|cloud-init/.test(file))
      .flatMap((file) => parseAllDocuments(readFileSync(join(ROOT, folder, file), 'utf8')))
      .map((document) => document.toJS())
      .filter((object) => object?.kind)
      .map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
  );
  expect(types.length).toBeGreaterThan(0);
  expect([...new Set(types)].filter((type) => !ROWS.get(type)?.schema)).toEqual([]);
});
