import { describe, expect, test } from 'vitest';
import { CONVENTIONS } from '../../../src/nn/conventions.ts';
import { rmsprop } from '../../../src/train/optimizers/rmsprop.ts';
import { toolkits } from '../../golden/toolkits.ts';
import { expectSameMoves, weightSequence } from './sequences.ts';

const own = { learningRate: 1e-3, decay: undefined, momentum: 0, epsilon: undefined };

describe.each(CONVENTIONS)('RMSprop as in %s', (conventions) => {
  test('divides gradients by their root mean square, where they are of the size of epsilon too', () => {
    expectSameMoves(weightSequence(rmsprop.build(own), conventions), toolkits.optimizers.rmsprop[conventions]);
  });

  test('with momentum goes on with the last move, where the rate changes too', () => {
    const optimizer = rmsprop.build({ ...own, momentum: 0.9 });
    expectSameMoves(weightSequence(optimizer, conventions), toolkits.optimizers.rmspropWithMomentum[conventions]);
  });
});

test('a decay and an epsilon that are given are used, and epsilon stands where the convention says', () => {
  const optimizer = rmsprop.build({ ...own, decay: 0.75, epsilon: 0.25 });
  // The first step: rate * g / sqrt(g^2 / 4 + epsilon), or rate * g / (|g| / 2 + epsilon), with rate 0.01 and g = 0.5.
  expect(weightSequence(optimizer, 'keras')[0]![0]).toBeCloseTo(1 - 0.005 / Math.sqrt(0.0625 + 0.25), 12);
  expect(weightSequence(optimizer, 'pytorch')[0]![0]).toBeCloseTo(1 - 0.005 / (0.25 + 0.25), 12);
});
