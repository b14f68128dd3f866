import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';
import { parseAllDocuments } from 'yaml';
import { build } from '../lab/binaries/build';
import { cacheFolder, recipeFolder } from '../lab/binaries/cache';
import { DEFAULT_VERSIONS, recipesOf } from '../lab/binaries/versions';
import { type Cost, cost } from './_cost';
import { builtJsonnet, sampleOf, writeJsonnet } from './_jsonnet';
import { nameOf } from './_many-settings';
import type { Template } from './_plain-cdk8s';

const ENVIRONMENTS = ['development', 'production'];

export interface Peer {
  readonly name: string;
  /** The folder that it fills, in the folder of the settings. */
  readonly folder: string;
  /** Beyond so many tenants it is not measured. */
  readonly most: number;
  /** Writes what it reads, from what `synth` wrote in the folder. */
  prepare(folder: string, tenants: number): void;
  run(folder: string, tenants: number): Cost;
}

/** The path of a binary of the lab, built with Go the first time. */
async function binary(recipe: string, name: string): Promise<string> {
  const found = recipesOf(DEFAULT_VERSIONS)[recipe];
  if (!found) throw new Error(`no recipe ${recipe}`);
  const path = join(recipeFolder(recipe, found, cacheFolder()), name);
  if (!existsSync(path)) await build(recipe, found, cacheFolder());
  return path;
}

/** @param scripts a folder for programs that are made here */
export async function peersIn(scripts: string): Promise<readonly Peer[]> {
  const jsonnet = await builtJsonnet();
  const [helm, kubectl] = [await binary('helm-controller', 'helm'), await binary('kubernetes', 'kubectl')];
  const app = join(scripts, 'plain-cdk8s.js');
  buildSync({ entryPoints: [join(__dirname, '_plain-cdk8s.ts')], outfile: app, bundle: true, platform: 'node' });
  const loop = (lines: string) => (folder: string) => cost(folder, 'sh', '-ec', lines);
  return [
    {
      name: 'plain cdk8s',
      folder: 'cdk8s',
      most: Infinity,
      prepare: (folder, tenants) =>
        writeFileSync(join(folder, 'template.json'), JSON.stringify(templateOf(folder, tenants))),
      run: (folder, tenants) => cost(folder, process.execPath, app, 'template.json', 'cdk8s', String(tenants)),
    },
    {
      name: 'jsonnet',
      folder: 'jsonnet',
      most: Infinity,
      prepare: (folder, tenants) => writeJsonnet(join(folder, 'tenants.jsonnet'), folder, tenants),
      run: (folder) => cost(folder, jsonnet, '-S', '-m', 'jsonnet', '-c', 'tenants.jsonnet'),
    },
    {
      name: 'helm',
      folder: 'helm',
      most: 100,
      prepare: (folder, tenants) => {
        writeChart(join(folder, 'chart'), templateOf(folder, tenants));
        const values = Array.from({ length: tenants }, (_, index) => `${nameOf(index)} ${index}`);
        writeFileSync(join(folder, 'values.txt'), `${values.join('\n')}\n`);
      },
      run: loop(`while read -r name number; do
  for environment in ${ENVIRONMENTS.join(' ')}; do
    '${helm}' template "$name" chart --set name="$name",number="$number" --output-dir "helm/$environment/$name" >/dev/null
  done
done <values.txt`),
    },
    {
      name: 'kustomize',
      folder: 'kustomize',
      most: 100,
      prepare: () => undefined,
      run: loop(`for environment in ${ENVIRONMENTS.join(' ')}; do
  '${kubectl}' kustomize "dist/overlays/$environment" >"kustomize/$environment.yaml"
done`),
    },
  ];
}

function templateOf(folder: string, tenants: number): Template {
  const name = nameOf(sampleOf(tenants));
  const partner = `partner-${sampleOf(tenants)}.`;
  const open = (text: string) => text.replaceAll(name, '@NAME@').replaceAll(partner, 'partner-@NUMBER@.');
  const read = (path: string) => open(readFileSync(join(folder, path), 'utf8'));
  const base = filesIn(folder, `dist/base/${name}`).filter((path) => !path.endsWith('kustomization.yaml'));
  const machines = ENVIRONMENTS.flatMap((environment) => filesIn(folder, `dist/infra/${environment}/${name}`));
  return {
    environments: ENVIRONMENTS,
    objects: base.flatMap((path) => parseAllDocuments(read(path)).map((document) => document.toJS())),
    texts: Object.fromEntries(machines.map((path) => [open(path), read(path)])),
  };
}

/** Objects only: what Helm renders has to be objects. */
function writeChart(folder: string, { objects }: Template): void {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: tenant\nversion: 1.0.0\n');
  for (const [index, object] of objects.entries()) {
    const text = JSON.stringify(object, undefined, 2).replaceAll('{{', '{{ "{{" }}');
    const filled = text.replaceAll('@NAME@', '{{ .Values.name }}').replaceAll('@NUMBER@', '{{ .Values.number }}');
    writeFileSync(join(folder, 'templates', `object-${index}.yaml`), `${filled}\n`);
  }
}

function filesIn(folder: string, under: string): string[] {
  return readdirSync(join(folder, under), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** How many files are in a folder, and how many MB. */
export function sizeOf(folder: string, names: readonly string[]): { readonly files: number; readonly bytes: number } {
  const files = names.flatMap((name) => (existsSync(join(folder, name)) ? filesIn(folder, name) : []));
  return { files: files.length, bytes: files.reduce((sum, path) => sum + readFileSync(join(folder, path)).length, 0) };
}
