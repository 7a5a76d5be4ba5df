import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mean, meanInterval, quantile, sampleVariance, studentQuantile, variance } from '../../src/base/statistics.ts';

test('mean, variance and quantile agree on lists and typed arrays', () => {
  for (const values of [[1, 2, 3, 4], new Float32Array([1, 2, 3, 4])]) {
    expect(mean(values)).toBe(2.5);
    expect(variance(values)).toBe(1.25);
    expect(sampleVariance(values)).toBeCloseTo(5 / 3, 14);
    expect(quantile(values, 0.5)).toBe(2.5);
  }
});

test('a quantile leaves the list in its order', () => {
  const values = new Float32Array([3, 1, 2]);
  expect(quantile(values, 0.5)).toBe(2);
  expect([...values]).toEqual([3, 1, 2]);
});

// scipy.stats.t.ppf(share, freedom), scipy 1.17.1.
const GOLDEN_T: readonly (readonly [number, number, number])[] = [
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 3, 3.1824463052837078],
  [0.975, 4, 2.7764451051977934],
  [0.975, 9, 2.262157162798205],
  [0.975, 30, 2.0422724563012378],
  [0.975, 101, 1.983731002955606],
  [0.995, 5, 4.032142983555228],
  [0.6, 7, 0.2631668613520229],
  [0.9995, 1, 636.6192487687897],
];

test("Student's quantiles equal scipy's", () => {
  for (const [share, freedom, t] of GOLDEN_T) {
    expect(Math.abs(studentQuantile(share, freedom) / t - 1)).toBeLessThan(1e-11);
  }
});

test('one value has a mean and no interval', () => {
  expect(meanInterval([7])).toEqual({ mean: 7, count: 1 });
});

test('equal values have an interval of no width', () => {
  expect(meanInterval([2, 2, 2])).toEqual({ mean: 2, halfWidth: 0, count: 3 });
});

test('the interval of 1 2 3 4 5 is 3 +- 1.963', () => {
  // scipy.stats.t.interval(0.95, 4, 3, scipy.stats.sem([1, 2, 3, 4, 5]))
  expect(meanInterval([1, 2, 3, 4, 5]).halfWidth).toBeCloseTo(1.9632431614775103, 12);
});

test('the interval of folds is wider by the train rows they share', () => {
  // Of 5 folds: sqrt(1 / 5 + 1 / 4) in place of sqrt(1 / 5).
  const [plain, folds] = [0, 1 / 4].map((overlap) => meanInterval([1, 2, 3, 4, 5], 0.95, overlap));
  expect(folds!.halfWidth! / plain!.halfWidth!).toBeCloseTo(Math.sqrt(0.45 / 0.2), 12);
  expect(folds!.mean).toBe(3);
});

test('a wider share gives a larger quantile', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.double({ min: 0.51, max: 0.99, noNaN: true }),
      (freedom, share) => {
        expect(studentQuantile(share + 0.005, freedom)).toBeGreaterThan(studentQuantile(share, freedom));
      },
    ),
  );
});
