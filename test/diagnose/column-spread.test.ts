import fc from 'fast-check';
import { expect, test } from 'vitest';
import { variance } from '../../src/base/statistics.ts';
import { ColumnSpread } from '../../src/diagnose/column-spread.ts';

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
};

test('batches of any size give the variance of all rows, far from zero too', () => {
  const numbers = fc.array(fc.double({ min: 1e6, max: 1e6 + 5, noNaN: true }), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 5 }), (batches) => {
      const spread = new ColumnSpread(1);
      for (const batch of batches) {
        const { mean, squares } = moments(batch);
        spread.add(batch.length, [mean], [squares]);
      }
      expect(spread.totalVariance()).toBeCloseTo(variance(batches.flat()), 6);
    }),
  );
});
