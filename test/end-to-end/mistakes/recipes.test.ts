import { expect, test } from 'vitest';
import { healthyRecipes } from './healthy-recipes.ts';
import { recipesMadeWrong } from './recipes-made-wrong.ts';
import { judgeHealthy, judgeMistakes, tableOf, wrongOf } from './suite.ts';

const SEEDS = [1];
/** Half a minute on two idle cores; a busy machine takes many times as long. */
const TIMEOUT_MS = 900_000;

test(
  'every mistake of a recipe is caught',
  async () => {
    const lines = await judgeMistakes(recipesMadeWrong, SEEDS);
    console.log(tableOf(lines));
    expect(wrongOf(lines)).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'no alarm is raised on recipes without a mistake',
  async () => {
    const lines = await judgeHealthy(healthyRecipes, SEEDS);
    console.log(tableOf(lines));
    expect(wrongOf(lines)).toEqual([]);
  },
  TIMEOUT_MS,
);
