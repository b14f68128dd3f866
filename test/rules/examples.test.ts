import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Example, RULES, type Rule, verify } from '../../lib/rules';
import { outputFiles, type Variant, withExample, world } from './_world';

const RULES_FOLDER = join(__dirname, '../../lib/rules');

function findings({ model, files }: ReturnType<typeof withExample>, rules: readonly Rule[] = RULES) {
  return verify(outputFiles(files), model, rules);
}

const cases = (which: 'good' | 'bad') =>
  RULES.flatMap((rule) =>
    rule[which].map((example, index): [string, Rule, Example] => [`${rule.id} ${which}_${index + 1}`, rule, example]),
  );

test('each rule is a file of its name, and shows what it means', () => {
  const subjects = readdirSync(RULES_FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = subjects
    .filter(({ name }) => !name.startsWith('_'))
    .flatMap(({ name }) => readdirSync(join(RULES_FOLDER, name)))
    .filter((name) => !name.startsWith('_'));
  expect(RULES.map(({ id }) => id)).toEqual(files.map((name) => name.replace('.ts', '')).sort());
  expect(RULES.filter(({ good, bad }) => good.length === 0 || bad.length === 0)).toEqual([]);
});

test.each<Variant>([{}, { gateways: true }, { resolver: true }, { machines: true }, { probe: true }])(
  'the project that examples are laid over gives no finding: %j',
  (variant) => {
    expect(findings(world(variant))).toEqual([]);
  },
);

test.each(cases('bad'))('%s gives findings, and of this rule alone', (_, rule, example) => {
  const found = findings(withExample(example));
  expect(found.map(({ id, message }) => `${id}: ${message}`).filter((text) => !text.startsWith(`${rule.id}:`))).toEqual(
    [],
  );
  expect(found.length).toBeGreaterThan(0);
});

test.each(cases('good'))('%s gives none', (_, __, example) => {
  expect(findings(withExample(example))).toEqual([]);
});
