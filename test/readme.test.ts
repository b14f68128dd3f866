import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { helpTexts } from '../lib/cli/help-texts';
import { environmentText, loadFiles } from './support/settings';

const text = readFileSync(join(resolve(__dirname, '..'), 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

test('the tenant that README shows loads as it stands', () => {
  const [tenant, ...more] = blocks('yaml');
  expect(more).toEqual([]);
  const { loaded, errors } = loadFiles({ tenants: { 'client-a.yaml': tenant ?? '' } });
  expect(errors).toEqual([]);
  expect(loaded?.model.base.map(({ name }) => name)).toEqual(['client-a']);
});

test('the source of an environment that README shows loads as it stands', () => {
  const [source, ...more] = blocks('ts');
  expect(more).toEqual([]);
  const usual = environmentText('production').replace(/^export default|;\n$/g, '');
  const file = `const usual = ${usual};\nexport default { ...usual, flux: { ...usual.flux,\n${source}} };\n`;
  const { loaded, errors } = loadFiles({
    environments: { 'development.ts': environmentText('development'), 'production.ts': file },
  });
  expect(errors).toEqual([]);
  const production = loaded?.model.environments.find(({ environment }) => environment.name === 'production');
  expect(production?.environment.flux.source).toMatchObject({
    url: expect.stringMatching(/^ssh:/),
    secret: 'flux-system',
    verify: { mode: 'Tag' },
  });
});

test('what README has users bootstrap is what is rendered', () => {
  const [, name] = /flux create source git (\S+)/.exec(text) ?? [];
  const [, environment] = /--path=clusters\/(\w+)/.exec(text) ?? [];
  const overlay = readFileSync(join(resolve(__dirname, '..'), `overlays/${environment}.ts`), 'utf8');
  expect(overlay).toContain(`source: { name: '${name}' }`);
  const [, kustomization] = /until (\S+) is Ready/.exec(text) ?? [];
  expect(overlay).toContain(`name: '${kustomization}'`);
});

test('each command has a script of its name, and a row in the table of commands', () => {
  const root = resolve(__dirname, '..');
  const names = Object.keys(helpTexts()).filter((name) => name !== '');
  expect(names).toContain('synth');
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const runs = Object.entries(scripts).filter(([, script]) => String(script).includes('lib/cli/main.ts'));
  expect(runs.sort()).toEqual(names.sort().map((name) => [name, `tsx lib/cli/main.ts ${name}`]));
  for (const name of names) expect(text).toMatch(new RegExp(`^\\| \`npm run ${name}( --[^\`]*)?\` \\|`, 'm'));
});
