import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanSpread } from '../../src/vae/mean-spread.ts';

test('variances are over rows; rows on a line spread in one direction, however it runs through the units', () => {
  const { meanVariancePerUnit, dimensions } = meanSpread([1, 2, 2, 4, 3, 6], 2);
  expect(meanVariancePerUnit[0]).toBeCloseTo(2 / 3, 12);
  expect(meanVariancePerUnit[1]).toBeCloseTo(8 / 3, 12);
  expect(dimensions).toBeCloseTo(1, 12);
});

test('even spread counts every unit, and no spread none', () => {
  expect(meanSpread([1, 0, -1, 0, 0, 1, 0, -1], 2).dimensions).toBeCloseTo(2, 12);
  expect(meanSpread([3, 3, 3, 3], 2).dimensions).toBe(0);
});

test('directions do not change when the latent is turned', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), { minLength: 2 });
  fc.assert(
    fc.property(rows, fc.double({ min: 0, max: 6, noNaN: true }), (points, angle) => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const turned = points.flatMap(([x, y]) => [c * x - s * y, s * x + c * y]);
      const [before, after] = [meanSpread(points.flat(), 2).dimensions, meanSpread(turned, 2).dimensions];
      // Rounding alone spreads rows that are all alike.
      if (new Set(points.map(String)).size > 1) expect(after).toBeCloseTo(before, 6);
    }),
  );
});
