import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditMatrix } from '../../../src/diagnose/audit/implied-matrix.ts';
import { published } from '../../../src/diagnose/audit/published.ts';
import { possibleOnes } from '../../../src/diagnose/audit/whole-counts.ts';
import { row } from './rows.ts';

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

/** Five published rows of one test set whose size was not published; an exhaustive search in Python agrees. */
test('of all numbers of test rows up to 11 900 one alone gives every printed digit of five rows', () => {
  const rows = [
    ['0.6401', '0.6841', '0.5354', '0.6007'],
    ['0.5928', '0.5806', '0.7005', '0.6349'],
    ['0.6301', '0.6181', '0.7018', '0.6573'],
    ['0.6629', '0.6764', '0.6390', '0.6572'],
    ['0.6685', '0.6997', '0.6031', '0.6478'],
  ].map(([a, p, r, f]) => {
    const given = shares(a!, p!, r!, f!);
    const { accuracy, precision, recall } = given;
    return { given, prevalence: auditMatrix({ ...row({}), accuracy, precision, recall }).implied!.prevalence };
  });
  const fits = (n: number): boolean => {
    let common: readonly number[] | undefined;
    for (const { given, prevalence } of rows) {
      const ones = possibleOnes(given, prevalence, n)!;
      common = common?.filter((count) => ones.includes(count)) ?? ones;
      if (common.length === 0) return false;
    }
    return true;
  };
  expect(Array.from({ length: 11_900 }, (_, i) => i + 1).filter(fits)).toEqual([8856]);
});
