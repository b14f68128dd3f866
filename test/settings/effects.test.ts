import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { expectationProblems } from '../../lib/cli/_expectations';
import { judgeOutput } from '../../lib/cli/_unmanaged';
import { EgressError } from '../../lib/errors';
import { judgeSettings } from '../../lib/model/load';
import { verify } from '../../lib/rules';
import { environment } from '../../lib/settings/environment';
import { toNode } from '../../lib/settings/node';
import { formatPath, type Path } from '../../lib/settings/place';
import { tenantBase } from '../../lib/settings/tenant';
import { validate } from '../../lib/settings/validate';
import { unwrap } from '../../lib/settings/walk';
import { synthesize } from '../../lib/synthesize';
import { WORLDS, type World } from './_worlds';

// No key of the settings is without effect: for each there are two settings that differ in it alone, and what is
// rendered, or what check says, differs too. A key of the schema that nothing reads, or that no world has, fails here.

// JSON is YAML too, and takes a tenth of the time.
jest.mock('../../lib/synthesize/yaml', () => ({
  toYaml: (value: unknown) => `${JSON.stringify(value)}\n`,
  asRead: (value: unknown) => JSON.parse(JSON.stringify(value)),
}));

jest.setTimeout(300_000);

const ROOTS = { tenant: tenantBase, environment } as const;
type Root = keyof typeof ROOTS;

/** Keys that allow something: with another value settings are refused. */
const PERMISSIONS = [
  'environment.namespaces.*[]',
  'environment.nodePools.*[]',
  'environment.ingress.kind',
  'IngressSource.nodes',
];

/** Keys that are for check, and which it is asked about here. */
const CHECKED = [
  'tenant.expect',
  'Expectation',
  'tenant.suppress',
  'environment.suppress',
  'environment.extra',
  'environment.flux.registry',
];

/** Keys that are compared with something else than what is rendered; the tests of that have their effects: test/live, test/settings/secrets. */
const NOT_RENDERED = ['environment.cluster.uid', 'tenant.secrets.recipients[]'];

/** A path of the schema, where `[]` is any entry of a list and `*` any key of a map. */
type Pattern = readonly string[];

/** Keys by name, `tenant.egress.mode` or `Probe.path`, each with its paths: a shared definition has several. */
type Keys = Map<string, { readonly pattern: Pattern; readonly schema: z.ZodType }[]>;

function collect(schema: z.ZodType, pattern: Pattern, name: string, keys: Keys): Keys {
  const whole = unwrap(schema);
  const id = idOf(whole);
  const at = id ?? name;
  if (id !== undefined && pattern.length > 0) add(keys, name, pattern, whole);
  if (whole instanceof z.ZodObject) {
    for (const [key, value] of Object.entries(whole.shape as Record<string, z.ZodType>))
      collect(value, [...pattern, key], `${at}.${key}`, keys);
  } else if (whole instanceof z.ZodArray) collect(whole.element as z.ZodType, [...pattern, '[]'], `${at}[]`, keys);
  else if (whole instanceof z.ZodRecord) collect(whole.valueType as z.ZodType, [...pattern, '*'], `${at}.*`, keys);
  else if (whole instanceof z.ZodPipe) collect(whole.def.in as z.ZodType, pattern, at, keys);
  else if (whole instanceof z.ZodUnion && whole.options.some((option) => option instanceof z.ZodObject)) {
    for (const option of whole.options) collect(option as z.ZodType, pattern, at, keys);
  } else add(keys, at, pattern, whole);
  return keys;
}

function add(keys: Keys, name: string, pattern: Pattern, schema: z.ZodType): void {
  keys.set(name, [...(keys.get(name) ?? []), { pattern, schema }]);
}

/** Of a definition, also where it has another description. */
function idOf(schema: z.ZodType): string | undefined {
  const id = schema.meta()?.id;
  const { parent } = schema._zod;
  return id ?? (parent ? idOf(parent as z.ZodType) : undefined);
}

/** Where a pattern is in data. */
function placesOf(data: unknown, pattern: Pattern, at: Path = []): Path[] {
  const [step, ...rest] = pattern;
  if (data === undefined) return [];
  if (step === undefined) return [at];
  if (Array.isArray(data)) {
    return step === '[]' ? data.flatMap((item, index) => placesOf(item, rest, [...at, index])) : [];
  }
  if (typeof data !== 'object' || data === null) return [];
  const keys = step === '*' ? Object.keys(data) : [step];
  return keys.flatMap((key) => placesOf((data as Record<string, unknown>)[key], rest, [...at, key]));
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], data);
}

/** The same data with another value at a path; undefined: without it. */
function withValue<T>(data: T, path: Path, value: unknown): T {
  const copy = structuredClone(data);
  const parent = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent) && value === undefined) parent.splice(Number(last), 1);
  else parent[last] = value;
  return copy;
}

