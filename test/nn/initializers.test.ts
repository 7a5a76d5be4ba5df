import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { mean, variance } from '../../src/base/statistics.ts';
import { constantInitializer, fanInUniform, glorotUniform, type Initializer } from '../../src/nn/initializers.ts';

const COUNT = 200_000;
const draw = (initializer: Initializer, seed = 1): Float32Array => {
  const out = new Float32Array(COUNT);
  initializer(out, new RandomStreams(seed).of('weights'));
  return out;
};

test('a constant fills with itself', () => {
  expect(draw(constantInitializer(0.25)).every((value) => value === 0.25)).toBe(true);
});

// Limits: Keras 3.15 GlorotUniform for 784 inputs and 400 outputs; PyTorch 2.15 nn.Linear(784, 400).
describe.each([
  ['Glorot uniform', glorotUniform(784, 400), Math.sqrt(6 / 1184)],
  ['fan-in uniform', fanInUniform(784), 1 / 28],
])('%s', (_, initializer, limit) => {
  const values = draw(initializer);

  test('stays within its limit and reaches it', () => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest).toBeGreaterThan(0.9999 * limit);
  });

  test('is uniform: Kolmogorov distance, mean and variance', () => {
    const sorted = values.slice().sort();
    let distance = 0;
    sorted.forEach((value, i) => {
      distance = Math.max(distance, Math.abs((value / limit + 1) / 2 - (i + 0.5) / COUNT));
    });
    // 1.95 / sqrt(n) is passed once in a thousand seeds.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(COUNT));
    expect(Math.abs(mean(values))).toBeLessThan((4 * limit) / Math.sqrt(3 * COUNT));
    expect(variance(values) / (limit ** 2 / 3)).toBeCloseTo(1, 2);
  });

  test('depends on its stream and nothing else', () => {
    expect(draw(initializer)).toEqual(values);
    expect(draw(initializer, 2)).not.toEqual(values);
  });
});
