import { literalsOf, sources, spells } from './_literals';
import { WORDS } from './_words';

/** Where a word may be spelled. All else imports it. */
const HOMES = [
  'lib/vocabulary/',
  // The proofs: a copy of their own, so that a change of the vocabulary is found.
  'lib/rules/_names.ts',
];

/** What judges files of others as well, or says what other programs read: Squid, Kubernetes, IANA, clients of proxies. */
const INDEPENDENT = ['lib/squid/', 'lib/network-policy/', 'lib/explain/clients.ts'];

/** Files that spell a word for a reason. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // Names of the components of releases that are tested together.
  'lib/versions.ts': ['kustomize-controller'],
};

const literals = sources('lib')
  .filter((file) => ![...HOMES, ...INDEPENDENT].some((home) => file.startsWith(home)))
  .flatMap((file) => literalsOf(file));

test('the vocabulary has words to look for', () => {
  expect(WORDS.length).toBeGreaterThan(70);
  expect(WORDS).toEqual(
    expect.arrayContaining(['3128', 'node-pool', 'flux-system', 'dist/', '10.0.0.0/8', 'apply.sh']),
  );
});

test.each(WORDS)('%s is spelled in the vocabulary alone', (word) => {
  const spelled = literals.filter((literal) => literal.text.includes(word) && spells(literal, word));
  const unexpected = spelled.filter(({ file }) => !EXCEPTIONS[file]?.includes(word));
  expect(unexpected.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([]);
});

test('words of the vocabulary are spelled once in it', () => {
  const inside = sources('lib/vocabulary').flatMap((file) => literalsOf(file));
  const often = WORDS.filter(
    (word) => inside.filter((literal) => literal.text.includes(word) && spells(literal, word)).length > 1,
  );
  // Three things that are called alike: a label's value, an annotation, and a tag at the cloud.
  expect(often).toEqual(['egress-proxy']);
});

describe('a literal spells a word', () => {
  const spelledIn = (code: string, word: string) => literalsOf('x.ts', code).some((literal) => spells(literal, word));

  test.each([
    ["const label = 'node-pool';", 'node-pool'],
    ["const labels = { 'node-pool': name };", 'node-pool'],
    ['const path = `dist/${name}`;', 'dist/'],
    ['const path = /^clusters\\/[^/]+\\//;', 'clusters/'],
    ['const port = 3128;', '3128'],
    ["const address = '172.16.28.8:3128';", '3128'],
    ['const cel = "object.labels[\'node-pool\'] == 1";', 'node-pool'],
    ['const text = `bind *\\n  listen 3128\\n`;', '3128'],
    ["const argument = 'stats socket ipv4@127.0.0.1:9999 level';", '9999'],
  ])('%s', (code, word) => {
    expect(spelledIn(code, word)).toBe(true);
  });

  test.each([
    ["import { x } from '../flux-system';", 'flux-system'],
    ["const message = 'flux-system is the Kustomization of flux bootstrap';", 'flux-system'],
    ["const other = 'node-pool-size';", 'node-pool'],
    ["const other = 'my-node-pool';", 'node-pool'],
    ['const port = 31280;', '3128'],
    ['const rule = { good: [yaml`metadata: { labels: { node-pool: a } }`] };', 'node-pool'],
    ['// dist/base', 'dist/'],
  ])('not %s', (code, word) => {
    expect(spelledIn(code, word)).toBe(false);
  });
});
