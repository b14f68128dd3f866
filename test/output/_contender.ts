// On a line of input takes the lock of a folder and holds it until the folder `enough` is there.
import fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withLock } from '../../lib/output';

const [outDir = '', enough = ''] = process.argv.slice(2);
const clock = new Int32Array(new SharedArrayBuffer(4));
createInterface({ input: process.stdin }).once('line', () => {
  withLock(outDir, (renew) => {
    // Fails if two hold the lock.
    fs.mkdirSync(join(outDir, 'held'));
    fs.writeSync(1, 'has it\n');
    while (!fs.existsSync(enough)) {
      Atomics.wait(clock, 0, 0, 50);
      renew();
    }
    fs.rmdirSync(join(outDir, 'held'));
  });
  process.exit();
});
process.stdout.write('ready\n');
