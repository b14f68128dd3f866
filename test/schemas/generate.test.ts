import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_NAMES, findKind, schemaFile } from '../../lib/schemas/_files';
import { differenceName, SCHEMA_KINDS } from '../../lib/schemas/kinds';
import { KUBERNETES_MINORS, KUBERNETES_RELEASES, VERSIONS } from '../../lib/versions';
import { difference, generateSchemas } from '../../scripts/schemas';
import { fromCrds } from '../../scripts/schemas/_crds';
import { enumsOf } from '../../scripts/schemas/_enums';
import { fromKubernetes } from '../../scripts/schemas/_kubernetes';
import { share } from '../../scripts/schemas/_share';
import { structure } from '../../scripts/schemas/_structure';

const committed = (name: string) => readFileSync(join(__dirname, '../../lib/schemas', `${name}.json`), 'utf8');
const { KUBERNETES_SOURCE, CRDS } = process.env;

const STRUCTURE = [
  ...[
    '$ref',
    'type',
    'enum',
    'pattern',
    'format',
    'required',
    'properties',
    'additionalProperties',
    'items',
    'anyOf',
    'oneOf',
  ],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
];

/** The keywords of a schema and of those inside it; the names of properties are none. */
function keywordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [] } = schema as Record<string, object>;
  const inner = [
    items,
    additionalProperties,
    ...Object.values(properties),
    ...Object.values(anyOf),
    ...Object.values(oneOf),
  ];
  return [...Object.keys(schema), ...inner.flatMap(keywordsOf)];
}

/** Skips, visibly, where nobody says where the sources are. */
const withSources = KUBERNETES_SOURCE && CRDS ? test : test.skip;

withSources('the committed schemas are what their sources give (KUBERNETES_SOURCE, CRDS)', () => {
  const generated = generateSchemas((KUBERNETES_SOURCE as string).split(':'), CRDS as string);
  const names = [...FILE_NAMES, ...KUBERNETES_MINORS.slice(1).map(differenceName)];
  expect([...generated.keys()]).toEqual(names.map((name) => `${name}.json`));
  for (const name of names) expect(committed(name) === generated.get(`${name}.json`)).toBe(true);
});

describe.each(FILE_NAMES)('%s.json', (name) => {
  const file = schemaFile(name);

  test('has the kinds that we write and no others', () => {
    expect(Object.keys(file.kinds).sort()).toEqual([...SCHEMA_KINDS[name]].sort());
  });

  test('is of the versions that we name', () => {
    for (const [project, version] of Object.entries(file.from)) {
      expect(VERSIONS[project as keyof typeof VERSIONS]).toBe(version);
    }
  });

  test('is structure without prose, and small', () => {
    const keywords = new Set(Object.values(file.definitions).flatMap(keywordsOf));
    expect([...keywords].filter((keyword) => !STRUCTURE.includes(keyword))).toEqual([]);
    expect(committed(name).length).toBeLessThan(100_000);
  });

  test('every definition is used, and every reference has one', () => {
    const refs = new Set<string>();
    for (const other of FILE_NAMES) {
      for (const [, from, definition] of committed(other).matchAll(/"\$ref":"([^"#]*)#\/definitions\/([^"]+)"/g)) {
        if ((from || `${other}.json`) === `${name}.json`) refs.add(definition as string);
      }
    }
    for (const { definition } of Object.values(file.kinds)) refs.add(definition);
    expect([...refs].sort()).toEqual(Object.keys(file.definitions).sort());
  });
});

describe.each(KUBERNETES_MINORS.slice(1))('kubernetes-%s.json, what differs there', (minor) => {
  const text = committed(differenceName(minor));
  const { from, kinds, definitions } = JSON.parse(text);
  const newest = schemaFile('kubernetes');

  test('is of the release that the lab runs', () => {
    expect(from).toEqual({ kubernetes: KUBERNETES_RELEASES[minor] });
  });

  test('has nothing that the newest minor says the same, and is small', () => {
    const [some] = Object.keys(definitions);
    expect(some).toBeDefined();
    for (const [name, definition] of Object.entries(definitions))
      expect(definition).not.toEqual(newest.definitions[name]);
    for (const [type, kind] of Object.entries(kinds)) expect(kind).not.toEqual(newest.kinds[type]);
    expect(text.length).toBeLessThan(20_000);
  });

  test('with it there is each kind, and each definition that one refers to', () => {
    const merged = schemaFile('kubernetes', minor);
    for (const type of SCHEMA_KINDS.kubernetes) expect(findKind(type, minor)).toBeDefined();
    const refs = [...JSON.stringify(merged).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name]) => name);
    for (const name of refs) expect(merged.definitions).toHaveProperty([name as string]);
  });
});

