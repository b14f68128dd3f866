import { type Example, RULES, type Rule, verify } from '../../../lib/verify';
import { outputFiles, withExample, world } from './_world';

function findings({ model, files }: ReturnType<typeof withExample>, rules: readonly Rule[] = RULES) {
  return verify(outputFiles(files), model, rules);
}

const cases = (which: 'good' | 'bad') =>
  RULES.flatMap((rule) =>
    rule[which].map((example, index): [string, Rule, Example] => [`${rule.id} ${which}_${index + 1}`, rule, example]),
  );

test('the project that examples are laid over gives no finding', () => {
  expect(findings(world())).toEqual([]);
});

test.each(cases('bad'))('%s gives findings, and of this rule alone', (_, rule, example) => {
  const found = findings(withExample(example));
  expect(
    found.map(({ rule: id, message }) => `${id}: ${message}`).filter((text) => !text.startsWith(`${rule.id}:`)),
  ).toEqual([]);
  expect(found.length).toBeGreaterThan(0);
});

test.each(cases('good'))('%s gives none', (_, __, example) => {
  const { environment = 'production' } = example;
  expect(findings(withExample(example)).filter((finding) => finding.environment === environment)).toEqual([]);
});
