// On a line of input tries to lock a folder, says what came of it, and holds the lock until the next line.
import fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EgressError } from '../../lib/errors';
import { lockFolder } from '../../lib/output';

const outDir = process.argv[2] ?? '';
let release: (() => void) | undefined;
createInterface({ input: process.stdin }).on('line', () => {
  if (release) {
    fs.rmSync(join(outDir, 'held'));
    release();
    process.exit();
  }
  try {
    release = lockFolder(outDir);
    // Fails if two hold the lock.
    fs.writeFileSync(join(outDir, 'held'), '', { flag: 'wx' });
    process.stdout.write('got it\n');
  } catch (error) {
    const code = error instanceof EgressError ? error.code : 'crash';
    process.stdout.write(`${code} ${(error as Error).message}\n`);
    process.exit();
  }
});
process.stdout.write(`${process.pid}\n`);
