import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PAGES, update } from './pages';

const root = resolve(__dirname, '..');
for (const page of PAGES) {
  const path = join(root, page.path);
  writeFileSync(path, update(page, readFileSync(path, 'utf8')));
}
