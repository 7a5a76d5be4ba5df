import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { input } from '../../src/graph/operations/index.ts';
import { type CONVENTIONS, conventionValues } from '../../src/nn/conventions.ts';
import { dense } from '../../src/nn/dense.ts';
import { Scope } from '../../src/nn/parameters.ts';
import { compute } from '../float64.ts';

const built = (conventions: (typeof CONVENTIONS)[number]) => {
  const scope = new Scope([], conventionValues[conventions]);
  const y = dense(scope, 'encoder.top', input('x', ['batch', 3]), 2);
  return { scope, y };
};

test('is x W + b', () => {
  const { y } = built('keras');
  const feeds = {
    x: [
      [1, 2, 3],
      [0, -1, 0],
    ],
    'encoder.top.weight': [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
    'encoder.top.bias': [0.5, -1],
  };
  expect(compute([y], feeds, 2)).toEqual([[14.5, 31, -1.5, -6]]);
  expect(y.shape).toEqual(['batch', 2]);
  expect(y.label).toBe('encoder.top');
});

test.each([
  ['keras', Math.sqrt(6 / 5), 0],
  ['pytorch', 1 / Math.sqrt(3), 1 / Math.sqrt(3)],
] as const)('starts as in %s: weights and bias within their limits', (conventions, weightLimit, biasLimit) => {
  const { scope } = built(conventions);
  const largest = (name: string): number => {
    const out = new Float32Array(50_000);
    scope.parameters.get(name)!.initializer(out, new RandomStreams(1).of(name));
    return out.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  };
  expect(largest('encoder.top.weight')).toBeCloseTo(weightLimit, 3);
  expect(largest('encoder.top.bias')).toBeCloseTo(biasLimit, 3);
});
