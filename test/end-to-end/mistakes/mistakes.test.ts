import { expect, test } from 'vitest';
import { healthyExperiments } from './healthy-experiments.ts';
import { judgeHealthy, judgeMistakes, tableOf, wrongOf } from './suite.ts';
import { wrongExperiments } from './wrong-experiments.ts';

const SEEDS = [1];
/** Half a minute on two idle cores; a busy machine takes many times as long. */
const TIMEOUT_MS = 900_000;

test(
  'every mistake is caught',
  async () => {
    const lines = await judgeMistakes(wrongExperiments, SEEDS);
    console.log(tableOf(lines));
    expect(wrongOf(lines)).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'no alarm is raised on healthy experiments',
  async () => {
    const lines = await judgeHealthy(healthyExperiments, SEEDS);
    console.log(tableOf(lines));
    expect(wrongOf(lines)).toEqual([]);
  },
  TIMEOUT_MS,
);
