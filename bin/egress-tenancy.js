#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (existsSync(join(__dirname, '../lib/cli/main.ts'))) {
  // In a checkout nothing has to be built.
  require('tsx/cjs');
  require('../lib/cli/main.ts');
} else {
  const text = helpFor(process.argv.slice(2));
  if (text === undefined) require('./start')();
  else process.stdout.write(text);
}

/** Help is known when the package is built, and needs no program. */
function helpFor([first, second, ...more]) {
  const isHelp = (argument) => argument === '--help' || argument === '-h';
  if (more.length > 0) return undefined;
  const texts = require('../build/help.json');
  if (isHelp(first) && second === undefined) return texts[''];
  return isHelp(second) && Object.hasOwn(texts, first) ? texts[first] : undefined;
}
