import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { build } from '../lab/binaries/build';
import { cacheFolder, recipeFolder } from '../lab/binaries/cache';
import type { Recipe } from '../lab/binaries/versions';
import { nameOf } from './_many-settings';

const RECIPE: Recipe = {
  module: 'github.com/google/go-jsonnet',
  version: 'v0.21.0',
  purpose: 'what synth is compared with',
  binaries: { jsonnet: 'github.com/google/go-jsonnet/cmd/jsonnet' },
  seconds: 30,
};

/** @returns the path of jsonnet, built with Go the first time */
export async function builtJsonnet(): Promise<string> {
  const path = join(recipeFolder('jsonnet', RECIPE, cacheFolder()), 'jsonnet');
  if (!existsSync(path)) await build('jsonnet', RECIPE, cacheFolder());
  return path;
}

/** The number of the tenant of which templates are made. */
export function sampleOf(tenants: number): number {
  return Math.min(7, tenants - 1);
}

/**
 * Writes a program for jsonnet that writes the same number of files with the same content, in all but the addresses and the
 * order of keys: each file of one tenant is a template of its name and number.
 *
 * @param out folder with what `synth` wrote for these tenants
 */
export function writeJsonnet(file: string, out: string, tenants: number): void {
  const [name, number] = [nameOf(sampleOf(tenants)), `partner-${sampleOf(tenants)}`];
  const expression = (value: unknown): string => {
    if (typeof value === 'string') return filled(value);
    if (Array.isArray(value)) return `[${value.map(expression).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    return `{${Object.entries(value)
      .map(([key, inner]) => `[${filled(key)}]:${expression(inner)}`)
      .join(',')}}`;
  };
  const filled = (text: string) =>
    JSON.stringify(text).replaceAll(name, '"+name+"').replaceAll(number, 'partner-"+number+"');
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)))
    .filter((path) => path.includes(name));
  const entries = files.map((path) => {
    const text = readFileSync(join(out, path), 'utf8');
    const [, header = '', content = ''] = /^((?:#.*\n)+)([\s\S]*)$/.exec(text) ?? [undefined, '', text];
    const isObject = path.endsWith('.yaml') && !path.endsWith('user-data.yaml');
    const body = isObject ? `std.manifestYamlDoc(${expression(parse(content))},quote_keys=false)` : filled(content);
    return `{path:${filled(path)},text:${filled(header)}+${body}+"\\n"}`;
  });
  writeFileSync(
    file,
    `local tenant(name,number)=[${entries.join(',\n')}];
local all=std.makeArray(${tenants},function(index) tenant("tenant-"+std.format("%05d",index),std.toString(index)));
{[file.path]:file.text for file in std.flattenArrays(all)}
`,
  );
}
