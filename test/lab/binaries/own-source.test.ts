import { readSource } from '../../../lab/binaries/own-source';
import { RECIPES, type Recipe } from '../../../lab/binaries/versions';

const recipes: readonly Recipe[] = Object.values(RECIPES);

test('a recipe that brings nothing has no source', () => {
  expect(readSource(RECIPES.etcd)).toBeUndefined();
});

test.each(recipes.filter(({ source }) => source))('what $source brings is where its binary’s package is', (recipe) => {
  const packages = Object.values(recipe.binaries);
  expect(packages.map((pkg) => pkg.replace('wrapper.invalid/lab', '.'))).toContain(`./${recipe.source}`);
  expect(readSource(recipe)).toHaveProperty([`${recipe.source}/main.go`], expect.stringContaining('package main\n'));
});
