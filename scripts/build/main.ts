import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { buildBundles } from './bundles';
import { BUILD, ROOT } from './paths';

// `npm run build`: all that the package consists of. `npm pack` and `npm publish` run it first.
fs.rmSync(BUILD, { recursive: true, force: true });
buildBundles(BUILD).then(() => {
  const args = [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', 'scripts/build'];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = status ?? 1;
});
