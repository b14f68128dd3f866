import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Identifies this program by its bytes, and the Node.js that runs it: an update, a patched package and an edited checkout
 * each have another one.
 *
 * @returns a checksum
 */
export function programId(): string {
  // The sources, or in the package what the program reads in addition to the one file that it is.
  const lib = dirname(__dirname);
  const others = ['../cli.js', '../node_modules/.package-lock.json'].map((path) => join(lib, path));
  const hash = createHash('sha256').update(process.version);
  for (const path of [...filesIn(lib), ...others.filter((file) => fs.existsSync(file))])
    hash.update(`\0${path}\0`).update(fs.readFileSync(path));
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