describe('the generator', () => {
  test('keeps of an older minor what differs', () => {
    const a = { type: 'string' };
    const b = { type: 'integer' };
    const kind = { scope: 'Cluster', definition: 'A', required: [] } as const;
    expect(
      difference(
        { kinds: { 'v1 A': kind, 'v1 B': kind }, definitions: { same: a, other: a, added: a } },
        {
          kinds: { 'v1 A': kind, 'v1 B': { ...kind, required: ['spec'] } },
          definitions: { same: a, other: b, gone: b },
        },
      ),
    ).toEqual({ kinds: { 'v1 B': { ...kind, required: ['spec'] } }, definitions: { other: b, gone: b } });
  });

  test('keeps structure, and closes what has known fields', () => {
    const schema = {
      description: 'prose',
      type: 'object',
      required: ['a'],
      properties: {
        a: { type: 'string', format: 'hostname', description: 'prose', enum: ['x'], default: 'x' },
        n: { type: 'integer', format: 'int32', minimum: 0 },
        p: { anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^a$', 'x-kubernetes-int-or-string': true },
        m: { type: 'object', additionalProperties: { type: 'string' } },
        o: { type: 'object', properties: { q: {} }, 'x-kubernetes-preserve-unknown-fields': true },
        r: { $ref: '#/definitions/R', description: 'prose' },
      },
    };
    expect(structure(schema, (ref) => ({ $ref: `${ref}!` }))).toEqual({
      type: 'object',
      required: ['a'],
      properties: {
        a: { type: 'string', enum: ['x'] },
        n: { type: 'integer', format: 'int32', minimum: 0 },
        p: { type: ['integer', 'string'], pattern: '^a$' },
        m: { type: 'object', additionalProperties: { type: 'string' } },
        o: { type: 'object', properties: { q: {} } },
        r: { $ref: '#/definitions/R!' },
      },
      additionalProperties: false,
    });
  });

  test('stops at a keyword that it does not know', () => {
    expect(() => structure({ type: 'string', not: {} }, () => ({}))).toThrow('Unknown keyword not');
  });

  test('spells out what JavaScript has no flag for in a pattern', () => {
    expect(structure({ type: 'string', pattern: '^(?i)(ab|c)?$' }, () => ({}))).toEqual({
      type: 'string',
      pattern: '^([aA][bB]|[cC])?$',
    });
    expect(() => structure({ type: 'string', pattern: '(?i)[a-z]' }, () => ({}))).toThrow('No way to spell out (?i)');
  });

  test('reads enumerations out of the generated Go code', () => {
    const go = [
      'func schema_k8sio_api_core_v1_Thing(ref common.ReferenceCallback) common.OpenAPIDefinition {',
      '\t\t\t\t\t"policy": {',
      '\t\t\t\t\t\tSchemaProps: spec.SchemaProps{',
      '\t\t\t\t\t\t\tEnum:        []interface{}{"B", "A"},',
      '\t\t\t\t\t"list": {',
      '\t\t\t\t\t\t\t\t\t\tEnum:    []interface{}{"C"},',
      'func schema_pkg_apis_meta_v1_Other(ref common.ReferenceCallback) common.OpenAPIDefinition {',
      '\t\t\t\t\t"x": {',
      '\t\t\t\t\t\t\tEnum:        []interface{}{"D"},',
    ].join('\n');
    expect(Object.fromEntries([...enumsOf(go)].map(([name, map]) => [name, Object.fromEntries(map)]))).toEqual({
      'core.v1.Thing': { policy: { values: ['A', 'B'], ofItems: false }, list: { values: ['C'], ofItems: true } },
      'meta.v1.Other': { x: { values: ['D'], ofItems: false } },
    });
  });

  test('shares what occurs more than once and is long, however its keys are ordered', () => {
    const long = (flip: boolean) => {
      const properties = { a: { type: 'string', pattern: 'x'.repeat(100) }, b: { type: 'integer' } };
      return flip ? { properties, type: 'object' } : { type: 'object', properties };
    };
    const { A, B, ...shared } = share({
      A: { type: 'object', properties: { one: long(false), two: long(true), short: { type: 'string' } } },
      B: { type: 'array', items: { type: 'string' } },
    });
    const [name] = Object.keys(shared);
    expect(Object.keys(shared)).toEqual([expect.stringMatching(/^shared-[0-9a-f]{8}$/)]);
    expect(shared[name as string]).toEqual(long(false));
    const ref = { $ref: `#/definitions/${name}` };
    expect(A).toEqual({ type: 'object', properties: { one: ref, two: ref, short: { type: 'string' } } });
    expect(B).toEqual({ type: 'array', items: { type: 'string' } });
  });

  test('names a kind that its sources do not have', () => {
    expect(() => fromCrds([], ['example.com/v1 Thing'])).toThrow(
      'No CustomResourceDefinition serves example.com/v1 Thing',
    );
    expect(() => fromKubernetes({ definitions: {}, paths: {} }, '', ['v1 Thing'])).toThrow(
      'Kubernetes has no kind v1 Thing',
    );
  });
});
