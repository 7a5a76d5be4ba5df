import { describe, expect, test } from 'vitest';
import { CONVENTIONS } from '../../../src/nn/conventions.ts';
import { sgd } from '../../../src/train/optimizers/sgd.ts';
import { toolkits } from '../../golden/toolkits.ts';
import { expectSameMoves, weightSequence } from './sequences.ts';

describe.each(CONVENTIONS)('gradient descent as in %s', (conventions) => {
  test('follows the gradient', () => {
    const optimizer = sgd.build({ learningRate: 1e-2, momentum: 0 });
    expectSameMoves(weightSequence(optimizer, conventions), toolkits.optimizers.descent[conventions]);
  });

  test('with momentum goes on with the last move, where the rate changes too', () => {
    const optimizer = sgd.build({ learningRate: 1e-2, momentum: 0.9 });
    expectSameMoves(weightSequence(optimizer, conventions), toolkits.optimizers.momentum[conventions]);
  });
});

test('the conventions agree until the rate changes and differ then', () => {
  const optimizer = sgd.build({ learningRate: 1e-2, momentum: 0.9 });
  const [keras, pytorch] = CONVENTIONS.map((conventions) => weightSequence(optimizer, conventions));
  expect(keras![2]![0]).toBeCloseTo(pytorch![2]![0]!, 12);
  expect(Math.abs(keras![3]![0]! - pytorch![3]![0]!)).toBeGreaterThan(1e-3);
});
