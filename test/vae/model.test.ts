import { expect, test } from 'vitest';
import { requireFittingData } from '../../src/vae/model.ts';
import { messageOf } from '../message-of.ts';
import { smallDataset } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';

test('a learned variance counts among the parameters of the description', () => {
  const reals = smallDataset('float32');
  const count = (likelihood: unknown) => smallModel(reals, { likelihood }).description.parameterCount;
  expect(count({ kind: 'gaussian', variance: 'learned' })).toBe(count('gaussian') + reals.modalities.length);
});

test('numbers outside a likelihood are refused with row, column and value', async () => {
  const reals = smallDataset('float32');
  const bad = { ...reals, values: { kind: 'float32' as const, data: new Float32Array(280).fill(0.5) } };
  bad.values.data[9] = 2;
  expect(await messageOf(() => requireFittingData(smallModel(bad), bad))).toBe(
    'small float32 row 2, column "m2": 2 is outside [0, 1]. Expected values from 0 to 1 for the bernoulli likelihood of the modality "marks". Choose another likelihood, or set standardize: min-max or binarize.',
  );
  expect(() => requireFittingData(smallModel(reals, { likelihood: 'gaussian' }), reals)).not.toThrow();
});
