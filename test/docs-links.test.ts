import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'bench', 'examples', 'imports'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
];

const prose = (page: string): string =>
  readFileSync(join(ROOT, page), 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]]/g, ''));

/** Anchors as forges make them of headings, and those that are written out. */
function anchorsOf(page: string): ReadonlySet<string> {
  const text = prose(page);
  const slugs = new Map<string, number>();
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => {
    const slug = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replace(/ /g, '-');
    const count = slugs.get(slug) ?? 0;
    slugs.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)]);
}

function brokenLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.flatMap((link) => {
    if (/^[a-z]+:/i.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
    if (target.startsWith('..') || !existsSync(join(ROOT, target))) return [`${link}: no such file`];
    if (anchor === undefined || !target.endsWith('.md') || statSync(join(ROOT, target)).isDirectory()) return [];
    return anchorsOf(target).has(anchor) ? [] : [`${link}: no such heading`];
  });
}

test('the pages have relative links', () => {
  expect(PAGES).toContain('README.md');
  expect(prose('README.md')).toMatch(/\]\(docs\/\w+\.md\)/);
});

test.each(PAGES)('%s: every relative link leads to a file and a heading', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

test('every page of docs/ is linked from docs/README.md', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.filter((name) => !index.includes(`(${name}`))).toEqual([]);
});
