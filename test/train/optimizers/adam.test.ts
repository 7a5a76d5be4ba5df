import { expect, test } from 'vitest';
import { CONVENTIONS } from '../../../src/nn/conventions.ts';
import { adam } from '../../../src/train/optimizers/adam.ts';
import { toolkits } from '../../golden/toolkits.ts';
import { expectSameMoves, weightSequence } from './sequences.ts';

const optimizer = adam.build({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: undefined });

test.each(CONVENTIONS)(
  'moves weights as Adam of %s does, where gradients are of the size of epsilon too',
  (conventions) => {
    expectSameMoves(weightSequence(optimizer, conventions), toolkits.optimizers.adam[conventions]);
  },
);

test('the conventions differ, most where gradients are small', () => {
  const [keras, pytorch] = CONVENTIONS.map((conventions) => weightSequence(optimizer, conventions).at(-1)!);
  expect(Math.abs(keras![0]! - pytorch![0]!)).toBeLessThan(1e-6);
  expect(Math.abs(keras![2]! - pytorch![2]!)).toBeGreaterThan(1e-2);
});

test('an epsilon that is given is used', () => {
  const other = adam.build({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1 });
  // The first step of Adam: rate * g / (|g| + epsilon).
  expect(weightSequence(other, 'pytorch')[0]![0]).toBeCloseTo(1 - (0.01 * 0.5) / 1.5, 12);
});
