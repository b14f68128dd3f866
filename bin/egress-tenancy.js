#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// Node 22 and later keep what they compiled for the next start.
require('node:module').enableCompileCache?.();
if (existsSync(join(__dirname, '../lib/cli/main.ts'))) {
  // In a checkout nothing has to be built.
  require('tsx/cjs');
  require('../lib/cli/main.ts');
} else require('../build/cli.js');
