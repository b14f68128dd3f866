import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { environmentJsonSchema } from '../lib/settings';

// What the compiler and the editor know. Jest itself does not check types.

const ROOT = resolve(__dirname, '..');
const OVERLAY = join(ROOT, 'overlays/production.ts');
const MODEL_TYPES = join(ROOT, 'lib/model/types.ts');

/** The language service that editors use, over the files of the repository, some with another text. */
class Editor {
  private readonly texts = new Map<string, string>();
  private version = 0;
  private readonly service: ts.LanguageService;

  constructor() {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [OVERLAY, join(ROOT, 'lib/index.ts'), ...FIXTURES, ASSERTIONS],
      getScriptVersion: (file) => (this.texts.has(file) ? String(this.version) : ''),
      getScriptSnapshot: (file) => {
        const text = this.texts.get(file) ?? ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => ROOT,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (file) => this.texts.has(file) || ts.sys.fileExists(file),
      readFile: (file) => this.texts.get(file) ?? ts.sys.readFile(file),
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  write(file: string, text: string): void {
    this.texts.set(file, text);
    this.version += 1;
  }

  /** What an editor shows over a key. */
  hover(file: string, key: string): string {
    const text = this.texts.get(file) ?? readFileSync(file, 'utf8');
    const info = this.service.getQuickInfoAtPosition(file, text.search(new RegExp(`\\b${key}:`)));
    return ts.displayPartsToString(info?.documentation);
  }

  errors(...files: readonly string[]): string[] {
    return files.flatMap((file) =>
      this.service
        .getSemanticDiagnostics(file)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    );
  }
}

/** Their `Required<Props>` hold each prop of a construct. */
const FIXTURES = ['proxied-workload', 'tenant-gateway', 'tenant-namespace'].map((name) =>
  join(ROOT, `test/constructs/${name}.test.ts`),
);

const ASSERTIONS = join(ROOT, 'test/assertions.ts');
jest.setTimeout(300_000);
const editor = new Editor();
editor.write(
  ASSERTIONS,
  `import type { z } from 'zod';
import type { environment } from '../lib/settings/environment';
import type { container } from '../lib/settings/container';
import type { workload } from '../lib/settings/workload';
import type { ContainerSettings, EnvironmentSettings, WorkloadSettings } from '../lib/settings/generated';
type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
// The values of these are of any depth, which is too much for a mapped type.
type Without<T> = Omit<T, 'terraform' | 'externalSecrets'>;
export const environments: Same<Frozen<Without<z.input<typeof environment>>>, Without<EnvironmentSettings>> = true;
export const workloads: Same<Frozen<z.input<typeof workload>>, WorkloadSettings> = true;
export const containers: Same<Frozen<z.input<typeof container>>, ContainerSettings> = true;
`,
);

test('the generated types of the settings are those that the schemas take', () => {
  expect(editor.errors(ASSERTIONS)).toEqual([]);
});

test('the fixtures of the constructs have every prop', () => {
  expect(editor.errors(...FIXTURES)).toEqual([]);
});

test('an editor shows the description of a key in overlays/*.ts', () => {
  const { properties } = environmentJsonSchema() as {
    properties: Record<string, { properties: Record<string, { description: string }> }>;
  };
  for (const [map, key] of [
    ['cluster', 'privateNetwork'],
    ['cluster', 'dns'],
    ['flux', 'interval'],
    ['flux', 'retryInterval'],
    ['workloads', 'replicas'],
  ] as const) {
    const description = properties[map]?.properties[key]?.description;
    expect([key, editor.hover(OVERLAY, key)]).toEqual([key, `${description}.`]);
  }
});

test('renaming a field of the model alone does not compile', () => {
  const names = ['title', 'namespace', 'gateway', 'ingress', 'audiences', 'groups', 'container'];
  const text = readFileSync(MODEL_TYPES, 'utf8');
  const renamed = names.reduce((result, name) => {
    expect(result).toMatch(new RegExp(`readonly ${name}\\??:`));
    return result.replaceAll(new RegExp(`readonly ${name}(?=\\??:)`, 'g'), `readonly ${name}Renamed`);
  }, text);
  editor.write(MODEL_TYPES, renamed);
  const errors = editor.errors(join(ROOT, 'lib/synthesize/tenant.ts')).join('\n');
  for (const name of names.slice(0, -1)) expect(errors).toContain(`'${name}'`);
  expect(errors).toContain("Type 'Workload' is not assignable to type 'never'");
});
