import { expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random.ts';
import { bootstrapMeans, holdsZero } from '../../../src/diagnose/compare/paired-bootstrap.ts';

const normals = (count: number): Float64Array => {
  const values = new Float64Array(count);
  new RandomStreams(3).of('test').fillStandardNormal(values);
  return values;
};

test('the interval of a mean of many rows is that of the central limit theorem', () => {
  const values = normals(400).map((value) => 2 * value + 1);
  const mean = values.reduce((sum, value) => sum + value, 0) / 400;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400);
  const [interval] = bootstrapMeans([values]);
  const halfWidth = (1.96 * deviation) / 20;
  expect(Math.abs(interval!.low - (mean - halfWidth))).toBeLessThan(0.1 * halfWidth);
  expect(Math.abs(interval!.high - (mean + halfWidth))).toBeLessThan(0.1 * halfWidth);
});

test('lists are drawn together: the sum of two intervals is not that of their sum', () => {
  const values = normals(200);
  const [first, opposite, none] = bootstrapMeans([values, values.map((value) => 1 - value), new Float64Array(200)]);
  expect(opposite!.low).toBeCloseTo(1 - first!.high, 12);
  expect(opposite!.high).toBeCloseTo(1 - first!.low, 12);
  expect(none).toEqual({ low: 0, high: 0 });
});

test('the same differences give the same interval, and no rows give none', () => {
  expect(bootstrapMeans([normals(50)])).toEqual(bootstrapMeans([normals(50)]));
  expect(bootstrapMeans([])).toEqual([]);
  expect(bootstrapMeans([new Float64Array(0)])).toEqual([]);
});

test('an interval that ends at 0 holds it', () => {
  expect([holdsZero({ low: -1, high: 0 }), holdsZero({ low: 0, high: 1 }), holdsZero({ low: 0.1, high: 1 })]).toEqual([
    true,
    true,
    false,
  ]);
});
