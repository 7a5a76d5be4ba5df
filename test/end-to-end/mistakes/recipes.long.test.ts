import { expect, test } from 'vitest';
import { healthyRecipes } from './healthy-recipes.ts';
import { recipesMadeWrong } from './recipes-made-wrong.ts';
import { judgeHealthy, judgeMistakes, tableOf, wrongOf } from './suite.ts';

const SEEDS = [1, 2, 3];

test('every mistake of a recipe is caught, whatever the seed', async () => {
  const lines = await judgeMistakes(recipesMadeWrong, SEEDS);
  console.log(tableOf(lines));
  expect(wrongOf(lines)).toEqual([]);
});

test('no alarm is raised on recipes without a mistake, whatever the seed', async () => {
  const lines = await judgeHealthy(healthyRecipes, SEEDS);
  console.log(tableOf(lines));
  expect(wrongOf(lines)).toEqual([]);
});
