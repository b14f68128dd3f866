import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePage } from './bundle';

/** The script of the page. The package has it ready; in a checkout it is made of its sources. */
export function pageScript(): string {
  const ready = join(__dirname, 'page.js');
  return existsSync(ready) ? readFileSync(ready, 'utf8') : bundlePage().script;
}
