import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PAGES, update } from '../scripts/pages';

test.each(PAGES.map((page) => [page.path, page] as const))(
  '%s says what the code says (npm run docs)',
  (path, page) => {
    const text = readFileSync(join(resolve(__dirname, '..'), path), 'utf8');
    expect(text.length).toBeGreaterThan(500);
    expect(text).toBe(update(page, text));
  },
);
