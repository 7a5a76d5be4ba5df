import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { smallDataset } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';
import {
  linearGap,
  linearModel,
  linearNegativeLogLikelihood,
  linearParameters,
  testEvaluation,
} from './linear-gaussian.ts';

test('many draws bring the bound of a linear model to its expectation; KL is that of one draw', async () => {
  const parameters = linearParameters(0.3, 1.6);
  const { test: one } = await testEvaluation(linearModel, parameters, { data: 'float32' });
  const { test: many } = await testEvaluation(linearModel, parameters, { data: 'float32', samples: 2000 });
  expect(many.kl).toBe(one.kl);
  expect(many.rowCount).toBe(one.rowCount);
  expect(Math.abs(many.negativeElbo - linearNegativeLogLikelihood() - linearGap(0.3, 1.6))).toBeLessThan(0.05);
});

test('an entry counts once however many draws are looked at', async () => {
  const model = smallModel(smallDataset('bits'));
  const parameters = initialState(model, new RandomStreams(1));
  const { test: one } = await testEvaluation(model, parameters, { data: 'bits' });
  const { test: four } = await testEvaluation(model, parameters, { data: 'bits', samples: 4 });
  const { entryCount, prevalence } = four.perModality.marks!.binary!;
  expect(entryCount).toBe(30);
  expect(prevalence).toBeCloseTo(one.perModality.marks!.binary!.prevalence, 12);
  expect(four.reconstruction).not.toBe(one.reconstruction);
});

test('a plain autoencoder is looked at once: all its draws are the mean', async () => {
  const model = smallModel(smallDataset('bits'));
  const parameters = initialState(model, new RandomStreams(1));
  const { test: one } = await testEvaluation(model, parameters, { data: 'bits', latent: 'mean' });
  const { test: four } = await testEvaluation(model, parameters, { data: 'bits', latent: 'mean', samples: 4 });
  expect(four).toEqual(one);
});