/** Other values that may be valid, the likeliest first, and none at all. */
function* othersOf(value: unknown, schema?: z.ZodType): Generator<unknown> {
  if (typeof value === 'boolean') yield !value;
  if (typeof value === 'number') yield* [value + 1, value - 1];
  if (schema instanceof z.ZodEnum) yield* schema.options.filter((option) => option !== value);
  else if (typeof value === 'string') {
    yield `${value}x`;
    // An id of a rule: another one that can be suppressed.
    if (value === 'image-floating') yield 'probes-missing';
    for (let at = value.length - 1; at >= 0; at--) {
      const digit = Number(value[at]);
      if (!/\d/.test(value[at] ?? '')) continue;
      for (const other of [digit + 1, digit + 9]) yield `${value.slice(0, at)}${other % 10}${value.slice(at + 1)}`;
    }
  }
  yield undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, member] of Object.entries(value)) {
      for (const other of othersOf(member)) yield { ...value, [key]: other };
    }
  }
}

interface Outcome {
  readonly isValid: boolean;
  readonly text: string;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'effects-'));
  // What flux bootstrap writes, of which check says that its image is not that of the settings.
  const metadata = { name: 'source-controller', namespace: 'flux-system' };
  mkdirSync(join(folder, 'clusters/production/flux-system'), { recursive: true });
  writeFileSync(
    join(folder, 'clusters/production/flux-system/gotk-components.yaml'),
    JSON.stringify({
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
      spec: { template: { spec: { containers: [{ name: 'manager', image: 'elsewhere.example/controller:v1' }] } } },
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

type Judged = Parameters<typeof judgeSettings>[1];
const judged = new WeakMap<object, Judged>();

/** Data as a file that was read; of the two that make a world, only one changes. */
function fileOf(data: { readonly name: string }, room: string, extension: string): Judged {
  const known = judged.get(data);
  if (known) return known;
  const { name: stem = 'unnamed' } = data;
  const source = `${room}/${stem}.${extension}`;
  const place = { file: source, source, stem, locate: () => ({ line: 1, column: 1 }) };
  const { tree, faults } = validate(room === 'tenants' ? tenantBase : environment, toNode(withoutGaps(data), place));
  const problems = faults.map(({ id, origin, message }) => ({
    id,
    ...{ file: source, line: 1, column: 1 },
    ...{ path: formatPath(origin.path), message, severity: 'error' as const },
  }));
  const result = { files: [{ ...place, tree }], problems };
  judged.set(data, result);
  return result;
}

function outcomeOf(world: World, isChecked: boolean): Outcome {
  try {
    const loaded = judgeSettings(fileOf(world.environment, 'overlays', 'ts'), fileOf(world.tenant, 'tenants', 'yaml'));
    const { model, warnings } = loaded;
    const files = synthesize(model);
    const checks = isChecked
      ? [verify(files, model), judgeOutput(folder, files, model).problems, expectationProblems(loaded, files, [])]
      : [];
    const plain = files.map(({ path, content, source, owner }) => ({ path, content, source, owner }));
    return { isValid: true, text: JSON.stringify([plain, warnings, checks]) };
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return { isValid: false, text: error.message };
  }
}

function withoutGaps(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}

const before = new Map<string, Outcome>();

function usual(world: World, isChecked: boolean): Outcome {
  const key = `${WORLDS.indexOf(world)} ${isChecked}`;
  const known = before.get(key) ?? outcomeOf(world, isChecked);
  before.set(key, known);
  return known;
}

/** Whether all other values are refused, so that there is none to compare with. */
function hasOneValue(schema: z.ZodType): boolean {
  const whole = unwrap(schema);
  return whole instanceof z.ZodEnum && whole.options.length === 1;
}

/** What is wrong with a key; undefined: another value of it makes a difference. */
function faultOf(root: Root, name: string, paths: NonNullable<ReturnType<Keys['get']>>): string | undefined {
  const isPermission = PERMISSIONS.includes(name);
  const isChecked = CHECKED.some((each) => name.startsWith(each));
  const found = WORLDS.flatMap((world) =>
    paths.flatMap(({ pattern, schema }) => placesOf(world[root], pattern).map((path) => ({ world, path, schema }))),
  );
  if (found.length === 0) return 'is in no world: add it to test/settings/_worlds.ts';
  if (NOT_RENDERED.includes(name) || paths.every(({ schema }) => hasOneValue(schema))) return undefined;
  for (const { world, path, schema } of found) {
    for (const value of othersOf(valueAt(world[root], path), schema)) {
      const after = outcomeOf({ ...world, [root]: withValue(world[root], path, value) }, isChecked);
      if ((after.isValid || isPermission) && after.text !== usual(world, isChecked).text) return undefined;
    }
  }
  return 'has no effect: with another value the same is rendered';
}

test.each(WORLDS.map((world, index) => [index, world] as const))('world %i has no problems', (_, world) => {
  const outcome = outcomeOf(world, false);
  expect(outcome.isValid ? '' : outcome.text).toBe('');
});

test.each(Object.keys(ROOTS) as Root[])('no key of the %s is without effect', (root) => {
  const faults = [...collect(ROOTS[root], [], root, new Map())].flatMap(([name, paths]) => {
    const fault = faultOf(root, name, paths);
    return fault === undefined ? [] : [`${name} ${fault}`];
  });
  expect(faults).toEqual([]);
});
