import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracyOf,
  alwaysOneF1,
  balancedAccuracyOf,
  type Confusion,
  determiningShares,
  f1Of,
  majorityAccuracy,
  mccOf,
  precisionOf,
  prevalenceOf,
  recallOf,
  type ShareName,
  solveConfusion,
  standardError,
} from '../../../src/diagnose/audit/confusion.ts';

const cell = fc.integer({ min: 1, max: 1000 });
const confusions = fc.tuple(cell, cell, cell, cell).map(([a, b, c, d]): Confusion => {
  const n = a + b + c + d;
  return { trueOnes: a / n, falseOnes: b / n, missedOnes: c / n, trueZeros: d / n };
});

const of = (confusion: Confusion): Record<ShareName, number> => ({
  accuracy: accuracyOf(confusion),
  precision: precisionOf(confusion),
  recall: recallOf(confusion),
  f1: f1Of(confusion),
  prevalence: prevalenceOf(confusion),
});

const pick = (shares: Record<ShareName, number>, names: readonly ShareName[]) =>
  Object.fromEntries(names.map((name) => [name, shares[name]]));

describe.each([
  [['accuracy', 'precision', 'recall']],
  [['prevalence', 'precision', 'recall']],
  [['accuracy', 'prevalence', 'recall']],
  [['accuracy', 'prevalence', 'f1']],
  [['accuracy', 'precision', 'f1']],
  [['accuracy', 'recall', 'f1']],
  [['prevalence', 'recall', 'f1']],
  [['prevalence', 'precision', 'f1']],
  [['accuracy', 'prevalence', 'precision']],
] as [ShareName[]][])('from %s', (names) => {
  test('the matrix comes back', () => {
    fc.assert(
      fc.property(confusions, (confusion) => {
        const shares = of(confusion);
        // At a precision of a half, accuracy and prevalence leave the recall open.
        fc.pre(!names.includes('precision') || names.includes('recall') || Math.abs(shares.precision - 0.5) > 0.02);
        fc.pre(Math.abs(1 + shares.recall / shares.precision - 2 * shares.recall) > 1e-6);
        const solved = solveConfusion(pick(shares, names))!;
        for (const cell of Object.keys(confusion) as (keyof Confusion)[])
          expect(solved[cell]).toBeCloseTo(confusion[cell], 8);
      }),
    );
  });
  test('they are enough', () => expect(determiningShares(names)).toEqual(names));
});

test('two shares, or precision, recall and the F1 they make, are not enough', () => {
  expect(determiningShares(['accuracy', 'recall'])).toBeUndefined();
  expect(determiningShares(['precision', 'recall', 'f1'])).toBeUndefined();
});

test('shares that no matrix has give none', () => {
  // 10 % of rows are wrong, but 60 % of ones are missed where half of the rows are ones.
  expect(solveConfusion({ accuracy: 0.9, recall: 0.4, prevalence: 0.5 })).toBeUndefined();
  expect(solveConfusion({ accuracy: 0.2, precision: 0.9, recall: 0.9 })).toBeUndefined();
});

/**
 * scikit-learn 1.9.1, on labels of 60 true ones, 20 false ones, 30 missed ones, 90 true zeros: matthews_corrcoef,
 * balanced_accuracy_score, f1_score.
 */
test('the statistics are those of scikit-learn', () => {
  const confusion = { trueOnes: 0.3, falseOnes: 0.1, missedOnes: 0.15, trueZeros: 0.45 };
  expect(mccOf(confusion)).toBeCloseTo(0.4923659639173309, 12);
  expect(balancedAccuracyOf(confusion)).toBeCloseTo(0.7424242424242424, 12);
  expect(f1Of(confusion)).toBeCloseTo(0.7058823529411765, 12);
});

test('answering 1 everywhere, and the majority, are the trivial values', () => {
  expect(alwaysOneF1(0.506)).toBeCloseTo(0.672, 3);
  expect(majorityAccuracy(0.373)).toBeCloseTo(0.627, 12);
  expect(majorityAccuracy(0.6)).toBe(0.6);
});

test('the standard error of accuracy is that of a share', () => {
  const confusion = { trueOnes: 0.3, falseOnes: 0.1, missedOnes: 0.15, trueZeros: 0.45 };
  expect(standardError(confusion, accuracyOf, 400)).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 400), 8);
});

/** numpy 2.4.6 (default_rng(1)): deviation of MCC and of F1 over 200 000 multinomial draws of 1000 rows of this matrix. */
test('the standard errors of MCC and F1 are those of simulated test rows', () => {
  const confusion = { trueOnes: 0.3, falseOnes: 0.1, missedOnes: 0.15, trueZeros: 0.45 };
  expect(standardError(confusion, mccOf, 1000) / 0.02764034837903971).toBeCloseTo(1, 2);
  expect(standardError(confusion, f1Of, 1000) / 0.017784562812617234).toBeCloseTo(1, 2);
});
