import fc from 'fast-check';
import { expect, test } from 'vitest';
import { published } from '../../../src/diagnose/audit/published.ts';
import { possibleOnes } from '../../../src/diagnose/audit/whole-counts.ts';

const shares = (accuracy: string, precision: string, recall: string, f1: string) => ({
  accuracy: published(accuracy)!,
  precision: published(precision)!,
  recall: published(recall)!,
  f1: published(f1)!,
});

test('shares of counted rows are possible, with the ones that were counted', () => {
  const cell = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(cell, cell, cell, cell, (trueOnes, falseOnes, missed, trueZeros) => {
      const ones = trueOnes + missed;
      const n = ones + falseOnes + trueZeros;
      const given = shares(
        ((trueOnes + trueZeros) / n).toFixed(3),
        (trueOnes / (trueOnes + falseOnes)).toFixed(3),
        (trueOnes / ones).toFixed(3),
        ((2 * trueOnes) / (trueOnes + falseOnes + ones)).toFixed(3),
      );
      expect(possibleOnes(given, { low: ones / n - 0.01, high: ones / n + 0.01 }, n)).toContain(ones);
    }),
  );
});

test('of 100 rows no accuracy is 0.1234', () => {
  expect(possibleOnes(shares('0.1234', '0.5', '0.5', '0.5'), { low: 0.4, high: 0.6 }, 100)).toEqual([]);
});

test('too many matrices are not tried, nor any where precision may be 0', () => {
  const wide = shares('0.7', '0.7', '0.7', '0.7');
  expect(possibleOnes(wide, { low: 0.2, high: 0.8 }, 1_000_000)).toBeUndefined();
  expect(possibleOnes({ ...wide, precision: { low: 0, high: 0.1 } }, { low: 0.4, high: 0.6 }, 50)).toBeUndefined();
});
