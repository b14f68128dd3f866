import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';

const OPTIONS = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
const compiled = new Map();

function compile(filename) {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...OPTIONS, filename });
  return compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], { filename });
}

// Each TypeScript file is compiled once. A module that is loaded again only runs again.
Module._extensions['.ts'] = (module, filename) => {
  if (!compiled.has(filename)) compiled.set(filename, compile(filename));
  const require = Object.assign((id) => module.require(id), { resolve: (id) => Module._resolveFilename(id, module) });
  compiled.get(filename).call(module.exports, module.exports, require, module, filename, dirname(filename));
};

export const require = Module.createRequire(`${process.cwd()}/`);

/**
 * Loads files as if for the first time. Packages stay loaded: they are not mutated, and are slow to load.
 *
 * @returns a function that loads a file, for this time
 */
export function loadAgain() {
  for (const file of Object.keys(require.cache)) if (file.endsWith('.ts')) delete require.cache[file];
  // A new parent each time: a module keeps all that it has loaded.
  const parent = new Module(`${process.cwd()}/tests`);
  return (file) => parent.require(file);
}
