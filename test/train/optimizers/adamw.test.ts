import { expect, test } from 'vitest';
import { CONVENTIONS, conventionValues } from '../../../src/nn/conventions.ts';
import { adam } from '../../../src/train/optimizers/adam.ts';
import { adamw } from '../../../src/train/optimizers/adamw.ts';
import { toolkits } from '../../golden/toolkits.ts';
import { expectSameMoves, start, weightSequence } from './sequences.ts';

const plain = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: undefined };
const own = { ...plain, decays: 'all' } as const;

test.each(CONVENTIONS)('moves weights as AdamW of %s does, its default decay included', (conventions) => {
  const optimizer = adamw.build({ ...own, weightDecay: undefined });
  expectSameMoves(weightSequence(optimizer, conventions), toolkits.optimizers.adamw[conventions]);
});

test.each(CONVENTIONS)('without decay is Adam bit for bit (%s)', (conventions) => {
  const still = adamw.build({ ...own, weightDecay: 0 });
  expect(weightSequence(still, conventions)).toEqual(weightSequence(adam.build(plain), conventions));
});

test('the decay follows the learning rate', () => {
  const optimizer = adamw.build({ ...own, weightDecay: 0.5 });
  expect(optimizer.scalarsAt(3, 0.02, conventionValues.keras).decay).toBe(0.01);
  expect(optimizer.scalarsAt(3, 0.002, conventionValues.keras).decay).toBe(0.001);
});

test('of weights alone: weights move as under AdamW, biases and scales as under Adam, bit for bit', () => {
  const options = { ...plain, weightDecay: 0.5 };
  const isWeight = start.map((_, i) => i % 2);
  const mixed = weightSequence(adamw.build({ ...options, decays: 'weights' }), 'keras', isWeight);
  const everything = weightSequence(adamw.build({ ...options, decays: 'all' }), 'keras', isWeight);
  const nothing = weightSequence(adam.build(plain), 'keras', isWeight);
  expect(mixed).toEqual(everything.map((row, step) => row.map((w, i) => (isWeight[i] === 1 ? w : nothing[step]![i]))));
  expect(everything).not.toEqual(nothing);
});
