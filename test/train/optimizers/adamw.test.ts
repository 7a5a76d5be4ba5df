import { expect, test } from 'vitest';
import { CONVENTIONS, conventionValues } from '../../../src/nn/conventions.ts';
import { adam } from '../../../src/train/optimizers/adam.ts';
import { adamw } from '../../../src/train/optimizers/adamw.ts';
import { toolkits } from '../../golden/toolkits.ts';
import { expectSameMoves, weightSequence } from './sequences.ts';

const own = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: undefined };

test.each(CONVENTIONS)('moves weights as AdamW of %s does, its default decay included', (conventions) => {
  const optimizer = adamw.build({ ...own, weightDecay: undefined });
  expectSameMoves(weightSequence(optimizer, conventions), toolkits.optimizers.adamw[conventions]);
});

test.each(CONVENTIONS)('without decay is Adam bit for bit (%s)', (conventions) => {
  const still = adamw.build({ ...own, weightDecay: 0 });
  expect(weightSequence(still, conventions)).toEqual(weightSequence(adam.build(own), conventions));
});

test('the decay follows the learning rate', () => {
  const optimizer = adamw.build({ ...own, weightDecay: 0.5 });
  expect(optimizer.scalarsAt(3, 0.02, conventionValues.keras).decay).toBe(0.01);
  expect(optimizer.scalarsAt(3, 0.002, conventionValues.keras).decay).toBe(0.001);
});
