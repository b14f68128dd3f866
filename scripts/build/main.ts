import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles } from './bundles';
import { BUILD, ROOT } from './paths';

// `npm run build`: all that the package consists of. `npm pack` and `npm publish` run it first.
const { values, positionals } = parseArgs({ options: { 'no-types': { type: 'boolean' } }, allowPositionals: true });
const folder = resolve(positionals[0] ?? BUILD);
fs.rmSync(folder, { recursive: true, force: true });
buildBundles(folder).then(() => {
  if (values['no-types']) return;
  const args = [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '--project',
    'scripts/build',
    '--outDir',
    join(folder, 'types'),
  ];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = status ?? 1;
});
