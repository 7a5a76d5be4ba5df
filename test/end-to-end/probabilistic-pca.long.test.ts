import { describe, test } from 'vitest';
import { sharedData } from '../shared-data.ts';
import { expectBest } from './linear-model.ts';

/** As computed by algebra in `test/laws/principal-components.test.ts`. */
const MODELS = [
  ['ten units, variance 1', ['architecture.latent=10'], { elbo: -35.621, variance: 1, activeUnits: 6 }],
  [
    'two units, variance learned',
    ['architecture.latent=2', 'likelihood.variance=learned'],
    { elbo: -31.685, variance: 0.394, activeUnits: 2 },
  ],
  [
    'five units, variance learned',
    ['architecture.latent=5', 'likelihood.variance=learned'],
    { elbo: -24.625, variance: 0.183, activeUnits: 5 },
  ],
] as const;

describe.skipIf(sharedData('wdbc/wdbc.data') === undefined).each(MODELS)('a linear model, %s', (_, overrides, best) => {
  test.each([1, 2, 3])('reaches the bound of probabilistic PCA with seed %d', async (seed) => {
    await expectBest([...overrides, `seed=${seed}`], best);
  });
});
